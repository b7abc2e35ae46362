//===- ChannelStatistics.h - Statistics by channel --------------*- C++ -*-===//

#ifndef QUANTX_CALIBRATION_CHANNELSTATISTICS_H
#define QUANTX_CALIBRATION_CHANNELSTATISTICS_H

#include "quantx/Calibration/ExactSum.h"
#include "quantx/Calibration/Histogram.h"

#include "llvm/Support/Error.h"

namespace quantx::calibration {

/// What is kept of the values of one channel: the index of one dimension.
/// It depends on the multiset of values alone.
struct Channel {
  /// The number of finite values; the others are counted for the whole tensor.
  uint64_t count = 0;
  /// The extremes, 0 where there is no value; -0 counts as 0.
  float min = 0;
  float max = 0;
  ExactSum sum{ExactSum::valueUnit};
  ExactSum sumOfSquares{ExactSum::squareUnit};
  /// Empty unless histograms by channel were asked for.
  Histogram histogram;

  /// Makes room for values in [newMin, newMax].
  void growTo(float newMin, float newMax, bool withHistogram);

  /// Adds finite values, and counts them in the histogram if `withHistogram`.
  void add(llvm::ArrayRef<float> values, bool withHistogram);

  void merge(const Channel &other);

  /// The mean, rounded to f64; 0 where there is no value.
  double getMean() const;

  bool operator==(const Channel &other) const;
};

/// The statistics of every index of one dimension of a tensor.
class ChannelStatistics {
public:
  /// `axis` is the dimension, `hasHistograms` says whether channels have them.
  ChannelStatistics(unsigned axis, std::vector<Channel> channels,
                    bool hasHistograms)
      : axis(axis), withHistograms(hasHistograms),
        channels(std::move(channels)) {}

  unsigned getAxis() const { return axis; }
  bool hasHistograms() const { return withHistograms; }
  size_t size() const { return channels.size(); }
  const Channel &operator[](size_t channel) const { return channels[channel]; }
  llvm::ArrayRef<Channel> getChannels() const { return channels; }
  llvm::MutableArrayRef<Channel> getChannels() { return channels; }

  /// Fails where `other` has another axis, number of channels or kind.
  llvm::Error checkMergeable(const ChannelStatistics &other) const;

  /// Adds what `other`, which is mergeable, has seen.
  void merge(const ChannelStatistics &other);

  bool operator==(const ChannelStatistics &other) const {
    return axis == other.axis && withHistograms == other.withHistograms &&
           channels == other.channels;
  }

private:
  unsigned axis;
  bool withHistograms;
  std::vector<Channel> channels;
};

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_CHANNELSTATISTICS_H
