//===- MovedDims.h - Where ops move dimensions to ---------------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_MOVEDDIMS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_MOVEDDIMS_H

#include "mlir/IR/Value.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>

namespace quantx {

/// For each dimension of `result` the one of `operand` that has the same index,
/// or of which it is a part; -1 where there is none. The op only moves values.
/// Dimensions that are cut, padded or merged with others have none.
llvm::SmallVector<int64_t> getSourceDims(mlir::OpOperand &operand,
                                         mlir::OpResult result);

/// The dimension of `result` that runs over the samples, in their order, where
/// dimension `dim` of `operand` does: it is that dimension, or has it as its
/// outermost part or remainder. Nothing where no dimension is known to.
std::optional<int64_t> moveSampleDim(mlir::OpOperand &operand, int64_t dim,
                                     mlir::OpResult result);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_MOVEDDIMS_H
