//===- Softmax.h - Softmax of quantized rows --------------------*- C++ -*-===//
//
// docs/Semantics.md, rules QX-N2 to QX-N4.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_SOFTMAX_H
#define QUANTX_NUMERICS_SOFTMAX_H

#include "quantx/Numerics/FixedPoint.h"
#include "quantx/Numerics/StorageRange.h"

#include <cstddef>
#include <vector>

namespace quantx::numerics {

/// Fractional bits of an exponential: exp(0) is 2^30.
constexpr int kExponentialBits = 30;

/// Entries of each table of exponentials.
constexpr size_t kExponentialEntries = 256;

/// Softmax of rows that share a scale: what is known before a row is seen.
struct Softmax {
  /// rne(2^30 * exp(-step * d)) for differences d below 256.
  std::vector<int32_t> fine;
  /// rne(2^30 * exp(-step * 256 * d)). Empty where no difference from a row's
  /// maximum reaches 256: inputs of up to 8 bits.
  std::vector<int32_t> coarse;
  /// Output steps per unit.
  FixedPoint gain;
  int64_t zeroPoint = 0;
  int64_t qmin = -128;
  int64_t qmax = 127;
};

struct DerivedSoftmax {
  Softmax value;
  /// That of `gain`; Invalid also for a step that is not positive and finite.
  FixedPointStatus status = FixedPointStatus::Invalid;

  /// True if `value` may be used (Ok or ZeroResult).
  constexpr bool isUsable() const {
    return status == FixedPointStatus::Ok ||
           status == FixedPointStatus::ZeroResult;
  }
};

/// The tables for inputs of `bits` <= 16 whose steps of 1 stand for `step` in
/// the exponent, with results of 1 / `gain` per output step around `zeroPoint`,
/// clamped to [qmin, qmax]. Exponentials are evaluated in f64.
DerivedSoftmax deriveSoftmax(double step, unsigned bits, double gain,
                             int64_t zeroPoint, int64_t qmin, int64_t qmax);

/// 2^30 * exp(-step * difference), an integer of [0, 2^30]; `difference` is
/// that of a row's maximum and an element, so it is not negative and fits the
/// input's type. Exactly 2^30 for 0, and otherwise within 1/2 (3/2 + 2^-32 with
/// a coarse table) of the real number.
int32_t exponential(const Softmax &softmax, uint32_t difference);

/// gain / sum as multiplier * 2^-shift, with a multiplier below 2^31 and a
/// shift in [31, 62]. `sum` is that of a row's exponentials, at least 2^30 in a
/// row that has elements; less than 1 counts as 1. Relative to the real number
/// within 2^-29; where the shift had to be limited, every product with an
/// exponential of the row rounds to 0 as that of the real number does.
FixedPoint reciprocal(const Softmax &softmax, int64_t sum);

/// clamp(R(exponential * multiplier, shift) + zeroPoint) in rounding Single.
int64_t probability(const Softmax &softmax, int32_t exponential,
                    FixedPoint reciprocal);

/// out[i] = softmax of the `count` < 2^33 elements of a row. The arrays may be
/// the same.
void softmaxRow(const Softmax &softmax, const int64_t *row, size_t count,
                int64_t *out);

/// How far, in output steps, a result is at most from the clamped real one,
/// exp(step * q) / sum(exp(step * q)) * gain + zeroPoint, in rows of up to
/// `count` elements: QX-N4.
double getSoftmaxErrorBound(const Softmax &softmax, int64_t count);

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_SOFTMAX_H
