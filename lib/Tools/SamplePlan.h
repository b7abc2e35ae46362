//===- SamplePlan.h - Which samples a process takes, and when ---*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_SAMPLEPLAN_H
#define QUANTX_LIB_TOOLS_SAMPLEPLAN_H

#include "quantx/Calibration/StatisticsFile.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <vector>

namespace quantx::tools {

using calibration::SampleRange;

/// One of `count` equal shares of the work; `index` counts from 0.
struct Shard {
  uint64_t index = 0;
  uint64_t count = 1;

  /// Parses "I/N" with I < N.
  static llvm::Expected<Shard> parse(llvm::StringRef text);
};

/// The samples of one call of the model, [first, first + count).
struct SampleCall {
  int64_t first = 0;
  int64_t count = 0;
};

/// The calls that run a model over samples of a data set, in order.
///
/// Shares are contiguous and consist of whole calls: N of them make the same
/// calls as one process, so that a model of a fixed batch can be shared, and
/// what is seen once a call, or depends on the order of the calls, is the same
/// as well.
class SamplePlan {
public:
  SamplePlan() = default;

  /// All of `samples`, `batchSize` at a time.
  SamplePlan(int64_t samples, int64_t batchSize);

  /// Keeps the calls of one share. Their numbers differ by at most one.
  void keepShard(Shard shard);

  /// Leaves out samples that were seen before, which are sorted. A call that is
  /// seen in part becomes smaller.
  void leaveOut(llvm::ArrayRef<SampleRange> seen);

  llvm::ArrayRef<SampleCall> getCalls() const { return calls; }

  /// The samples of the first `numCalls` calls, and those of all others.
  std::vector<SampleRange> getSamplesBefore(size_t numCalls) const;
  std::vector<SampleRange> getSamplesFrom(size_t numCalls) const;

  int64_t countSamples() const;

private:
  std::vector<SampleCall> calls;
};

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_SAMPLEPLAN_H
