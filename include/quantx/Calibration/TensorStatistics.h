//===- TensorStatistics.h - What calibration keeps of a tensor --*- C++ -*-===//

#ifndef QUANTX_CALIBRATION_TENSORSTATISTICS_H
#define QUANTX_CALIBRATION_TENSORSTATISTICS_H

#include "quantx/Calibration/BatchRanges.h"
#include "quantx/Calibration/ChannelStatistics.h"
#include "quantx/Calibration/RowReservoir.h"

#include <optional>

namespace quantx::calibration {

/// The statistics of all values that one tensor took over a data set, gathered
/// in one pass in memory that does not grow with the number of values.
///
/// It depends on the multiset of values alone: adding in any order and in any
/// pieces, and merging in any grouping, give equal objects; batch ranges alone
/// depend on the order. NaNs and infinities are counted and otherwise left out.
///
/// Statistics by channel, rows and batch ranges are there where they were asked
/// for; see TensorGatherer. Numbers of one tensor are in the tensor's own unit.
class TensorStatistics {
public:
  /// Adds all of `values`, where there are no channels, rows or batches. To add
  /// many times, TensorGatherer is the faster way.
  void add(llvm::ArrayRef<float> values);

  /// Fails where only one of the two has channels, rows or batch ranges, or
  /// theirs are of another kind. An object that has seen nothing and has none
  /// of them merges with any.
  llvm::Error checkMergeable(const TensorStatistics &other) const;

  /// Adds what `other`, which is mergeable, has seen; its batches came later.
  void merge(const TensorStatistics &other);

  /// The number of finite values.
  uint64_t getCount() const { return fields.count; }
  uint64_t getNaNCount() const { return fields.nanCount; }
  uint64_t getPositiveInfinityCount() const {
    return fields.positiveInfinityCount;
  }
  uint64_t getNegativeInfinityCount() const {
    return fields.negativeInfinityCount;
  }

  /// The extremes of the finite values, 0 where there are none; -0 counts as 0.
  float getMin() const { return fields.min; }
  float getMax() const { return fields.max; }

  /// Sums over the finite values.
  const ExactSum &getSum() const { return fields.sum; }
  const ExactSum &getSumOfSquares() const { return fields.sumOfSquares; }

  /// The finite values; empty where there are none.
  const Histogram &getHistogram() const { return fields.histogram; }

  /// Statistics by channel, where there is a dimension that counts channels.
  const std::optional<ChannelStatistics> &getChannels() const {
    return fields.channels;
  }

  /// Some of the rows, for what needs values that belong together.
  const std::optional<RowReservoir> &getRows() const { return fields.rows; }

  /// The ranges of single batches, for a moving average.
  const std::optional<BatchRanges> &getBatchRanges() const {
    return fields.batchRanges;
  }

  /// Everything that is kept.
  struct Fields {
    uint64_t count = 0;
    uint64_t nanCount = 0;
    uint64_t positiveInfinityCount = 0;
    uint64_t negativeInfinityCount = 0;
    float min = 0;
    float max = 0;
    ExactSum sum{ExactSum::valueUnit};
    ExactSum sumOfSquares{ExactSum::squareUnit};
    Histogram histogram;
    std::optional<ChannelStatistics> channels;
    std::optional<RowReservoir> rows;
    std::optional<BatchRanges> batchRanges;
  };

  /// Statistics from their parts, as read from a file. Fails, naming the
  /// field, where no set of values could have given them.
  static llvm::Expected<TensorStatistics> fromFields(Fields fields);

  const Fields &getFields() const { return fields; }

  bool operator==(const TensorStatistics &other) const;

private:
  void growTo(float min, float max);
  bool isFresh() const;

  Fields fields;
};

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_TENSORSTATISTICS_H
