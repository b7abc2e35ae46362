//===- SumAccumulator.h - Exact sums at the speed of a loop -----*- C++ -*-===//

#ifndef QUANTX_LIB_CALIBRATION_SUMACCUMULATOR_H
#define QUANTX_LIB_CALIBRATION_SUMACCUMULATOR_H

#include "quantx/Calibration/ExactSum.h"

#include "llvm/ADT/ArrayRef.h"

namespace quantx::calibration {

/// Adds every value to `sum` and its square to `sumOfSquares`. All values must
/// be finite.
void addExactly(llvm::ArrayRef<float> values, ExactSum &sum,
                ExactSum &sumOfSquares);

} // namespace quantx::calibration

#endif // QUANTX_LIB_CALIBRATION_SUMACCUMULATOR_H
