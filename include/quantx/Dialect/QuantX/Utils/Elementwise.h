//===- Elementwise.h - Elementwise linalg ops -------------------*- C++ -*-===//

#ifndef QUANTX_DIALECT_QUANTX_UTILS_ELEMENTWISE_H
#define QUANTX_DIALECT_QUANTX_UTILS_ELEMENTWISE_H

#include "mlir/IR/AffineMap.h"
#include "mlir/IR/Builders.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {

/// An operand of an elementwise op and how its dimensions follow from those of
/// the result.
struct ElementwiseOperand {
  mlir::Value value;
  mlir::AffineMap map;
};

/// Emits the scalar of the result from one scalar per operand.
using ElementwiseBody = llvm::function_ref<mlir::Value(
    mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>;

/// An all-parallel `linalg.generic` of the shape `sizes`, with elements of
/// `elementType`. Operands without a map have the result's shape.
mlir::Value createElementwise(mlir::OpBuilder &builder, mlir::Location loc,
                              llvm::ArrayRef<ElementwiseOperand> operands,
                              llvm::ArrayRef<mlir::OpFoldResult> sizes,
                              mlir::Type elementType, ElementwiseBody body);

/// The map from the dimensions of a tensor of `rank` to the index of its
/// parameters: `(d0, d1, d2) -> (d1)` for axes = [1], `(d0, d1) -> (d1 floordiv
/// 32)` for axes = [1], block_sizes = [32].
mlir::AffineMap getParamsMap(SchemeAttr scheme, unsigned rank);

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_UTILS_ELEMENTWISE_H
