//===- PaddedWindows.h - Windows over padded tensors ------------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_PADDEDWINDOWS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_PADDEDWINDOWS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace quantx {

/// True when every element of the result of `op` reads at least one element of
/// `operand`, which `pad` gives, that is not padding. False where that is not
/// known.
bool everyWindowHasData(mlir::linalg::LinalgOp op, mlir::OpOperand &operand,
                        mlir::tensor::PadOp pad);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_PADDEDWINDOWS_H
