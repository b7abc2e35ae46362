//===- LinearOps.h - Linear functions and quotients -------------*- C++ -*-===//
//
// Functions of quantized integers with signed multipliers and a constant, and
// quotients of two of them. docs/Semantics.md, rules QX-I10 and QX-I11.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_LINEAROPS_H
#define QUANTX_NUMERICS_LINEAROPS_H

#include "quantx/Numerics/FixedPoint.h"

namespace quantx::numerics {

/// m1 * t1 + m2 * t2 + c over one shared shift: m ~ M * 2^-shift and c ~
/// C * 2^-shift, with |M| <= 2^31, |C| <= 2^61 and 0 < shift <= 62.
struct LinearMultipliers {
  int64_t multiplier1 = 0;
  int64_t multiplier2 = 0;
  int64_t constant = 0;
  int32_t shift = kMaxShift;
};

struct DerivedLinear {
  LinearMultipliers value;
  /// Ok, TooLarge or Invalid.
  FixedPointStatus status = FixedPointStatus::Invalid;

  constexpr bool isUsable() const { return status == FixedPointStatus::Ok; }
};

/// The shift is that of the larger |m| by deriveFixedPoint (62 below 2^-32),
/// less where the constant needs the room; every number is then rounded to
/// nearest even once. TooLarge: |m| or |c| from 2^30 on. Invalid: not finite.
///
/// With both m positive and c = 0, these are the multipliers of deriveAdd.
DerivedLinear deriveLinear(double m1, double m2, double c);

/// clamp(R(M1 * t1 + M2 * t2 + C, shift) + zeroPoint, qmin, qmax), exact for
/// every t of up to 62 bits. 64 bits are enough if the sum of the magnitudes
/// and 2^(shift-1) is below 2^63, so for every |t| < 2^29.
int64_t linearQuantized(int64_t t1, int64_t t2, const LinearMultipliers &value,
                        RoundingMode mode, int64_t zeroPoint, int64_t qmin,
                        int64_t qmax);

/// The largest shift of a quotient: with |t| <= 2^16, numerators stay below
/// 2^47 and twice a remainder below 2^61.
constexpr int32_t kMaxDivisionShift = 44;

/// The fixed-point form of the factor of a quotient, m > 0: as
/// deriveFixedPoint, with M = rne(m * 2^44) where the shift would be larger
/// (which moves a quotient of 16-bit differences by less than 2^-28).
DerivedFixedPoint deriveDivision(double m);

/// m * t1 / t2 rounded once: clamp(R(M * t1 / (t2 * 2^shift)) + zeroPoint,
/// qmin, qmax), ties toward +infinity, or to even in mode NearestEven.
/// t / 0 is infinite and gives a bound, 0 / 0 is NaN and gives the zero point,
/// clamped. `negated` negates the quotient. Needs |t| <= 2^16.
int64_t divideQuantized(int64_t t1, int64_t t2, FixedPoint value, bool negated,
                        RoundingMode mode, int64_t zeroPoint, int64_t qmin,
                        int64_t qmax);

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_LINEAROPS_H
