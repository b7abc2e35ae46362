//===- Histogram.cpp - A histogram that merges exactly --------------------===//

#include "quantx/Calibration/Histogram.h"

#include "Multiversion.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

using namespace quantx::calibration;

int Histogram::getWidthExponent(float min, float max) {
  assert(std::isfinite(min) && std::isfinite(max) && min <= max);
  constexpr int log2MinBins = 13;
  static_assert(minBins == 1 << log2MinBins);
  // Bins narrower than the spacing of the largest values, or than the smallest
  // subnormal, would only be empty. This also is the width for a constant.
  constexpr int smallestExponent = -149;
  float largest = std::max(std::fabs(min), std::fabs(max));
  int exponent = smallestExponent;
  if (largest > 0)
    exponent = std::max(exponent, std::ilogb(largest) - 23);
  double span = static_cast<double>(max) - static_cast<double>(min);
  if (span > 0)
    exponent = std::max(exponent, std::ilogb(span) - log2MinBins);
  return exponent;
}

namespace {

/// Finds bins in f32 arithmetic, free of branches so that it vectorizes.
struct BinFinder {
  explicit BinFinder(int widthExponent)
      : width(std::ldexp(1.0f, widthExponent)),
        // 2^-e may be beyond f32; it is applied in two steps. Values are small
        // where the first is not 1.
        scale1(widthExponent < -64 ? 0x1p64f : 1.0f),
        scale2(std::ldexp(1.0f,
                          -widthExponent - (widthExponent < -64 ? 64 : 0))) {}

  int32_t operator()(float value) const {
    // Truncation is one too high for negative values between edges. Comparing
    // with the edge, which is exact, tells; the product itself may have
    // underflowed to zero.
    auto bin = static_cast<int32_t>(value * scale1 * scale2);
    return bin - static_cast<int32_t>(value < static_cast<float>(bin) * width);
  }

  float width, scale1, scale2;
};

/// Half of `bin`, rounded down: the bin's place after the width has doubled.
int32_t coarsen(int32_t bin, int doublings) {
  // More doublings than bits leave the sign.
  return bin >> std::min(doublings, 31);
}

} // namespace

int32_t Histogram::getBin(float value, int widthExponent) {
  return BinFinder(widthExponent)(value);
}

double Histogram::getBinWidth() const { return std::ldexp(1.0, widthExponent); }

double Histogram::getLowerEdge(size_t index) const {
  return std::ldexp(firstBin + static_cast<double>(index), widthExponent);
}

void Histogram::growTo(float min, float max) {
  int newExponent = getWidthExponent(min, max);
  int32_t newFirst = getBin(min, newExponent);
  int32_t newLast = getBin(max, newExponent);
  auto newSize = static_cast<size_t>(newLast - newFirst) + 1;
  if (widthExponent == newExponent && firstBin == newFirst &&
      counts.size() == newSize)
    return;
  Histogram grown(newExponent, newFirst, std::vector<uint64_t>(newSize));
  grown.add(*this);
  *this = std::move(grown);
}

namespace {

/// Where values are counted. Many of them may share a bin: the zeros behind a
/// relu, what a clamp cuts off. Adding to one place again and again has to wait
/// for the addition before, so that these bins have several places each, behind
/// the others, which take turns.
struct Places {
  static constexpr int32_t turns = 8;
  static constexpr int32_t numShared = 3;
  static constexpr size_t numSpare = numShared * turns;

  Places(int32_t firstBin, size_t numBins)
      : firstBin(firstBin), numBins(static_cast<int32_t>(numBins)),
        shared{-firstBin, 0, static_cast<int32_t>(numBins) - 1} {}

  /// The place of the value at `index` in `bin`.
  int32_t operator()(int32_t bin, size_t index) const {
    int32_t place = bin - firstBin;
    int32_t spare = numBins + static_cast<int32_t>(index % turns);
    int32_t result = place;
    result = place == shared[0] ? spare : result;
    result = place == shared[1] ? spare + turns : result;
    result = place == shared[2] ? spare + 2 * turns : result;
    return result;
  }

  /// Adds the counts of the spare places to those of their bins.
  void gather(llvm::MutableArrayRef<uint64_t> counts) const {
    for (size_t i = 0; i < numSpare; ++i)
      if (uint64_t count = counts[numBins + i])
        counts[shared[i / turns]] += count;
  }

  int32_t firstBin, numBins;
  /// Places of bins that have several: of zero, unless there is none, of the
  /// smallest and of the largest value.
  int32_t shared[numShared];
};

} // namespace

QUANTX_MULTIVERSION
static void findPlaces(const float *values, size_t size,
                       const BinFinder &findBin, const Places &places,
                       int32_t *result) {
  BinFinder bins = findBin;
  Places place = places;
  for (size_t i = 0; i < size; ++i)
    result[i] = place(bins(values[i]), i);
}

void Histogram::add(llvm::ArrayRef<float> values) {
  // Places are found a block at a time, apart from the counting, so that the
  // first loop vectorizes.
  constexpr size_t blockSize = 512;
  std::array<int32_t, blockSize> found;
  BinFinder findBin(widthExponent);
  size_t numBins = counts.size();
  Places places(firstBin, numBins);
  counts.resize(numBins + Places::numSpare);
  while (!values.empty()) {
    size_t size = std::min(blockSize, values.size());
    findPlaces(values.data(), size, findBin, places, found.data());
    for (size_t i = 0; i < size; ++i) {
      assert(size_t(found[i]) < counts.size() && "value outside the range");
      ++counts[found[i]];
    }
    values = values.drop_front(size);
  }
  places.gather(counts);
  counts.resize(numBins);
}

void Histogram::add(const Histogram &other) {
  int doublings = widthExponent - other.widthExponent;
  assert((other.isEmpty() || doublings >= 0) && "range smaller than the other");
  for (size_t i = 0, e = other.counts.size(); i < e; ++i) {
    int32_t bin = coarsen(other.firstBin + static_cast<int32_t>(i), doublings);
    if (other.counts[i] != 0)
      counts[bin - firstBin] += other.counts[i];
  }
}

double Histogram::quantile(double q) const {
  assert(!isEmpty() && q >= 0 && q <= 1);
  uint64_t total = 0;
  for (uint64_t count : counts)
    total += count;
  double wanted = q * static_cast<double>(total);
  double below = 0;
  size_t last = counts.size() - 1;
  for (size_t i = 0; i <= last; ++i) {
    auto count = static_cast<double>(counts[i]);
    if (count > 0 && (below + count >= wanted || i == last))
      return getLowerEdge(i) +
             getBinWidth() * std::min((wanted - below) / count, 1.0);
    below += count;
  }
  return getLowerEdge(counts.size());
}

Histogram Histogram::foldAbsolute() const {
  auto fold = [](int32_t bin) { return bin < 0 ? -bin - 1 : bin; };
  int32_t lastBin = firstBin + static_cast<int32_t>(counts.size()) - 1;
  int32_t low = firstBin <= 0 && lastBin >= -1
                    ? 0
                    : std::min(fold(firstBin), fold(lastBin));
  int32_t high = std::max(fold(firstBin), fold(lastBin));
  Histogram folded(widthExponent, low, std::vector<uint64_t>(high - low + 1));
  for (size_t i = 0, e = counts.size(); i < e; ++i)
    folded.counts[fold(firstBin + static_cast<int32_t>(i)) - low] += counts[i];
  return folded;
}
