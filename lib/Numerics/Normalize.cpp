//===- Normalize.cpp - Layer and RMS norm of quantized rows ---------------===//

#include "quantx/Numerics/Normalize.h"

#include <algorithm>
#include <cassert>
#include <cmath>

using namespace quantx::numerics;

//===----------------------------------------------------------------------===//
// Inverse square root
//===----------------------------------------------------------------------===//

const std::array<int32_t, 192> &quantx::numerics::getInverseSquareRootTable() {
  static const std::array<int32_t, 192> table = [] {
    std::array<int32_t, 192> entries{};
    for (size_t i = 0; i < entries.size(); ++i) {
      const double middle = (64.5 + static_cast<double>(i)) / 256.0;
      entries[i] =
          static_cast<int32_t>(std::nearbyint(0x1p30 / std::sqrt(middle)));
    }
    return entries;
  }();
  return table;
}

/// x * (3 - mantissa * x^2) / 2 for x with 30 fractional bits and a mantissa of
/// [1/4, 1) with 32. x is below 2 and the square's product close to 1, so every
/// product is below 2^63.
static uint64_t refine(uint64_t mantissa, uint64_t x) {
  const uint64_t square = (x * x) >> 30;
  const uint64_t product = (mantissa * square) >> 32;
  return (x * ((uint64_t{3} << 30) - product)) >> 31;
}

FixedPoint quantx::numerics::inverseSquareRoot(uint64_t number) {
  assert(number != 0 && "the inverse square root of 0 is infinite");
  // An even shift, so that its root is a shift.
  const int zeros = __builtin_clzll(number) & 62;
  const uint64_t mantissa = (number << zeros) >> 32;
  uint64_t x =
      static_cast<uint64_t>(getInverseSquareRootTable()[(mantissa >> 24) - 64]);
  x = refine(mantissa, x);
  x = refine(mantissa, x);
  x = std::min<uint64_t>(x, INT32_MAX);
  return {static_cast<int32_t>(x), 62 - zeros / 2};
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// The largest magnitude of count^2 times the variance in steps: Popoviciu's
/// inequality, or the largest square.
static double getLargestVariance(const QuantParams &in, int64_t count,
                                 bool centered) {
  const StorageRange type =
      StorageRange::full(in.range.bits, in.range.isSigned);
  const int64_t span = type.qmax - type.qmin;
  const int64_t reach =
      std::max(type.qmax - in.zeroPoint, in.zeroPoint - type.qmin);
  const double distance =
      centered ? 0.5 * static_cast<double>(span) : static_cast<double>(reach);
  const double total = static_cast<double>(count) * distance;
  return total * total;
}

DerivedNormalize quantx::numerics::deriveNormalize(const QuantParams &in,
                                                   int64_t count,
                                                   double epsilon,
                                                   bool centered) {
  assert(in.range.bits <= 16 && "rows are of up to 16 bits");
  const double scale = in.scale;
  const bool isValid = count > 0 && epsilon >= 0.0 && std::isfinite(epsilon) &&
                       scale > 0.0 && std::isfinite(scale);
  if (!isValid)
    return {};
  if (count > (int64_t{1} << (31 - in.range.bits)))
    return {{}, NormalizeStatus::RowTooLong};
  const double square = static_cast<double>(count) * static_cast<double>(count);
  const double real = square * epsilon / (scale * scale);
  const double most = getLargestVariance(in, count, centered) + real + 1.0;
  if (!std::isfinite(most) || std::ilogb(most) > 61)
    return {{}, NormalizeStatus::EpsilonTooLarge};
  const int fractionBits = std::min(61 - std::ilogb(most), 40) & ~1;
  Normalize rows;
  rows.count = count;
  rows.centered = centered;
  rows.zeroPoint = centered ? 0 : in.zeroPoint;
  rows.fractionBits = fractionBits;
  rows.epsilon =
      static_cast<int64_t>(std::nearbyint(std::ldexp(real, fractionBits)));
  while ((int64_t{1} << (2 * rows.headroom)) < count)
    ++rows.headroom;
  return {rows, NormalizeStatus::Ok};
}

FixedPoint quantx::numerics::inverseDeviation(const Normalize &rows,
                                              int64_t sum,
                                              int64_t sumOfSquares) {
  int64_t variance = rows.count * sumOfSquares;
  if (rows.centered)
    variance -= sum * sum;
  const int64_t total = (variance << rows.fractionBits) + rows.epsilon;
  const FixedPoint root =
      inverseSquareRoot(static_cast<uint64_t>(std::max<int64_t>(total, 1)));
  // With no variance every element is the mean, and any shift is right.
  const int shift = root.shift - 30 + rows.headroom - rows.fractionBits / 2;
  return {root.multiplier, std::max(shift, 1)};
}

int32_t quantx::numerics::normalized(const Normalize &rows, int64_t q,
                                     int64_t sum, FixedPoint inverseDeviation) {
  int64_t distance = rows.count * (q - rows.zeroPoint);
  if (rows.centered)
    distance -= sum;
  return static_cast<int32_t>(
      roundingShift(distance * inverseDeviation.multiplier,
                    inverseDeviation.shift, RoundingMode::Single));
}

//===----------------------------------------------------------------------===//
// Channels
//===----------------------------------------------------------------------===//

/// The largest magnitude; NaN if one is.
static double getLargest(const std::vector<double> &numbers) {
  double largest = 0.0;
  for (const double number : numbers)
    if (!(std::fabs(number) <= largest))
      largest = std::fabs(number);
  return largest;
}

/// rne(real * 2^exponent).
static int64_t scaleToInteger(double real, int exponent) {
  return static_cast<int64_t>(std::nearbyint(std::ldexp(real, exponent)));
}

DerivedNormalizeOutput quantx::numerics::deriveNormalizeOutput(
    const Normalize &rows, const std::vector<double> &gains,
    const std::vector<double> &offsets, int64_t zeroPoint, int64_t qmin,
    int64_t qmax) {
  assert(gains.size() == offsets.size() && "a gain and an offset per channel");
  const double gain = getLargest(gains);
  const double offset =
      getLargest(offsets) + std::fabs(static_cast<double>(zeroPoint));
  if (!std::isfinite(gain) || !std::isfinite(offset))
    return {};
  // |normalized| has 30 bits and the multiplier 31; the offset, with half a
  // step, is to stay below 2^62, so that 64 bits hold the sum.
  const int fraction = 30 - rows.headroom;
  int shift = std::min(kMaxShift - 1, 60 - std::ilogb(offset + 1.0));
  if (gain != 0.0)
    shift = std::min(shift, fraction + 30 - std::ilogb(gain));
  if (gain != 0.0 && shift >= kMinShift &&
      scaleToInteger(gain, shift - fraction) > INT32_MAX)
    --shift;
  if (shift < kMinShift)
    return {{}, FixedPointStatus::TooLarge};
  NormalizeOutput output;
  output.shift = shift;
  output.qmin = qmin;
  output.qmax = qmax;
  output.largestGain = gain;
  const int64_t half = int64_t{1} << (shift - 1);
  for (size_t c = 0; c < gains.size(); ++c) {
    output.multipliers.push_back(
        static_cast<int32_t>(scaleToInteger(gains[c], shift - fraction)));
    output.offsets.push_back(scaleToInteger(offsets[c], shift) +
                             zeroPoint * (half * 2) + half);
  }
  return {std::move(output), FixedPointStatus::Ok};
}

int64_t quantx::numerics::applyNormalizeOutput(const NormalizeOutput &output,
                                               int32_t normalized,
                                               size_t channel) {
  const int64_t product = int64_t{normalized} * output.multipliers[channel];
  return std::clamp((product + output.offsets[channel]) >> output.shift,
                    output.qmin, output.qmax);
}

void quantx::numerics::normalizeRow(const Normalize &rows,
                                    const NormalizeOutput &output,
                                    const int64_t *row, int64_t *out) {
  int64_t sum = 0;
  int64_t sumOfSquares = 0;
  for (int64_t i = 0; i < rows.count; ++i) {
    const int64_t difference = row[i] - rows.zeroPoint;
    sum += difference;
    sumOfSquares += difference * difference;
  }
  const FixedPoint scale = inverseDeviation(rows, sum, sumOfSquares);
  const bool isShared = output.multipliers.size() == 1;
  for (int64_t i = 0; i < rows.count; ++i)
    out[i] = applyNormalizeOutput(output, normalized(rows, row[i], sum, scale),
                                  isShared ? 0 : static_cast<size_t>(i));
}

//===----------------------------------------------------------------------===//
// Error
//===----------------------------------------------------------------------===//

double quantx::numerics::getNormalizeErrorBound(const Normalize &rows,
                                                const NormalizeOutput &output) {
  // A row that is not constant has a variance of at least count - 1 (count if
  // not centered) in the unit of epsilon, which is rounded.
  const auto least = static_cast<double>(std::max<int64_t>(rows.count - 1, 1));
  const double ofEpsilon =
      rows.epsilon == 0 ? 0.0 : std::ldexp(1.0 / least, -rows.fractionBits - 1);
  const double ofNormalized =
      std::sqrt(static_cast<double>(rows.count)) * (0x1p-28 + ofEpsilon) +
      std::ldexp(1.0, rows.headroom - 31);
  const double ofChannel = std::ldexp(0x1.00001p30 + 1.0, -output.shift - 1);
  return 0.5 + output.largestGain * ofNormalized + ofChannel;
}
