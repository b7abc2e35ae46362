//===- TensorStatistics.h - What calibration keeps of a tensor --*- C++ -*-===//

#ifndef QUANTX_CALIBRATION_TENSORSTATISTICS_H
#define QUANTX_CALIBRATION_TENSORSTATISTICS_H

#include "quantx/Calibration/ExactSum.h"
#include "quantx/Calibration/Histogram.h"

#include "llvm/Support/Error.h"

namespace quantx::calibration {

/// The statistics of all values that one tensor took over a data set, gathered
/// in one pass in memory that does not grow with the number of values.
///
/// It depends on the multiset of values alone: adding in any order and in any
/// pieces, and merging in any grouping, give equal objects. NaNs and infinities
/// are counted and otherwise left out.
class TensorStatistics {
public:
  /// Adds every value of `values`.
  void add(llvm::ArrayRef<float> values);

  /// Adds what `other` has seen.
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
  };

  /// Statistics from their parts, as read from a file. Fails, naming the
  /// field, where no set of values could have given them.
  static llvm::Expected<TensorStatistics> fromFields(Fields fields);

  bool operator==(const TensorStatistics &other) const;

private:
  void addFinite(llvm::ArrayRef<float> values, float min, float max);
  void growTo(float min, float max);

  Fields fields;
};

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_TENSORSTATISTICS_H
