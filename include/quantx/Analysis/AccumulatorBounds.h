//===- AccumulatorBounds.h - What a sum of integers can be ------*- C++ -*-===//
//
// Proves how wide an accumulator has to be, from the bounds of what is summed
// and, where one factor is constant, from its values. docs/Semantics.md, rule
// QX-I3: partial sums may wrap, so the final sum is what counts.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_ANALYSIS_ACCUMULATORBOUNDS_H
#define QUANTX_ANALYSIS_ACCUMULATORBOUNDS_H

#include <cstdint>
#include <optional>
#include <string>

namespace quantx {

/// The least and the greatest value of an integer.
struct AccumulatorBounds {
  int64_t min = 0;
  int64_t max = 0;

  /// The bound of a sum that is not known; no sum with bounds is beyond it.
  static constexpr int64_t kUnbounded = int64_t(1) << 62;

  /// Sums of `count` products of a value in `a` and one in `b`; unbounded if
  /// the count is known at run time only.
  static AccumulatorBounds ofProducts(const AccumulatorBounds &a,
                                      const AccumulatorBounds &b,
                                      std::optional<int64_t> count);
  /// Sums of products of values in `a` with constants, of which the positive
  /// ones add up to `positive` and the negative ones to `negative`.
  static AccumulatorBounds ofConstants(const AccumulatorBounds &a,
                                       int64_t positive, int64_t negative);
  /// Sums of `count` values in `a`.
  static AccumulatorBounds ofSum(const AccumulatorBounds &a,
                                 std::optional<int64_t> count);

  /// What the sum is before and after `value` is added to it: an accumulator
  /// may start from it or end with it.
  AccumulatorBounds with(int64_t value) const;
  /// Those of the sum times 2^bits.
  AccumulatorBounds shiftLeft(unsigned bits) const;
  /// The smallest bounds that hold both.
  AccumulatorBounds unite(const AccumulatorBounds &other) const;

  bool isBounded() const { return min > -kUnbounded && max < kUnbounded; }
  bool fitsI32() const { return min >= INT32_MIN && max <= INT32_MAX; }
  /// The largest magnitude.
  int64_t getMagnitude() const { return max > -min ? max : -min; }
  /// The width of the narrowest signed type that holds all values.
  unsigned getBits() const;

  /// "i32: |sum| <= 1234567, 22 bits", with the type that is used.
  std::string describe() const;
};

} // namespace quantx

#endif // QUANTX_ANALYSIS_ACCUMULATORBOUNDS_H
