//===- Normalize.h - Layer and RMS norm of quantized rows -------*- C++ -*-===//
//
// docs/Semantics.md, rules QX-N5 to QX-N9.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_NORMALIZE_H
#define QUANTX_NUMERICS_NORMALIZE_H

#include "quantx/Numerics/FixedPoint.h"
#include "quantx/Numerics/Quantize.h"

#include <array>
#include <cstddef>
#include <vector>

namespace quantx::numerics {

//===----------------------------------------------------------------------===//
// Inverse square root
//===----------------------------------------------------------------------===//

/// First approximations by the top 8 bits of a normalized number:
/// entry i is rne(2^30 / sqrt((64.5 + i) / 256)), below 2^31.
const std::array<int32_t, 192> &getInverseSquareRootTable();

/// 1 / sqrt(number) as multiplier * 2^-shift, `number` > 0, with a multiplier
/// of [2^30, 2^31) and a shift in [31, 62]. Relative to the real number within
/// 2^-28. From the table by two steps of Newton's method.
FixedPoint inverseSquareRoot(uint64_t number);

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// Normalization of rows that share a scale: what is known before a row is
/// seen.
struct Normalize {
  /// Elements of a row.
  int64_t count = 1;
  /// The mean is subtracted: layer norm. Otherwise RMS norm.
  bool centered = true;
  /// What is subtracted from an element; 0 if centered, where it cancels.
  int64_t zeroPoint = 0;
  /// Fractional bits, even, of count^2 times the variance.
  int fractionBits = 0;
  /// count^2 * epsilon / scale^2 with those fractional bits.
  int64_t epsilon = 0;
  /// The least number with 2^headroom >= sqrt(count): no normalized number is
  /// larger in magnitude.
  int headroom = 0;
};

enum class NormalizeStatus {
  Ok,
  /// A row times 2^bits of the storage exceeds 2^31.
  RowTooLong,
  /// Epsilon is 2^62 or more where one step is 1 / count: the row would be all
  /// but constant.
  EpsilonTooLarge,
  /// Epsilon is negative or not finite, the scale is not positive and finite,
  /// or there are no elements.
  Invalid,
};

struct DerivedNormalize {
  Normalize value;
  NormalizeStatus status = NormalizeStatus::Invalid;
};

/// Rows of `count` elements of `in`, whose storage has at most 16 bits.
DerivedNormalize deriveNormalize(const QuantParams &in, int64_t count,
                                 double epsilon, bool centered);

/// 1 / sqrt(count^2 * (variance / scale^2) + ...) for a row with these sums of
/// q - zeroPoint and of (q - zeroPoint)^2, times 2^-30 per unit of
/// `normalized`: multiplier * 2^-shift, both as `normalized` takes them.
FixedPoint inverseDeviation(const Normalize &rows, int64_t sum,
                            int64_t sumOfSquares);

/// The normalized number of an element, with 30 - headroom fractional bits.
int32_t normalized(const Normalize &rows, int64_t q, int64_t sum,
                   FixedPoint inverseDeviation);

//===----------------------------------------------------------------------===//
// Channels
//===----------------------------------------------------------------------===//

/// Output steps of normalized numbers, by channel: a factor and an offset.
struct NormalizeOutput {
  std::vector<int32_t> multipliers;
  /// Zero point and half a step included.
  std::vector<int64_t> offsets;
  /// Of all channels.
  int shift = 1;
  int64_t qmin = -128;
  int64_t qmax = 127;
  /// The largest magnitude of a gain that the multipliers stand for.
  double largestGain = 0;
};

/// TooLarge if a gain needs a multiplier of 2^31, or an offset 2^60 steps;
/// Invalid if one is not finite.
struct DerivedNormalizeOutput {
  NormalizeOutput value;
  FixedPointStatus status = FixedPointStatus::Invalid;
};

/// For results normalized * gains[c] + offsets[c] + zeroPoint in output steps,
/// clamped to [qmin, qmax]. As many gains as offsets; gains may be negative.
DerivedNormalizeOutput deriveNormalizeOutput(const Normalize &rows,
                                             const std::vector<double> &gains,
                                             const std::vector<double> &offsets,
                                             int64_t zeroPoint, int64_t qmin,
                                             int64_t qmax);

/// clamp((normalized * multiplier + offset) >> shift).
int64_t applyNormalizeOutput(const NormalizeOutput &output, int32_t normalized,
                             size_t channel);

/// out[i] of the rows.count elements of a row; element i has channel i, or
/// channel 0 if that is the only one. The arrays may be the same.
void normalizeRow(const Normalize &rows, const NormalizeOutput &output,
                  const int64_t *row, int64_t *out);

/// How far, in output steps, a result is at most from the clamped real one:
/// QX-N9.
double getNormalizeErrorBound(const Normalize &rows,
                              const NormalizeOutput &output);

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_NORMALIZE_H
