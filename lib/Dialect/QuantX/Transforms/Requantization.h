//===- Requantization.h - From accumulators to stored values ----*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_REQUANTIZATION_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_REQUANTIZATION_H

#include "IntegerForm.h"
#include "quantx/Analysis/AccumulatorBounds.h"

namespace quantx {

/// Steps of the root per unit of an accumulator of a head of `rank` dimensions,
/// of which one unit is `inputScales`.
Grid<double> getMultipliers(const Grid<double> &inputScales,
                            const Epilogue &epilogue, int64_t rank);

/// The change from the scale of an accumulator to that of the root, and the
/// clamp of the epilogue.
class Requantization {
public:
  /// `inputScales` are the real values of one unit of the accumulator. On
  /// failure the refusal names `head` and the channel.
  static mlir::FailureOr<Requantization>
  derive(const Grid<double> &inputScales, const AccumulatorBounds &bounds,
         const Epilogue &epilogue, mlir::Operation *head, Refusal &refusal);

  /// The stored values of `accumulator`, a tensor of signless integers less
  /// `zeroPoint`, which are read as unsigned if `isUnsigned`.
  mlir::Value emit(mlir::OpBuilder &builder, mlir::Value accumulator,
                   int64_t zeroPoint = 0, bool isUnsigned = false) const;

  /// The error in steps of the result (IntegerForm::errorBound) for
  /// accumulators in `bounds` that are up to `biasError` units off: of the
  /// bias, of the multiplier and of the rounding.
  double getErrorBound(const AccumulatorBounds &bounds,
                       double biasError = 0) const;

private:
  mlir::Value emitConstant(mlir::OpBuilder &builder, mlir::Value like) const;
  mlir::Value emitElementwise(mlir::OpBuilder &builder,
                              mlir::Value accumulator) const;

  Epilogue epilogue;
  Grid<int64_t> multipliers = 0, shifts = 0;
  /// What the multipliers stand for, in their order.
  std::vector<double> reals;
  bool isZero = false;
};

/// The parameters of the root with the tighter of its bounds and those of the
/// epilogue; null if those leave out the zero point or all but one value.
ParamsAttr getClampedParams(const Epilogue &epilogue);

/// clamp(value, low, high) of stored values.
mlir::Value emitStoredClamp(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Value value, int64_t low, int64_t high,
                            bool isUnsigned);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_REQUANTIZATION_H
