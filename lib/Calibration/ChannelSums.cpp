//===- ChannelSums.cpp - What all channels of a tensor sum up to ----------===//

#include "ChannelSums.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace llvm;
using namespace quantx::calibration;

ChannelSums::ChannelSums(size_t numChannels)
    : counts(numChannels), channels(numChannels) {
  for (Channel &channel : channels) {
    channel.min = std::numeric_limits<float>::infinity();
    channel.max = -channel.min;
  }
}

/// Adds lanes to the channels that they belong to, and empties them.
void ChannelSums::flush(size_t index) {
  LaneSums &sums = lanes[index];
  auto add = [&](Channel &channel, size_t first, size_t end) {
    sums.flush(grid, first, end, channel.sum, channel.sumOfSquares);
    for (size_t lane = first; lane < end; ++lane) {
      channel.min = std::min(channel.min, sums.mins[lane]);
      channel.max = std::max(channel.max, sums.maxs[lane]);
    }
  };
  if (!alternating) {
    add(channels[index], 0, numLanes);
  } else {
    size_t first = index * numLanes;
    size_t size = std::min(numLanes, counts.size() - first);
    for (size_t lane = 0; lane < size; ++lane)
      add(channels[first + lane], lane, lane + 1);
  }
  sums = LaneSums(grid);
}

/// Prepares the lanes for chunks of the one or the other kind.
void ChannelSums::layOut(bool isAlternating) {
  if (!lanes.empty() && alternating == isAlternating)
    return;
  for (size_t i = 0; i < lanes.size(); ++i)
    flush(i);
  alternating = isAlternating;
  lanes.assign(alternating ? divideCeil(counts.size(), numLanes)
                           : counts.size(),
               LaneSums(grid));
}

/// Makes the slices reach to the largest value.
void ChannelSums::growTo(const ValueScan &finite) {
  float largest = std::max(std::fabs(finite.min), std::fabs(finite.max));
  int exponent = largest > 0 ? std::ilogb(largest) + 1 : ExactSum::valueUnit;
  if (exponent <= grid.getExponent())
    return;
  for (size_t i = 0; i < lanes.size(); ++i)
    flush(i);
  grid = SliceGrid(exponent);
  lanes.assign(lanes.size(), LaneSums(grid));
}

void ChannelSums::addCounts(const Chunk &chunk) {
  if (alternating) {
    uint64_t rows = chunk.values.size() / counts.size();
    for (uint64_t &count : counts)
      count += rows;
    return;
  }
  size_t channel = chunk.firstChannel;
  for (size_t i = 0; i < chunk.values.size(); i += chunk.runLength)
    counts[channel++] += std::min(chunk.runLength, chunk.values.size() - i);
}

/// Adds what does not fit into slices by itself, and returns the rest, with 0
/// in its place. What is not finite is no longer counted.
ArrayRef<float> ChannelSums::setAside(const Chunk &chunk) {
  float smallest = grid.getSmallest();
  scratch.assign(chunk.values.begin(), chunk.values.end());
  for (auto [i, value] : enumerate(scratch)) {
    if (std::isfinite(value) && (value == 0 || std::fabs(value) >= smallest))
      continue;
    size_t channel = getChannel(chunk, i);
    if (std::isfinite(value)) {
      channels[channel].sum.addValue(value);
      channels[channel].sumOfSquares.addSquare(value);
    } else {
      --counts[channel];
    }
    value = 0;
  }
  return scratch;
}

/// Grows the extremes, one by one, by the values that are finite.
void ChannelSums::setExtremes(const Chunk &chunk) {
  for (auto [i, value] : enumerate(chunk.values)) {
    if (!std::isfinite(value))
      continue;
    size_t channel = getChannel(chunk, i);
    if (alternating)
      lanes[channel / numLanes].growTo(value, channel % numLanes);
    else
      lanes[channel].growTo(value, 0);
  }
}

/// Calls add(index of the lanes, values, stride, rows) for all values of
/// `chunk`, numLanes at a time, and add(index, value, lane) for those left
/// over.
template <typename Add>
void ChannelSums::forEachLanes(const Chunk &chunk, Add add) {
  const float *values = chunk.values.data();
  size_t size = chunk.values.size();
  if (!alternating) {
    for (size_t begin = 0, index = chunk.firstChannel; begin < size;
         begin += chunk.runLength, ++index) {
      size_t length = std::min(chunk.runLength, size - begin);
      add(index, values + begin, numLanes, length / numLanes);
      for (size_t i = length / numLanes * numLanes; i < length; ++i)
        add(index, values[begin + i], i % numLanes);
    }
    return;
  }
  size_t stride = counts.size(), rows = size / stride;
  size_t full = stride / numLanes, rest = stride % numLanes;
  for (size_t i = 0; i < full; ++i)
    add(i, values + i * numLanes, stride, rows);
  if (rest == 0)
    return;
  // The last lanes have no channel, and what they hold is never looked at.
  padded.assign(rows * numLanes, 0);
  for (size_t row = 0; row < rows; ++row)
    std::copy_n(values + row * stride + full * numLanes, rest,
                padded.data() + row * numLanes);
  add(full, padded.data(), numLanes, rows);
}

namespace {

/// Grows the extremes of the lanes.
struct ExtremesAdder {
  void operator()(size_t index, const float *values, size_t stride,
                  size_t rows) {
    lanes[index].growTo(values, stride, rows);
  }
  void operator()(size_t index, float value, size_t lane) {
    lanes[index].growTo(value, lane);
  }
  MutableArrayRef<LaneSums> lanes;
};

/// Adds to the sums of the lanes, and flushes them before they are full.
template <typename Flush>
struct SumsAdder {
  void operator()(size_t index, const float *values, size_t stride,
                  size_t rows) {
    while (rows > 0) {
      if (lanes[index].getRoom() == 0)
        flush(index);
      size_t taken = std::min(rows, lanes[index].getRoom());
      lanes[index].addRows(values, stride, taken);
      values += taken * stride;
      rows -= taken;
    }
  }
  void operator()(size_t index, float value, size_t lane) {
    if (lane == 0 && lanes[index].getRoom() == 0)
      flush(index);
    lanes[index].add(value, lane);
  }
  MutableArrayRef<LaneSums> lanes;
  Flush flush;
};

} // namespace

void ChannelSums::add(const Chunk &chunk, const ValueScan &finite,
                      bool allFinite) {
  layOut(chunk.runLength == 0);
  growTo(finite);
  addCounts(chunk);
  if (allFinite)
    forEachLanes(chunk, ExtremesAdder{lanes});
  else
    setExtremes(chunk);
  Chunk rest = chunk;
  if (!allFinite || finite.smallest < grid.getSmallest())
    rest.values = setAside(chunk);
  auto flushOne = [&](size_t index) { flush(index); };
  forEachLanes(rest, SumsAdder<decltype(flushOne)>{lanes, flushOne});
}

std::vector<Channel> ChannelSums::makeChannels() {
  for (size_t i = 0; i < lanes.size(); ++i)
    flush(i);
  std::vector<Channel> result = channels;
  for (auto [channel, count] : zip_equal(result, counts)) {
    channel.count = count;
    // Adding zero makes -0 into 0.
    channel.min = count == 0 ? 0 : channel.min + 0.0f;
    channel.max = count == 0 ? 0 : channel.max + 0.0f;
  }
  return result;
}
