//===- AccumulatorBias.h - Real biases in accumulator units -----*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ACCUMULATORBIAS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ACCUMULATORBIAS_H

#include "IntegerForm.h"
#include "Requantization.h"

namespace quantx {

/// A bias in units of an accumulator, with what has to be said about it.
///
/// It goes into the tensor that the head accumulates onto. Where it does not
/// fit 32 bits, or where rounding it to whole units would show in the result,
/// it is added to the finished sum, in 64 bits if need be (QX-I16).
struct AccumulatorBias {
  /// In units of 2^-fractionBits.
  Grid<int64_t> values = 0;
  unsigned fractionBits = 0;
  /// Channels whose bias was clamped or NaN, or does not fit i32.
  unsigned saturated = 0, nans = 0, wide = 0;
  /// How far the values are from the real bias, in their units.
  double error = 0;

  /// True if the bias is added to the finished sum.
  bool isSeparate() const { return wide != 0 || fractionBits != 0; }
  /// What the tensor that is accumulated onto holds of it.
  int64_t getStart(llvm::ArrayRef<int64_t> index) const {
    return isSeparate() ? 0 : values.at(index);
  }
  /// One unit of the values, of an accumulator with these scales.
  Grid<double> getScales(const Grid<double> &scales, int64_t rank) const;
  /// Bounds of the biased sum.
  AccumulatorBounds addTo(const AccumulatorBounds &sum,
                          llvm::ArrayRef<int64_t> index) const;
  /// The biased sum; `bounds` are those of addTo for all indices.
  mlir::Value emit(mlir::OpBuilder &builder, mlir::Location loc,
                   mlir::Value sum, const AccumulatorBounds &bounds) const;

  /// Warns of a bias that is not what the model says.
  void report(mlir::Operation *op) const;
};

/// The type in which a sum of these bounds is computed.
mlir::Type getAccumulatorType(mlir::OpBuilder &builder,
                              const AccumulatorBounds &bounds);

/// The bias of a head of `rank` dimensions: what it accumulates onto (`init`,
/// which may be null), the constants of the epilogue and its offset, over
/// `scales`. `sum` bounds what it is added to. Refuses an init that is not
/// constant.
mlir::FailureOr<AccumulatorBias>
getAccumulatorBias(mlir::Operation *head, int64_t rank, mlir::Value init,
                   const Grid<double> &scales, const AccumulatorBounds &sum,
                   const Epilogue &epilogue, Refusal &refusal);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ACCUMULATORBIAS_H
