//===- Requantization.cpp - From accumulators to stored values ------------===//

#include "Requantization.h"

#include "ConstantGrid.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/StructuredOps.h"
#include "quantx/Numerics/FixedPoint.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Derivation
//===----------------------------------------------------------------------===//

Grid<double> quantx::getMultipliers(const Grid<double> &inputScales,
                                    const Epilogue &epilogue, int64_t rank) {
  Ratio ratio = epilogue.getScale();
  double outputScale = epilogue.getParams().getScaleAt(0);
  GridDomain domain = inputScales.getDomain();
  domain.include(epilogue.divisors.getDomain());
  return generateGrid(domain, rank, [&](ArrayRef<int64_t> index) -> double {
    // The products are exact, so the division is the only rounding (QX-F4).
    double divisor = ratio.denominator * epilogue.divisors.at(index);
    return inputScales.at(index) * ratio.numerator / (outputScale * divisor);
  });
}

FailureOr<Requantization> Requantization::derive(
    const Grid<double> &inputScales, const AccumulatorBounds &bounds,
    const Epilogue &epilogue, Operation *head, Refusal &refusal) {
  bool anyZero = false, allZero = true;
  std::vector<int64_t> multipliers, shifts;
  int64_t rank = cast<ShapedType>(head->getResult(0).getType()).getRank();
  Grid<double> reals = getMultipliers(inputScales, epilogue, rank);
  for (auto [channel, real] : llvm::enumerate(reals.getValues())) {
    numerics::DerivedFixedPoint point = numerics::deriveFixedPoint(real);
    if (!point.isUsable())
      return refusal(
          head, llvm::formatv("needs the multiplier {0:e} for channel {1}, "
                              "and the largest is below 2^30: the scale of its "
                              "result is too small for those of its operands",
                              real, channel));
    bool isZero = point.status == numerics::FixedPointStatus::ZeroResult;
    anyZero |= isZero;
    allZero &= isZero;
    multipliers.push_back(point.value.multiplier);
    shifts.push_back(point.value.shift);
  }
  // The smallest multiplier gives 0 for accumulators of 32 bits only, in mode
  // double without the ends (QX-F5).
  bool isExact =
      bounds.fitsI32() && (epilogue.rounding != RoundingMode::Double ||
                           (bounds.min > INT32_MIN && bounds.max < INT32_MAX));
  if (anyZero && !isExact)
    return refusal(head, "needs a multiplier below 2^-32 for an accumulator of "
                         "more than 32 bits");
  Requantization result;
  result.epilogue = epilogue;
  result.isZero = allZero;
  result.multipliers = {reals.getDomain(), std::move(multipliers)};
  result.shifts = {reals.getDomain(), std::move(shifts)};
  result.reals = reals.getValues();
  return result;
}

ParamsAttr quantx::getClampedParams(const Epilogue &epilogue) {
  ParamsAttr params = epilogue.getParams();
  auto [low, high] = epilogue.getStoredBounds();
  int64_t zeroPoint = params.getZeroPointAt(0);
  if (low >= high || zeroPoint < low || zeroPoint > high)
    return {};
  return ParamsAttr::get(params.getContext(), params.getStorageType(), low,
                         high, params.getAxes(), params.getBlockSizes(),
                         params.getScale(), params.getZeroPoint());
}

double Requantization::getErrorBound(const AccumulatorBounds &bounds,
                                     double biasError) const {
  auto magnitude = static_cast<double>(bounds.getMagnitude());
  double largest = 0;
  for (auto [real, multiplier, shift] :
       llvm::zip_equal(reals, multipliers.getValues(), shifts.getValues())) {
    double used = isZero ? 0
                         : std::ldexp(static_cast<double>(multiplier),
                                      -static_cast<int>(shift));
    double error = magnitude * std::fabs(used - real) + biasError * real;
    // The first of two roundings, in steps of the second.
    if (epilogue.rounding == RoundingMode::Double && shift > 31)
      error += std::ldexp(0.5, 31 - static_cast<int>(shift));
    largest = std::max(largest, error);
  }
  return largest + (isZero ? 0 : 0.5);
}

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

Value quantx::emitStoredClamp(OpBuilder &builder, Location loc, Value value,
                              int64_t low, int64_t high, bool isUnsigned) {
  Type type = getElementTypeOrSelf(value);
  auto body = [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
    Value lowest = emitIntegerConstant(b, loc, type, low);
    Value highest = emitIntegerConstant(b, loc, type, high);
    if (isUnsigned) {
      Value raised = arith::MaxUIOp::create(b, loc, args[0], lowest);
      return arith::MinUIOp::create(b, loc, raised, highest);
    }
    Value raised = arith::MaxSIOp::create(b, loc, args[0], lowest);
    return arith::MinSIOp::create(b, loc, raised, highest);
  };
  return createElementwise(builder, loc, {{value, {}}},
                           tensor::getMixedSizes(builder, loc, value), type,
                           body);
}

Value Requantization::emitConstant(OpBuilder &builder, Value like) const {
  auto [low, high] = epilogue.getStoredBounds();
  ParamsAttr params = epilogue.getParams();
  int64_t value = std::clamp(params.getZeroPointAt(0), low, high);
  return createGridTensor(builder, epilogue.getLoc(), value, like,
                          params.getTensorElementType());
}

/// Multipliers along several dimensions: the arithmetic of quantx.requantize,
/// with operands of that shape.
Value Requantization::emitElementwise(OpBuilder &builder,
                                      Value accumulator) const {
  Location loc = epilogue.getLoc();
  auto type = cast<RankedTensorType>(accumulator.getType());
  AffineMap map =
      multipliers.getDomain().getMap(type.getRank(), builder.getContext());
  ElementwiseOperand operands[] = {
      {accumulator, {}},
      {createGridConstant(builder, loc, multipliers, builder.getI32Type()),
       map},
      {createGridConstant(builder, loc, shifts, builder.getI32Type()), map}};
  ParamsAttr params = epilogue.getParams();
  auto [low, high] = epilogue.getStoredBounds();
  OutputRange range = {params.getZeroPointAt(0), low, high};
  auto body = [&](OpBuilder &b, Location loc, ValueRange args) {
    unsigned width = type.getElementTypeBitWidth();
    Type wide = b.getIntegerType(width <= 32 ? 64 : 128);
    SmallVector<Value> values;
    for (Value arg : args)
      values.push_back(emitIntegerCast(b, loc, arg, wide));
    Value product = arith::MulIOp::create(b, loc, values[0], values[1]);
    Value rounded =
        emitRoundingShift(b, loc, product, values[2], epilogue.rounding);
    return emitOffsetAndClamp(b, loc, rounded, range,
                              params.getTensorElementType());
  };
  return createElementwise(builder, loc, operands,
                           tensor::getMixedSizes(builder, loc, accumulator),
                           params.getTensorElementType(), body);
}

Value Requantization::emit(OpBuilder &builder, Value accumulator,
                           int64_t zeroPoint, bool isUnsigned) const {
  if (isZero)
    return emitConstant(builder, accumulator);
  if (multipliers.getDomain().dims.size() > 1)
    return emitElementwise(builder, accumulator);
  auto narrow = [](ArrayRef<int64_t> values) {
    return SmallVector<int32_t>(values.begin(), values.end());
  };
  auto point =
      FixedPointAttr::get(builder.getContext(), narrow(multipliers.getValues()),
                          narrow(shifts.getValues()), epilogue.rounding);
  IntegerAttr axis;
  if (!multipliers.isScalar())
    axis = builder.getI64IntegerAttr(multipliers.getDomain().dims.front());
  ParamsAttr params = getClampedParams(epilogue);
  auto type = cast<RankedTensorType>(accumulator.getType());
  Value result = RequantizeOp::create(
      builder, epilogue.getLoc(),
      type.clone(epilogue.getParams().getTensorElementType()), accumulator,
      point, params ? params : epilogue.getParams(), axis, zeroPoint,
      isUnsigned);
  if (params)
    return result;
  auto [low, high] = epilogue.getStoredBounds();
  return emitStoredClamp(builder, epilogue.getLoc(), result, low, high,
                         epilogue.getParams().isUnsigned());
}
