//===- LinearOps.cpp - Linear functions and quotients ---------------------===//

#include "quantx/Numerics/LinearOps.h"

#include "WideInt.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdlib>

using namespace quantx::numerics;
using detail::Int128;

/// Bits of the constant, which leave the products and the rounding room in 64.
static constexpr int kConstantBits = 61;

static int64_t scaleToInteger(double value, int32_t shift) {
  return static_cast<int64_t>(std::nearbyint(std::ldexp(value, shift)));
}

DerivedLinear quantx::numerics::deriveLinear(double m1, double m2, double c) {
  if (!std::isfinite(m1) || !std::isfinite(m2) || !std::isfinite(c))
    return {{}, FixedPointStatus::Invalid};
  const double larger = std::fmax(std::fabs(m1), std::fabs(m2));
  int32_t shift = kMaxShift;
  if (larger > 0) {
    const DerivedFixedPoint point = deriveFixedPoint(larger);
    if (!point.isUsable())
      return {{}, point.status};
    shift = point.value.shift;
  }
  if (std::fabs(c) >= 0x1p30)
    return {{}, FixedPointStatus::TooLarge};
  // |c| < 2^(e + 1), so that |c| * 2^shift stays below 2^61 for this shift.
  if (c != 0)
    shift = std::min<int32_t>(shift, kConstantBits - 1 - std::ilogb(c));
  return {{scaleToInteger(m1, shift), scaleToInteger(m2, shift),
           scaleToInteger(c, shift), shift},
          FixedPointStatus::Ok};
}

int64_t quantx::numerics::linearQuantized(int64_t t1, int64_t t2,
                                          const LinearMultipliers &value,
                                          RoundingMode mode, int64_t zeroPoint,
                                          int64_t qmin, int64_t qmax) {
  const Int128 sum = Int128{value.multiplier1} * t1 +
                     Int128{value.multiplier2} * t2 + value.constant;
  return detail::offsetAndClamp(
      detail::roundingShiftWide(sum, value.shift, mode), zeroPoint, qmin, qmax);
}

DerivedFixedPoint quantx::numerics::deriveDivision(double m) {
  DerivedFixedPoint point = deriveFixedPoint(m);
  if (!point.isUsable() || point.value.shift <= kMaxDivisionShift)
    return point;
  point.value = {static_cast<int32_t>(scaleToInteger(m, kMaxDivisionShift)),
                 kMaxDivisionShift};
  point.status = FixedPointStatus::Ok;
  return point;
}

int64_t quantx::numerics::divideQuantized(int64_t t1, int64_t t2,
                                          FixedPoint value, bool negated,
                                          RoundingMode mode, int64_t zeroPoint,
                                          int64_t qmin, int64_t qmax) {
  assert(std::abs(t1) <= 1 << 16 && std::abs(t2) <= 1 << 16 &&
         "terms out of bounds");
  const bool isNegative = ((t1 < 0) != (t2 < 0)) != negated;
  if (t1 == 0)
    return std::clamp(zeroPoint, qmin, qmax);
  if (t2 == 0)
    return isNegative ? qmin : qmax;
  const int64_t numerator = std::abs(t1) * value.multiplier;
  const int64_t denominator = std::abs(t2) << value.shift;
  const int64_t quotient = numerator / denominator;
  const int64_t twice = 2 * (numerator % denominator);
  const bool tieUp =
      mode == RoundingMode::NearestEven ? quotient % 2 != 0 : !isNegative;
  const bool up = twice > denominator || (twice == denominator && tieUp);
  const int64_t magnitude = quotient + (up ? 1 : 0);
  return std::clamp((isNegative ? -magnitude : magnitude) + zeroPoint, qmin,
                    qmax);
}
