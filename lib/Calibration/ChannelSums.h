//===- ChannelSums.h - What all channels of a tensor sum up to --*- C++ -*-===//

#ifndef QUANTX_LIB_CALIBRATION_CHANNELSUMS_H
#define QUANTX_LIB_CALIBRATION_CHANNELSUMS_H

#include "LaneSums.h"
#include "ValueScan.h"

#include "quantx/Calibration/ChannelStatistics.h"

namespace quantx::calibration {

/// A part of a tensor's values, in the order of memory.
struct Chunk {
  llvm::ArrayRef<float> values;
  /// The channel of the first value.
  size_t firstChannel = 0;
  /// How many values of a channel follow one another; the next channel comes
  /// after them. 0 where channels alternate: value i is of channel i modulo
  /// their number, and `firstChannel` is 0.
  size_t runLength = 0;
};

/// Counts, extremes and exact sums of the channels of one tensor.
class ChannelSums {
public:
  explicit ChannelSums(size_t numChannels);

  size_t getNumChannels() const { return counts.size(); }

  size_t getChannel(const Chunk &chunk, size_t index) const {
    return chunk.runLength == 0 ? index % counts.size()
                                : chunk.firstChannel + index / chunk.runLength;
  }

  /// Adds the finite values of `chunk`, to which `finite` belongs. `allFinite`
  /// says that there are no others. Chunks that alternate between channels and
  /// those that do not are best not mixed.
  void add(const Chunk &chunk, const ValueScan &finite, bool allFinite);

  /// The sums so far; no histograms.
  std::vector<Channel> makeChannels();

private:
  void layOut(bool isAlternating);
  void growTo(const ValueScan &finite);
  void flush(size_t index);
  void addCounts(const Chunk &chunk);
  llvm::ArrayRef<float> setAside(const Chunk &chunk);
  void setExtremes(const Chunk &chunk);
  template <typename Add>
  void forEachLanes(const Chunk &chunk, Add add);

  SliceGrid grid{ExactSum::valueUnit};
  bool alternating = false;
  /// Of alternating channels, those of numLanes channels each; otherwise those
  /// of one channel.
  std::vector<LaneSums> lanes;
  std::vector<uint64_t> counts;
  /// What was flushed from the lanes: sums and extremes.
  std::vector<Channel> channels;
  std::vector<float> scratch, padded;
};

} // namespace quantx::calibration

#endif // QUANTX_LIB_CALIBRATION_CHANNELSUMS_H
