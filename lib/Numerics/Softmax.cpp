//===- Softmax.cpp - Softmax of quantized rows ----------------------------===//

#include "quantx/Numerics/Softmax.h"

#include <algorithm>
#include <cassert>
#include <cmath>

using namespace quantx::numerics;

//===----------------------------------------------------------------------===//
// Derivation
//===----------------------------------------------------------------------===//

static std::vector<int32_t> buildExponentials(double step) {
  std::vector<int32_t> table(kExponentialEntries);
  for (size_t d = 0; d < table.size(); ++d) {
    const double real = std::exp(-step * static_cast<double>(d));
    table[d] = static_cast<int32_t>(
        std::nearbyint(std::ldexp(real, kExponentialBits)));
  }
  return table;
}

DerivedSoftmax quantx::numerics::deriveSoftmax(double step, unsigned bits,
                                               double gain, int64_t zeroPoint,
                                               int64_t qmin, int64_t qmax) {
  assert(bits <= 16 && qmin <= qmax && "no tables for this storage");
  if (!std::isfinite(step) || step <= 0.0)
    return {};
  const DerivedFixedPoint derived = deriveFixedPoint(gain);
  if (!derived.isUsable())
    return {{}, derived.status};
  Softmax softmax;
  softmax.fine = buildExponentials(step);
  if (bits > 8)
    softmax.coarse =
        buildExponentials(step * static_cast<double>(kExponentialEntries));
  softmax.gain = derived.value;
  softmax.zeroPoint = zeroPoint;
  softmax.qmin = qmin;
  softmax.qmax = qmax;
  return {std::move(softmax), derived.status};
}

//===----------------------------------------------------------------------===//
// One row
//===----------------------------------------------------------------------===//

int32_t quantx::numerics::exponential(const Softmax &softmax,
                                      uint32_t difference) {
  if (softmax.coarse.empty())
    return softmax.fine[difference];
  const int64_t high = softmax.coarse[difference >> 8];
  const int64_t low = softmax.fine[difference & 255];
  return static_cast<int32_t>(
      roundingShift(high * low, kExponentialBits, RoundingMode::Single));
}

FixedPoint quantx::numerics::reciprocal(const Softmax &softmax, int64_t sum) {
  const auto positive = static_cast<uint64_t>(std::max<int64_t>(sum, 1));
  const int zeros = __builtin_clzll(positive);
  // sum = divisor * 2^(32 - zeros), and gain = dividend * 2^-(shift + 31).
  const uint64_t divisor = (positive << zeros) >> 32;
  const auto dividend = static_cast<uint64_t>(softmax.gain.multiplier) << 31;
  const uint64_t quotient = (dividend + (divisor >> 1)) / divisor;
  return {static_cast<int32_t>(quotient),
          std::min(softmax.gain.shift + 63 - zeros, kMaxShift)};
}

int64_t quantx::numerics::probability(const Softmax &softmax,
                                      int32_t exponential,
                                      FixedPoint reciprocal) {
  return requantize(exponential, reciprocal, RoundingMode::Single,
                    softmax.zeroPoint, softmax.qmin, softmax.qmax);
}

void quantx::numerics::softmaxRow(const Softmax &softmax, const int64_t *row,
                                  size_t count, int64_t *out) {
  if (count == 0)
    return;
  const int64_t largest = *std::max_element(row, row + count);
  int64_t sum = 0;
  for (size_t i = 0; i < count; ++i) {
    out[i] = exponential(softmax, static_cast<uint32_t>(largest - row[i]));
    sum += out[i];
  }
  const FixedPoint scale = reciprocal(softmax, sum);
  for (size_t i = 0; i < count; ++i)
    out[i] = probability(softmax, static_cast<int32_t>(out[i]), scale);
}

//===----------------------------------------------------------------------===//
// Error
//===----------------------------------------------------------------------===//

double quantx::numerics::getSoftmaxErrorBound(const Softmax &softmax,
                                              int64_t count) {
  const double ofExponential = softmax.coarse.empty() ? 0.5 : 1.5 + 0x1p-32;
  const double others = static_cast<double>(std::max<int64_t>(count - 1, 0));
  const double ofSum = ofExponential * others * 0x1p-30;
  return 0.5 + toReal(softmax.gain) * (ofSum + 0x1p-29);
}
