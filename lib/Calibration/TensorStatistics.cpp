//===- TensorStatistics.cpp - What calibration keeps of a tensor ----------===//

#include "quantx/Calibration/TensorStatistics.h"

#include "quantx/Calibration/TensorGatherer.h"

#include <algorithm>

using namespace llvm;
using namespace quantx::calibration;

void TensorStatistics::growTo(float min, float max) {
  // Adding zero makes -0 into 0.
  bool first = fields.count == 0;
  fields.min = (first ? min : std::min(fields.min, min)) + 0.0f;
  fields.max = (first ? max : std::max(fields.max, max)) + 0.0f;
  fields.histogram.growTo(fields.min, fields.max);
}

void TensorStatistics::add(ArrayRef<float> values) {
  TensorGatherer gatherer;
  gatherer.add(values);
  merge(gatherer.getStatistics());
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
