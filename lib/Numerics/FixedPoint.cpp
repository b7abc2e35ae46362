//===- FixedPoint.cpp - Real multipliers as integers ----------------------===//

#include "quantx/Numerics/FixedPoint.h"

#include "WideInt.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

using namespace quantx::numerics;
using detail::Int128;

/// Bits of a normalized multiplier below its sign.
static int multiplierBits(MultiplierWidth width) {
  return width == MultiplierWidth::Bits32 ? 31 : 15;
}

bool quantx::numerics::isValid(FixedPoint value, MultiplierWidth width) {
  const int bits = multiplierBits(width);
  const int64_t multiplier = value.multiplier;
  return multiplier >= int64_t{1} << (bits - 1) &&
         multiplier < int64_t{1} << bits && value.shift >= kMinShift &&
         value.shift <= kMaxShift;
}

DerivedFixedPoint quantx::numerics::deriveFixedPoint(double real,
                                                     MultiplierWidth width) {
  if (!std::isfinite(real) || real <= 0.0)
    return {{}, FixedPointStatus::Invalid};
  const int bits = multiplierBits(width);
  const auto half = static_cast<int32_t>(int64_t{1} << (bits - 1));
  int exponent = 0;
  const double fraction = std::frexp(real, &exponent);
  // Decided on the real itself, before rounding could lift it to the bound.
  if (bits - exponent > kMaxShift)
    return {{half, kMaxShift}, FixedPointStatus::ZeroResult};
  auto multiplier =
      static_cast<int64_t>(std::nearbyint(std::ldexp(fraction, bits)));
  if (multiplier == int64_t{1} << bits) {
    multiplier = half;
    ++exponent;
  }
  const int shift = bits - exponent;
  if (shift < kMinShift)
    return {{}, FixedPointStatus::TooLarge};
  return {{static_cast<int32_t>(multiplier), shift}, FixedPointStatus::Ok};
}

double quantx::numerics::toReal(FixedPoint value) {
  return std::ldexp(static_cast<double>(value.multiplier), -value.shift);
}

double quantx::numerics::realMultiplier(float scale1, float scale2,
                                        float scaleOut) {
  return static_cast<double>(scale1) * static_cast<double>(scale2) /
         static_cast<double>(scaleOut);
}

double quantx::numerics::realMultiplier(float scaleIn, float scaleOut) {
  return static_cast<double>(scaleIn) / static_cast<double>(scaleOut);
}

double quantx::numerics::meanMultiplier(float scaleIn, float scaleOut,
                                        int64_t count) {
  assert(count > 0 && "the mean of no values has no multiplier");
  return static_cast<double>(scaleIn) /
         (static_cast<double>(scaleOut) * static_cast<double>(count));
}

//===----------------------------------------------------------------------===//
// R, the rounding shift
//===----------------------------------------------------------------------===//

static Int128 powerOfTwo(int exponent) { return Int128{1} << exponent; }

static Int128 shiftSingle(Int128 p, int shift) {
  return (p + powerOfTwo(shift - 1)) >> shift;
}

/// gemmlowp writes its first step as a truncating division of
/// p + (p >= 0 ? 2^30 : 1 - 2^30) by 2^31, which is floor((p + 2^30) / 2^31)
/// for either sign; its saturation needs M = INT32_MIN and never happens. Half
/// away from zero is half up for h >= 0 and half down, hence the -1, for h < 0.
static Int128 shiftDouble(Int128 p, int shift) {
  if (shift <= 31)
    return shiftSingle(p, shift);
  const Int128 high = shiftSingle(p, 31);
  const int rest = shift - 31;
  return (high + powerOfTwo(rest - 1) - (high < 0 ? 1 : 0)) >> rest;
}

static Int128 shiftNearestEven(Int128 p, int shift) {
  const Int128 quotient = p >> shift;
  const Int128 remainder = p & (powerOfTwo(shift) - 1);
  const Int128 half = powerOfTwo(shift - 1);
  const bool isOdd = (quotient & 1) != 0;
  const bool up = remainder > half || (remainder == half && isOdd);
  return quotient + (up ? 1 : 0);
}

Int128 detail::roundingShiftWide(Int128 p, int32_t shift, RoundingMode mode) {
  assert(shift >= kMinShift && shift <= kMaxShift && "shift out of bounds");
  switch (mode) {
  case RoundingMode::Single:
    return shiftSingle(p, shift);
  case RoundingMode::Double:
    return shiftDouble(p, shift);
  case RoundingMode::NearestEven:
    return shiftNearestEven(p, shift);
  }
  assert(false && "unknown rounding mode");
  return 0;
}

int64_t detail::offsetAndClamp(Int128 value, int64_t zeroPoint, int64_t qmin,
                               int64_t qmax) {
  assert(qmin <= qmax && "empty storage range");
  return static_cast<int64_t>(
      std::clamp<Int128>(value + zeroPoint, qmin, qmax));
}

int64_t quantx::numerics::roundingShift(int64_t product, int32_t shift,
                                        RoundingMode mode) {
  return static_cast<int64_t>(detail::roundingShiftWide(product, shift, mode));
}

static Int128 applyWide(int64_t acc, FixedPoint value, RoundingMode mode) {
  assert(value.multiplier >= 0 && "a multiplier is not negative");
  return detail::roundingShiftWide(Int128{acc} * value.multiplier, value.shift,
                                   mode);
}

int64_t quantx::numerics::applyMultiplier(int64_t acc, FixedPoint value,
                                          RoundingMode mode) {
  using Limits = std::numeric_limits<int64_t>;
  return detail::offsetAndClamp(applyWide(acc, value, mode), 0, Limits::min(),
                                Limits::max());
}

int64_t quantx::numerics::requantize(int64_t acc, FixedPoint value,
                                     RoundingMode mode, int64_t zeroPoint,
                                     int64_t qmin, int64_t qmax) {
  return detail::offsetAndClamp(applyWide(acc, value, mode), zeroPoint, qmin,
                                qmax);
}
