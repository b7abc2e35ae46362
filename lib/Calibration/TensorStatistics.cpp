//===- TensorStatistics.cpp - What calibration keeps of a tensor ----------===//

#include "quantx/Calibration/TensorStatistics.h"

#include "SumAccumulator.h"

#include "llvm/ADT/bit.h"

#include <cmath>
#include <vector>

using namespace llvm;
using namespace quantx::calibration;

namespace {

/// A map from f32 to integers that keeps the order: -NaN < -inf < ... < -0 <
/// +0 < ... < inf < NaN. Integer minima and maxima vectorize, float ones do
/// not, and the extremes show whether every value is finite.
int32_t toOrderedKey(float value) {
  auto bits = bit_cast<int32_t>(value);
  return bits ^ ((bits >> 31) & 0x7FFFFFFF);
}

float fromOrderedKey(int32_t key) {
  return bit_cast<float>(key ^ ((key >> 31) & 0x7FFFFFFF));
}

struct Extremes {
  int32_t min = INT32_MAX;
  int32_t max = INT32_MIN;

  bool areFinite() const {
    return std::isfinite(fromOrderedKey(min)) &&
           std::isfinite(fromOrderedKey(max));
  }
};

Extremes findExtremes(ArrayRef<float> values) {
  Extremes extremes;
  for (float value : values) {
    int32_t key = toOrderedKey(value);
    extremes.min = key < extremes.min ? key : extremes.min;
    extremes.max = key > extremes.max ? key : extremes.max;
  }
  return extremes;
}

} // namespace

void TensorStatistics::growTo(float min, float max) {
  // Adding zero makes -0 into 0.
  bool first = fields.count == 0;
  fields.min = (first ? min : std::min(fields.min, min)) + 0.0f;
  fields.max = (first ? max : std::max(fields.max, max)) + 0.0f;
  fields.histogram.growTo(fields.min, fields.max);
}

void TensorStatistics::addFinite(ArrayRef<float> values, float min, float max) {
  growTo(min, max);
  fields.count += values.size();
  fields.histogram.add(values);
  addExactly(values, fields.sum, fields.sumOfSquares);
}

void TensorStatistics::add(ArrayRef<float> values) {
  // A block stays in the first-level cache over the passes.
  constexpr size_t blockSize = 4096;
  std::vector<float> finite;
  for (; !values.empty();
       values = values.drop_front(std::min(blockSize, values.size()))) {
    ArrayRef<float> block =
        values.take_front(std::min(blockSize, values.size()));
    Extremes extremes = findExtremes(block);
    if (!extremes.areFinite()) {
      finite.clear();
      for (float value : block) {
        fields.nanCount += std::isnan(value);
        fields.positiveInfinityCount += std::isinf(value) && value > 0;
        fields.negativeInfinityCount += std::isinf(value) && value < 0;
        if (std::isfinite(value))
          finite.push_back(value);
      }
      block = finite;
      extremes = findExtremes(block);
    }
    if (!block.empty())
      addFinite(block, fromOrderedKey(extremes.min),
                fromOrderedKey(extremes.max));
  }
}

/// Whether nothing was seen, or asked for.
bool TensorStatistics::isFresh() const { return *this == TensorStatistics(); }

Error TensorStatistics::checkMergeable(const TensorStatistics &other) const {
  if (isFresh() || other.isFresh())
    return Error::success();
  const Fields &a = fields, &b = other.fields;
  auto onlyOne = [](StringRef what) {
    return createStringError("only one has " + what);
  };
  if (a.channels.has_value() != b.channels.has_value())
    return onlyOne("statistics by channel");
  if (a.rows.has_value() != b.rows.has_value())
    return onlyOne("rows");
  if (a.batchRanges.has_value() != b.batchRanges.has_value())
    return onlyOne("batch ranges");
  if (a.channels)
    if (Error error = a.channels->checkMergeable(*b.channels))
      return error;
  if (a.rows)
    return a.rows->checkMergeable(*b.rows);
  return Error::success();
}

void TensorStatistics::merge(const TensorStatistics &other) {
  if (isFresh()) {
    *this = other;
    return;
  }
  if (other.isFresh())
    return;
  fields.nanCount += other.fields.nanCount;
  fields.positiveInfinityCount += other.fields.positiveInfinityCount;
  fields.negativeInfinityCount += other.fields.negativeInfinityCount;
  if (fields.channels)
    fields.channels->merge(*other.fields.channels);
  if (fields.rows)
    fields.rows->merge(*other.fields.rows);
  if (fields.batchRanges)
    fields.batchRanges->append(*other.fields.batchRanges);
  if (other.fields.count == 0)
    return;
  growTo(other.fields.min, other.fields.max);
  fields.count += other.fields.count;
  fields.histogram.add(other.fields.histogram);
  fields.sum.add(other.fields.sum);
  fields.sumOfSquares.add(other.fields.sumOfSquares);
}

bool TensorStatistics::operator==(const TensorStatistics &other) const {
  const Fields &a = fields, &b = other.fields;
  return a.count == b.count && a.nanCount == b.nanCount &&
         a.positiveInfinityCount == b.positiveInfinityCount &&
         a.negativeInfinityCount == b.negativeInfinityCount && a.min == b.min &&
         a.max == b.max && a.sum == b.sum && a.sumOfSquares == b.sumOfSquares &&
         a.histogram == b.histogram && a.channels == b.channels &&
         a.rows == b.rows && a.batchRanges == b.batchRanges;
}
