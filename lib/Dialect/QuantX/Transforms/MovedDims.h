//===- MovedDims.h - Where ops move dimensions to ---------------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_MOVEDDIMS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_MOVEDDIMS_H

#include "mlir/IR/Value.h"
#include "llvm/ADT/SmallVector.h"

namespace quantx {

/// For each dimension of `result` the one of `operand` that has the same index,
/// or of which it is a part; -1 where there is none. The op only moves values.
/// Dimensions that are cut, padded or merged with others have none.
llvm::SmallVector<int64_t> getSourceDims(mlir::OpOperand &operand,
                                         mlir::OpResult result);

/// True if the leading dimension of `result` runs over the samples that the
/// leading dimension of `operand` runs over, in their order: it is that
/// dimension, or has it as its outermost part or remainder.
bool keepsLeadingDim(mlir::OpOperand &operand, mlir::OpResult result);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_MOVEDDIMS_H
