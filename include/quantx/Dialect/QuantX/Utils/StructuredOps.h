//===- StructuredOps.h - Structured ops on other element types --*- C++ -*-===//

#ifndef QUANTX_DIALECT_QUANTX_UTILS_STRUCTUREDOPS_H
#define QUANTX_DIALECT_QUANTX_UTILS_STRUCTUREDOPS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace quantx {

/// `op` on operands of the same shapes and other element types, under its own
/// name: the body is what the named op means on those types. Null for ops whose
/// body is not implied by their name (generic, map, reduce). A named op
/// sign-extends its integer operands.
mlir::linalg::LinalgOp recreateNamedOp(mlir::OpBuilder &builder,
                                       mlir::linalg::LinalgOp op,
                                       mlir::ValueRange inputs,
                                       mlir::ValueRange inits);

/// Builds the body of a structured op and returns what it yields.
using StructuredBody = llvm::function_ref<mlir::Value(
    mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>;

/// `linalg.generic` with the loops and indexing maps of `op`, which has one
/// result, and a body of its own.
mlir::linalg::GenericOp recreateGenericOp(mlir::OpBuilder &builder,
                                          mlir::linalg::LinalgOp op,
                                          mlir::ValueRange inputs,
                                          mlir::Value init,
                                          StructuredBody body);

/// An uninitialized tensor of the shape of `like` and another element type; it
/// does not use `like` where its sizes are known otherwise.
mlir::Value createEmptyLike(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Value like, mlir::Type elementType);

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_UTILS_STRUCTUREDOPS_H
