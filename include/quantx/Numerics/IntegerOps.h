//===- IntegerOps.h - Operations on quantized integers ----------*- C++ -*-===//
//
// The integer-only forms of bias, add, subtract and multiply.
// docs/Semantics.md, rules QX-I2 to QX-I6 and QX-I16.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_INTEGEROPS_H
#define QUANTX_NUMERICS_INTEGEROPS_H

#include "quantx/Numerics/FixedPoint.h"

namespace quantx::numerics {

struct QuantizedBias {
  int32_t value = 0;
  /// The bias (or an infinity) left i32 and was clamped.
  bool saturated = false;
  /// The bias was NaN; the value is 0.
  bool isNaN = false;

  /// |value| exceeds 2^30, so less than half of i32 is left for the products:
  /// worth a report.
  constexpr bool exceedsHalf() const {
    return value > (int32_t{1} << 30) || value < -(int32_t{1} << 30);
  }
};

/// rne(bias / biasScale) in i32, the division in f64. biasScale is sx * sw of
/// the contraction (exact in f64 for two f32 scales); it must be positive and
/// finite.
QuantizedBias quantizeBias(float bias, double biasScale);

/// A bias in units of 2^-fractionBits of an accumulator's step.
struct WideBias {
  int64_t value = 0;
  /// The bias left (-2^61, 2^61) and was clamped.
  bool saturated = false;
  /// The bias was NaN; the value is 0.
  bool isNaN = false;
};

/// Bits below an accumulator's step that a bias may have.
constexpr unsigned kMaxBiasFractionBits = 30;

/// rne(bias / biasScale * 2^fractionBits), the division in f64 (the power of
/// two is exact); fractionBits <= kMaxBiasFractionBits. Without fraction bits
/// and inside i32 it is quantizeBias. QX-I16.
WideBias quantizeWideBias(float bias, double biasScale, unsigned fractionBits);

/// The fewest fraction bits, at most `limit`, with which rounding the bias
/// costs no more than 1/8 of a step of a result that is `multiplier` steps per
/// step of the accumulator. QX-I16.
unsigned getBiasFractionBits(float bias, double biasScale, double multiplier,
                             unsigned limit);

/// The multipliers of a two-operand sum over one shared shift:
/// m1 ~ multiplier1 * 2^-shift, m2 ~ multiplier2 * 2^-shift,
/// 0 <= multiplier < 2^31, 0 < shift <= 62.
struct AddMultipliers {
  int32_t multiplier1 = 0;
  int32_t multiplier2 = 0;
  int32_t shift = 0;
};

struct DerivedAdd {
  AddMultipliers value;
  FixedPointStatus status = FixedPointStatus::Invalid;

  /// True if `value` may be used (Ok or ZeroResult).
  constexpr bool isUsable() const {
    return status == FixedPointStatus::Ok ||
           status == FixedPointStatus::ZeroResult;
  }
};

/// True if the shift and both multipliers are in the bounds stated above.
bool isValid(const AddMultipliers &value);

/// The shared form of m1 = s1 / sOut and m2 = s2 / sOut. The larger one is
/// normalized as by deriveFixedPoint and gives the shift; the other is
/// rne(m * 2^shift), so its absolute error is no larger than the larger one's
/// bound, 2^-(shift+1). ZeroResult (both below 2^-32) gives multipliers 0,
/// whose sum is 0 in every rounding mode. TooLarge and Invalid as
/// deriveFixedPoint.
DerivedAdd deriveAdd(double m1, double m2);

/// R(M1 * (q1 - z1) + M2 * (q2 - z2), shift) + zOut, clamped to [qmin, qmax]:
/// one rounding of the exact sum.
///
/// The sum and its rounding fit i64, so generated code may use i64, whenever
/// |q - z| < 2^30 for both operands, hence for all storage of up to 29 bits:
/// |M1 (q1 - z1) + M2 (q2 - z2)| < 2 * 2^31 * 2^30 = 2^62, and adding half a
/// unit of the shift, at most 2^61, stays below 2^63. Here wider operands are
/// exact too.
int64_t addQuantized(int64_t q1, int64_t z1, int64_t q2, int64_t z2,
                     const AddMultipliers &value, RoundingMode mode,
                     int64_t zeroPointOut, int64_t qmin, int64_t qmax);

/// The same with M1 * (q1 - z1) - M2 * (q2 - z2).
int64_t subQuantized(int64_t q1, int64_t z1, int64_t q2, int64_t z2,
                     const AddMultipliers &value, RoundingMode mode,
                     int64_t zeroPointOut, int64_t qmin, int64_t qmax);

/// requantize((q1 - z1) * (q2 - z2)) by s1 * s2 / sOut. The inner product is
/// exact for storage of up to 31 bits; for 8-bit storage it is below 2^16.
int64_t multiplyQuantized(int64_t q1, int64_t z1, int64_t q2, int64_t z2,
                          FixedPoint value, RoundingMode mode,
                          int64_t zeroPointOut, int64_t qmin, int64_t qmax);

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_INTEGEROPS_H
