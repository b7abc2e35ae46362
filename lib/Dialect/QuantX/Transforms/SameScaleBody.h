//===- SameScaleBody.h - Bodies of comparisons on integers ------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_SAMESCALEBODY_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_SAMESCALEBODY_H

#include "SameScale.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace quantx {

/// The kind of a structured op by the ops of its body.
SameScaleKind getBodyKind(mlir::linalg::LinalgOp op);

/// Whether each op of the body has a form on stored integers.
bool hasStorageBody(mlir::linalg::LinalgOp op, const StorageForm &form,
                    std::string &reason);

/// Emits the body on stored integers and returns what it yields, of each
/// result. `arguments` are the block arguments of the new op, in the order of
/// the old; a tensor of floats that the body extracts from becomes `extracted`.
llvm::SmallVector<mlir::Value, 1>
emitStorageBody(mlir::OpBuilder &builder, mlir::Location loc,
                mlir::linalg::LinalgOp op, const StorageForm &form,
                mlir::ValueRange arguments, mlir::Value extracted = {});

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_SAMESCALEBODY_H
