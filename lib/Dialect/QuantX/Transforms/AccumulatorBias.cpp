//===- AccumulatorBias.cpp - Real biases in accumulator units -------------===//

#include "AccumulatorBias.h"

#include "ConstantGrid.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Numerics/IntegerOps.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Use
//===----------------------------------------------------------------------===//

void AccumulatorBias::report(Operation *op) const {
  if (saturated != 0)
    op->emitWarning("the bias of ")
        << saturated << " channels is beyond the 64 bits of its accumulator "
        << "and was clamped (QX-I16); the scale of the input or of the weight "
        << "is too small for it";
  if (nans != 0)
    op->emitWarning("the bias of ")
        << nans << " channels is NaN and was taken as 0 (QX-I2)";
}

Grid<double> AccumulatorBias::getScales(const Grid<double> &scales,
                                        int64_t rank) const {
  return generateGrid(scales.getDomain(), rank, [&](ArrayRef<int64_t> index) {
    return std::ldexp(scales.at(index), -static_cast<int>(fractionBits));
  });
}

AccumulatorBounds AccumulatorBias::addTo(const AccumulatorBounds &sum,
                                         ArrayRef<int64_t> index) const {
  return sum.shiftLeft(fractionBits).with(values.at(index));
}

Type quantx::getAccumulatorType(OpBuilder &builder,
                                const AccumulatorBounds &bounds) {
  return builder.getIntegerType(bounds.fitsI32() ? 32 : 64);
}

Value AccumulatorBias::emit(OpBuilder &builder, Location loc, Value sum,
                            const AccumulatorBounds &bounds) const {
  if (!isSeparate())
    return sum;
  Type type = getAccumulatorType(builder, bounds);
  int64_t rank = cast<ShapedType>(sum.getType()).getRank();
  ElementwiseOperand operands[] = {
      {sum, {}},
      {createGridConstant(builder, loc, values, type),
       values.getDomain().getMap(rank, builder.getContext())}};
  auto body = [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
    Value wide = emitIntegerCast(nested, loc, args[0], type);
    if (fractionBits != 0)
      wide = arith::ShLIOp::create(
          nested, loc, wide,
          emitIntegerConstant(nested, loc, type, fractionBits));
    return arith::AddIOp::create(nested, loc, wide, args[1]);
  };
  return createElementwise(builder, loc, operands,
                           tensor::getMixedSizes(builder, loc, sum), type,
                           body);
}

//===----------------------------------------------------------------------===//
// Derivation
//===----------------------------------------------------------------------===//

/// Fraction bits that leave the sum inside 2^61.
static unsigned getFractionBitLimit(const AccumulatorBounds &sum) {
  uint64_t magnitude = std::max<int64_t>(sum.getMagnitude(), 1);
  unsigned used = llvm::Log2_64(magnitude) + 1;
  return used >= 61 ? 0 : std::min(61 - used, numerics::kMaxBiasFractionBits);
}

namespace {
/// Real biases by place.
struct RealBias {
  GridDomain domain;
  SmallVector<std::pair<Grid<float>, double>> parts;
  double offset = 0;

  float at(ArrayRef<int64_t> index) const {
    double real = offset;
    for (const auto &[grid, factor] : parts)
      real += factor * static_cast<double>(grid.at(index));
    return static_cast<float>(real);
  }
};
} // namespace

static FailureOr<RealBias> getRealBias(Operation *head, int64_t rank,
                                       Value init, const Epilogue &epilogue,
                                       Refusal &refusal) {
  RealBias bias;
  auto add = [&](Value value, AffineMap map, double factor) -> LogicalResult {
    std::optional<Grid<float>> grid = getConstantGrid(value, map);
    if (!grid)
      return refusal(head, "accumulates onto a tensor that is not constant");
    bias.domain.include(grid->getDomain());
    bias.parts.push_back({std::move(*grid), factor});
    return success();
  };
  AffineMap identity =
      AffineMap::getMultiDimIdentityMap(rank, head->getContext());
  if (init && failed(add(init, identity, 1)))
    return failure();
  for (const AddedConstant &constant : epilogue.constants)
    if (failed(add(constant.value, constant.map, constant.factor)))
      return failure();
  bias.offset = epilogue.function.offset / epilogue.function.scale;
  return bias;
}

FailureOr<AccumulatorBias> quantx::getAccumulatorBias(
    Operation *head, int64_t rank, Value init, const Grid<double> &scales,
    const AccumulatorBounds &sum, const Epilogue &epilogue, Refusal &refusal) {
  FailureOr<RealBias> real = getRealBias(head, rank, init, epilogue, refusal);
  if (failed(real))
    return failure();
  real->domain.include(scales.getDomain());
  AccumulatorBias result;
  Grid<double> multipliers = getMultipliers(scales, epilogue, rank);
  GridDomain places = real->domain;
  places.include(multipliers.getDomain());
  unsigned limit = getFractionBitLimit(sum);
  (void)generateGrid(places, rank, [&](ArrayRef<int64_t> index) -> int64_t {
    unsigned bits = numerics::getBiasFractionBits(
        real->at(index), scales.at(index), multipliers.at(index), limit);
    result.fractionBits = std::max(result.fractionBits, bits);
    return 0;
  });
  auto quantizeAt = [&](ArrayRef<int64_t> index) -> int64_t {
    float value = real->at(index);
    numerics::WideBias bias = numerics::quantizeWideBias(
        value, scales.at(index), result.fractionBits);
    result.saturated += bias.saturated;
    result.nans += bias.isNaN;
    result.wide += !llvm::isInt<32>(bias.value);
    double units = std::ldexp(static_cast<double>(value) / scales.at(index),
                              static_cast<int>(result.fractionBits));
    result.error = std::max(
        result.error, std::isnan(units)
                          ? std::numeric_limits<double>::infinity()
                          : std::fabs(units - static_cast<double>(bias.value)));
    return bias.value;
  };
  result.values = generateGrid(real->domain, rank, quantizeAt);
  return result;
}
