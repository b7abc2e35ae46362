//===- IntegerOps.cpp - Operations on quantized integers ------------------===//

#include "quantx/Numerics/IntegerOps.h"

#include "WideInt.h"

#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

using namespace quantx::numerics;
using detail::Int128;

QuantizedBias quantx::numerics::quantizeBias(float bias, double biasScale) {
  assert(biasScale > 0.0 && std::isfinite(biasScale) && "invalid bias scale");
  using Limits = std::numeric_limits<int32_t>;
  const double rounded = std::nearbyint(static_cast<double>(bias) / biasScale);
  if (std::isnan(rounded))
    return {0, false, true};
  if (rounded < static_cast<double>(Limits::min()))
    return {Limits::min(), true, false};
  if (rounded > static_cast<double>(Limits::max()))
    return {Limits::max(), true, false};
  return {static_cast<int32_t>(rounded), false, false};
}

WideBias quantx::numerics::quantizeWideBias(float bias, double biasScale,
                                            unsigned fractionBits) {
  assert(biasScale > 0.0 && std::isfinite(biasScale) && "invalid bias scale");
  assert(fractionBits <= kMaxBiasFractionBits && "too many fraction bits");
  constexpr double kLimit = 0x1p61;
  const double rounded = std::nearbyint(std::ldexp(
      static_cast<double>(bias) / biasScale, static_cast<int>(fractionBits)));
  if (std::isnan(rounded))
    return {0, false, true};
  if (std::fabs(rounded) > kLimit)
    return {static_cast<int64_t>(std::copysign(kLimit, rounded)), true, false};
  return {static_cast<int64_t>(rounded), false, false};
}

unsigned quantx::numerics::getBiasFractionBits(float bias, double biasScale,
                                               double multiplier,
                                               unsigned limit) {
  const double units = static_cast<double>(bias) / biasScale;
  // NaN and infinities are a matter of quantizeWideBias.
  if (!std::isfinite(units))
    return 0;
  auto getCost = [&](unsigned bits) {
    const double scaled = std::ldexp(units, static_cast<int>(bits));
    const double error = std::fabs(scaled - std::nearbyint(scaled));
    return std::ldexp(error, -static_cast<int>(bits)) * multiplier;
  };
  unsigned bits = 0;
  while (bits < limit && getCost(bits) > 0.125)
    ++bits;
  return bits;
}

bool quantx::numerics::isValid(const AddMultipliers &value) {
  return value.multiplier1 >= 0 && value.multiplier2 >= 0 &&
         value.shift >= kMinShift && value.shift <= kMaxShift;
}

DerivedAdd quantx::numerics::deriveAdd(double m1, double m2) {
  const bool bothFinite = std::isfinite(m1) && std::isfinite(m2);
  if (!bothFinite || m1 <= 0.0 || m2 <= 0.0)
    return {{}, FixedPointStatus::Invalid};
  const bool swapped = m1 < m2;
  const DerivedFixedPoint larger = deriveFixedPoint(swapped ? m2 : m1);
  if (larger.status == FixedPointStatus::ZeroResult)
    return {{0, 0, kMaxShift}, FixedPointStatus::ZeroResult};
  if (larger.status != FixedPointStatus::Ok)
    return {{}, larger.status};
  // No larger than the other multiplier, because rounding is monotone, so it is
  // below 2^31.
  const int32_t shift = larger.value.shift;
  const double smaller = std::ldexp(swapped ? m1 : m2, shift);
  AddMultipliers value{larger.value.multiplier,
                       static_cast<int32_t>(std::nearbyint(smaller)), shift};
  if (swapped)
    std::swap(value.multiplier1, value.multiplier2);
  return {value, FixedPointStatus::Ok};
}

static int64_t combine(int64_t term1, int64_t term2,
                       const AddMultipliers &value, RoundingMode mode,
                       int64_t zeroPoint, int64_t qmin, int64_t qmax) {
  assert(isValid(value) && "multipliers out of bounds");
  const Int128 sum =
      Int128{value.multiplier1} * term1 + Int128{value.multiplier2} * term2;
  return detail::offsetAndClamp(
      detail::roundingShiftWide(sum, value.shift, mode), zeroPoint, qmin, qmax);
}

int64_t quantx::numerics::addQuantized(int64_t q1, int64_t z1, int64_t q2,
                                       int64_t z2, const AddMultipliers &value,
                                       RoundingMode mode, int64_t zeroPointOut,
                                       int64_t qmin, int64_t qmax) {
  return combine(q1 - z1, q2 - z2, value, mode, zeroPointOut, qmin, qmax);
}

int64_t quantx::numerics::subQuantized(int64_t q1, int64_t z1, int64_t q2,
                                       int64_t z2, const AddMultipliers &value,
                                       RoundingMode mode, int64_t zeroPointOut,
                                       int64_t qmin, int64_t qmax) {
  return combine(q1 - z1, z2 - q2, value, mode, zeroPointOut, qmin, qmax);
}

int64_t quantx::numerics::multiplyQuantized(int64_t q1, int64_t z1, int64_t q2,
                                            int64_t z2, FixedPoint value,
                                            RoundingMode mode,
                                            int64_t zeroPointOut, int64_t qmin,
                                            int64_t qmax) {
  return requantize((q1 - z1) * (q2 - z2), value, mode, zeroPointOut, qmin,
                    qmax);
}
