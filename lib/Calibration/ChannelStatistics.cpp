//===- ChannelStatistics.cpp - Statistics by channel ----------------------===//

#include "quantx/Calibration/ChannelStatistics.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace llvm;
using namespace quantx::calibration;

void Channel::growTo(float newMin, float newMax, bool withHistogram) {
  // Adding zero makes -0 into 0.
  bool first = count == 0;
  min = (first ? newMin : std::min(min, newMin)) + 0.0f;
  max = (first ? newMax : std::max(max, newMax)) + 0.0f;
  if (withHistogram)
    histogram.growTo(min, max);
}

void Channel::add(ArrayRef<float> values, bool withHistogram) {
  if (values.empty())
    return;
  auto [least, most] = std::minmax_element(values.begin(), values.end());
  growTo(*least, *most, withHistogram);
  count += values.size();
  for (float value : values) {
    sum.addValue(value);
    sumOfSquares.addSquare(value);
  }
  if (withHistogram)
    histogram.add(values);
}

void Channel::merge(const Channel &other) {
  if (other.count == 0)
    return;
  bool withHistogram = !other.histogram.isEmpty();
  growTo(other.min, other.max, withHistogram);
  count += other.count;
  sum.add(other.sum);
  sumOfSquares.add(other.sumOfSquares);
  if (withHistogram)
    histogram.add(other.histogram);
}

double Channel::getMean() const {
  return count == 0 ? 0 : sum.toDouble() / static_cast<double>(count);
}

bool Channel::operator==(const Channel &other) const {
  return count == other.count && min == other.min && max == other.max &&
         sum == other.sum && sumOfSquares == other.sumOfSquares &&
         histogram == other.histogram;
}

Error ChannelStatistics::checkMergeable(const ChannelStatistics &other) const {
  if (axis != other.axis || size() != other.size())
    return createStringError("one has " + Twine(size()) +
                             " channels along dimension " + Twine(axis) +
                             ", the other " + Twine(other.size()) +
                             " along dimension " + Twine(other.axis));
  if (withHistograms != other.withHistograms)
    return createStringError("only one has histograms by channel");
  return Error::success();
}

void ChannelStatistics::merge(const ChannelStatistics &other) {
  for (auto [mine, theirs] : zip_equal(channels, other.channels))
    mine.merge(theirs);
}
