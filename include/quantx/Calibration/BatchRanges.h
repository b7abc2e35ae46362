//===- BatchRanges.h - The range of each batch ------------------*- C++ -*-===//

#ifndef QUANTX_CALIBRATION_BATCHRANGES_H
#define QUANTX_CALIBRATION_BATCHRANGES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <vector>

namespace quantx::calibration {

/// The smallest and largest value of one batch.
struct BatchRange {
  float min = 0;
  float max = 0;

  bool operator==(const BatchRange &other) const {
    return min == other.min && max == other.max;
  }
};

/// The ranges that a tensor had in the last batches, in their order: what a
/// moving average is computed from.
///
/// Appending is associative to the bit, which a running average would not be:
/// its roundings depend on where the data was split. What the window forgets
/// has the weight (1 - c)^4096 in an average of coefficient c, below 2^-59 for
/// c = 0.01.
class BatchRanges {
public:
  /// The batches that are kept.
  static constexpr size_t window = 4096;

  /// How many batches there were.
  uint64_t getNumBatches() const { return numBatches; }

  /// Those of the last `window` batches, or of all.
  llvm::ArrayRef<BatchRange> getRanges() const { return ranges; }

  /// Adds the next batch. Batches without a finite value are none.
  void add(float min, float max);

  /// Adds batches that came after these.
  void append(const BatchRanges &later);

  /// min and max by m <- m + c * (m_batch - m), in f64, the first batch being
  /// the first m. There is a batch, and 0 < c <= 1.
  std::pair<double, double> computeAverage(double c) const;

  /// Batches from their parts, as read from a file. Fails, naming the field,
  /// where their numbers do not agree.
  static llvm::Expected<BatchRanges> fromParts(uint64_t numBatches,
                                               std::vector<BatchRange> ranges);

  bool operator==(const BatchRanges &other) const {
    return numBatches == other.numBatches && ranges == other.ranges;
  }

private:
  void forget();

  uint64_t numBatches = 0;
  std::vector<BatchRange> ranges;
};

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_BATCHRANGES_H
