//===- FixedPoint.h - Real multipliers as integers --------------*- C++ -*-===//
//
// A positive real multiplier m as the pair (M, shift) with m ~ M * 2^-shift,
// and the rounding shift R that applies it to an accumulator.
// docs/Semantics.md, rules QX-F1 to QX-F7.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_FIXEDPOINT_H
#define QUANTX_NUMERICS_FIXEDPOINT_H

#include <cstdint>

namespace quantx::numerics {

/// How R(p, shift) rounds p / 2^shift to an integer.
enum class RoundingMode {
  /// Once, ties toward +infinity: (p + 2^(shift-1)) >> shift. TOSA 1.0,
  /// apply_scale_32 with SINGLE_ROUND.
  Single,
  /// Twice, as gemmlowp's fixed-point pipeline does: to 31 fractional bits less
  /// with ties toward +infinity (SaturatingRoundingDoublingHighMul), then by
  /// shift - 31 with ties away from zero (RoundingDivideByPOT); Jacob et al.,
  /// "Quantization and Training of Neural Networks for Efficient
  /// Integer-Arithmetic-Only Inference", arXiv 1712.05877, section 2.2. Equals
  /// TOSA's DOUBLE_ROUND. For shift <= 31 there is no second step, so it equals
  /// Single.
  Double,
  /// Once, ties to even.
  NearestEven,
};

/// The multiplier M * 2^-shift.
struct FixedPoint {
  int32_t multiplier = 0;
  int32_t shift = 0;

  friend constexpr bool operator==(FixedPoint a, FixedPoint b) {
    return a.multiplier == b.multiplier && a.shift == b.shift;
  }
  friend constexpr bool operator!=(FixedPoint a, FixedPoint b) {
    return !(a == b);
  }
};

/// Bits of the normalized multiplier: Bits32 has M in [2^30, 2^31), Bits16 has
/// M in [2^14, 2^15), TOSA's form for 48-bit accumulators (apply_scale_16).
enum class MultiplierWidth { Bits32, Bits16 };

/// Bounds of the shift of every fixed-point multiplier.
constexpr int32_t kMinShift = 1;
constexpr int32_t kMaxShift = 62;

/// True if the pair is normalized: M in [2^30, 2^31) (or [2^14, 2^15)) and
/// 0 < shift <= 62.
bool isValid(FixedPoint value, MultiplierWidth width = MultiplierWidth::Bits32);

enum class FixedPointStatus {
  Ok,
  /// m < 2^-32 (Bits16: 2^-48), too small for any accumulator to leave the zero
  /// point. See deriveFixedPoint for what the pair then gives.
  ZeroResult,
  /// m >= 2^30 (Bits16: 2^14), or m rounds to it: no valid shift.
  TooLarge,
  /// m is NaN, infinite, zero or negative.
  Invalid,
};

struct DerivedFixedPoint {
  FixedPoint value;
  FixedPointStatus status = FixedPointStatus::Invalid;

  /// True if `value` is a valid pair that may be used (Ok or ZeroResult).
  constexpr bool isUsable() const {
    return status == FixedPointStatus::Ok ||
           status == FixedPointStatus::ZeroResult;
  }
};

/// The fixed-point form of a real multiplier: real = m0 * 2^e with m0 in
/// [0.5, 1), M = rne(m0 * 2^31), shift = 31 - e; M = 2^31 becomes 2^30 with e +
/// 1 (arXiv 1712.05877, section 2.2, equation 6, with our sign of the shift).
///
/// ZeroResult gives the smallest valid pair, (2^30, 62): acc * 2^-32 for an i32
/// accumulator has magnitude at most 1/2, so Single and NearestEven give 0 for
/// every i32 accumulator, INT32_MIN included (its tie goes up, and to even).
/// Double gives 0 too but at the two ends: INT32_MIN is a tie that goes away
/// from zero, to -1, and INT32_MAX becomes one in the first step, to +1. No
/// valid pair does better, so a caller that lowers in that mode emits the
/// constant zero point instead. Accumulators beyond i32 may leave 0. Bits16
/// behaves alike with (2^14, 62) and 48-bit accumulators.
///
/// TooLarge and Invalid leave `value` zero, which is not a valid pair.
DerivedFixedPoint
deriveFixedPoint(double real, MultiplierWidth width = MultiplierWidth::Bits32);

/// The real number M * 2^-shift, exactly.
double toReal(FixedPoint value);

/// The real multiplier of a contraction or product, s1 * s2 / sOut. The product
/// of two f32 is exact in f64, so the division is the only rounding.
double realMultiplier(float scale1, float scale2, float scaleOut);

/// The real multiplier of a change of scale, sIn / sOut.
double realMultiplier(float scaleIn, float scaleOut);

/// The real multiplier of a mean of `count` > 0 values, sIn / (sOut * count).
double meanMultiplier(float scaleIn, float scaleOut, int64_t count);

/// R(product, shift): product * 2^-shift rounded by `mode`, for 0 < shift <= 62
/// and any 64-bit product. Exact: nothing overflows inside.
int64_t roundingShift(int64_t product, int32_t shift, RoundingMode mode);

/// R(acc * M, shift). The product is exact (64 bits hold it for an i32
/// accumulator, 128 bits are used for any other). A result beyond 64 bits,
/// which needs an accumulator beyond i32, saturates to the bounds of int64_t.
/// Requires M >= 0 and 0 < shift <= 62; M need not be normalized.
int64_t applyMultiplier(int64_t acc, FixedPoint value, RoundingMode mode);

/// clamp(R(acc * M, shift) + zeroPoint, qmin, qmax), exact for every
/// accumulator. Requires qmin <= qmax and a zero point of at most 32 bits.
int64_t requantize(int64_t acc, FixedPoint value, RoundingMode mode,
                   int64_t zeroPoint, int64_t qmin, int64_t qmax);

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_FIXEDPOINT_H
