//===- AccumulatorBias.h - Real biases in accumulator units -----*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ACCUMULATORBIAS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ACCUMULATORBIAS_H

#include "IntegerForm.h"
#include "Requantization.h"

namespace quantx {

/// A bias in units of an accumulator, with what has to be said about it.
struct AccumulatorBias {
  Grid<int64_t> values = 0;
  /// Channels whose bias is beyond i32 or NaN, or leaves less than half of i32.
  unsigned saturated = 0, nans = 0, large = 0;
  /// How far the values are from the real bias, in units of the accumulator.
  double error = 0;

  /// Warns of a bias that is not what the model says, and remarks on a large
  /// one.
  void report(mlir::Operation *op) const;
};

/// The bias of a head of `rank` dimensions: what it accumulates onto (`init`,
/// which may be null), the constants of the epilogue and its offset, over
/// `scales`. Refuses an init that is not constant.
mlir::FailureOr<AccumulatorBias>
getAccumulatorBias(mlir::Operation *head, int64_t rank, mlir::Value init,
                   const Grid<double> &scales, const Epilogue &epilogue,
                   Refusal &refusal);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ACCUMULATORBIAS_H
