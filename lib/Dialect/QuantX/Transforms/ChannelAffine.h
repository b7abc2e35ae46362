//===- ChannelAffine.h - Scales and offsets per channel ---------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELAFFINE_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELAFFINE_H

#include "ConstantGrid.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"

namespace quantx {

/// factor * x + offset, numbers that depend on some dimensions of x.
struct ChannelAffine {
  Grid<double> factor = 1.0;
  Grid<double> offset = 0.0;
};

/// What the op that reads `use`, a tensor of `rank`, computes of it, if that is
/// a scale and an offset of constants at the same index, and nothing else.
std::optional<ChannelAffine> readAffine(mlir::OpOperand &use, int64_t rank);

/// The numbers of a constant that a tensor of `rank` reads through `map`, null
/// being the identity. None if it is not constant or cannot be read.
std::optional<Grid<float>> readConstant(mlir::Value value, mlir::AffineMap map,
                                        int64_t rank);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELAFFINE_H
