//===- BatchRanges.cpp - The range of each batch --------------------------===//

#include "quantx/Calibration/BatchRanges.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace quantx::calibration;

void BatchRanges::forget() {
  if (ranges.size() > window)
    ranges.erase(ranges.begin(), ranges.end() - static_cast<ptrdiff_t>(window));
}

void BatchRanges::add(float min, float max) {
  ++numBatches;
  ranges.push_back({min + 0.0f, max + 0.0f}); // -0 counts as 0
  forget();
}

void BatchRanges::append(const BatchRanges &later) {
  numBatches += later.numBatches;
  append_range(ranges, later.ranges);
  forget();
}

std::pair<double, double> BatchRanges::computeAverage(double c) const {
  assert(!ranges.empty() && c > 0 && c <= 1);
  double min = ranges.front().min;
  double max = ranges.front().max;
  for (BatchRange range : drop_begin(ranges)) {
    min += c * (range.min - min);
    max += c * (range.max - max);
  }
  return {min, max};
}

Expected<BatchRanges> BatchRanges::fromParts(uint64_t numBatches,
                                             std::vector<BatchRange> ranges) {
  if (ranges.size() != std::min<uint64_t>(numBatches, window))
    return createStringError("field 'batch_ranges': of " + Twine(numBatches) +
                             " batches it must hold the last " +
                             Twine(std::min<uint64_t>(numBatches, window)) +
                             ", but holds " + Twine(ranges.size()));
  BatchRanges result;
  result.numBatches = numBatches;
  result.ranges = std::move(ranges);
  return result;
}
