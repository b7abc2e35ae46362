//===- Multipliers.h - TOSA's multipliers as fixed points -------*- C++ -*-===//

#ifndef QUANTX_LIB_CONVERSION_TOSATOQUANTX_MULTIPLIERS_H
#define QUANTX_LIB_CONVERSION_TOSATOQUANTX_MULTIPLIERS_H

#include "quantx/Conversion/TosaToQuantX/TosaToQuantX.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {

/// The numbers of a rescale: one multiplier and shift for the tensor or one of
/// each per channel.
struct TosaScale {
  llvm::SmallVector<int64_t> multipliers;
  llvm::SmallVector<int64_t> shifts;
  bool isDouble = false;
  /// Bits of the multiplier's type, 16 or 32.
  int32_t width = 32;
  /// Bounds of the scaled numbers, -negative <= value <= positive.
  uint64_t negative = 0;
  uint64_t positive = 0;
};

/// The fixed point that gives the same integers for every value within the
/// bounds. Null, with the reason, if there is none.
FixedPointAttr getFixedPoint(mlir::MLIRContext *context, const TosaScale &scale,
                             TosaRefusal &refusal);

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_TOSATOQUANTX_MULTIPLIERS_H
