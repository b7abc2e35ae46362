//===- TensorGatherer.h - Statistics from the values of calls ---*- C++ -*-===//

#ifndef QUANTX_CALIBRATION_TENSORGATHERER_H
#define QUANTX_CALIBRATION_TENSORGATHERER_H

#include "quantx/Calibration/TensorStatistics.h"

#include <memory>

namespace quantx::calibration {

class ChannelSums;
struct Chunk;
struct ValueScan;

/// What is kept of a tensor beside the statistics of all its values.
struct GatherOptions {
  /// The dimension that counts channels, and their number: statistics of each.
  std::optional<unsigned> axis;
  size_t numChannels = 0;
  /// A histogram of each, too.
  bool channelHistograms = false;
  /// The dimension along which rows are kept, and how many at most; it is not
  /// the leading one, which counts samples.
  std::optional<unsigned> rowAxis;
  size_t rowCapacity = 64;
  /// The range of each call.
  bool batchRanges = false;
};

/// Gathers the statistics of one tensor from the values that it takes in calls
/// of the model. Memory depends on the options alone, not on the values.
class TensorGatherer {
public:
  explicit TensorGatherer(const GatherOptions &options = {});
  ~TensorGatherer();

  /// Adds the values of one call, a tensor of `shape`. `samples` are the hashes
  /// of its samples, by hashSample; the leading dimension is of that size, or a
  /// multiple of it whose parts belong to the samples in turn. Where it is not,
  /// or none are given, no rows are kept.
  ///
  /// `order` lists the dimensions from the slowest to the fastest in memory;
  /// without it they are in their own order. It does not change the result.
  void add(llvm::ArrayRef<float> values, llvm::ArrayRef<int64_t> shape,
           llvm::ArrayRef<uint64_t> samples = {},
           llvm::ArrayRef<unsigned> order = {});

  /// Adds values without a shape, where there are no channels and rows.
  void add(llvm::ArrayRef<float> values) {
    add(values, static_cast<int64_t>(values.size()));
  }

  /// What has been gathered so far.
  TensorStatistics getStatistics();

private:
  ValueScan addChunk(const Chunk &chunk);
  void addHistograms(const Chunk &chunk);
  bool addValues(llvm::ArrayRef<float> values, llvm::ArrayRef<int64_t> shape,
                 std::optional<unsigned> axis);
  void addRows(llvm::ArrayRef<float> values, llvm::ArrayRef<int64_t> shape,
               unsigned axis, llvm::ArrayRef<uint64_t> samples, bool allFinite);

  GatherOptions options;
  /// What is not by channel.
  TensorStatistics::Fields fields;
  std::unique_ptr<ChannelSums> sums;
  /// By channel, where they are asked for; sums are not kept in these.
  std::vector<Channel> histograms;
};

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_TENSORGATHERER_H
