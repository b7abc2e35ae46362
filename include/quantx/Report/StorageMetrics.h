//===- StorageMetrics.h - What storing values costs -------------*- C++ -*-===//

#ifndef QUANTX_REPORT_STORAGEMETRICS_H
#define QUANTX_REPORT_STORAGEMETRICS_H

#include "quantx/Numerics/Quantize.h"

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace quantx::report {

/// Integer storage of a tensor: one set of parameters, or one per index of an
/// axis.
struct IntegerStorage {
  /// Not empty.
  std::vector<numerics::QuantParams> params;
  /// Elements that follow one another with the same parameters; of no meaning
  /// where there is one set.
  uint64_t inner = 1;

  /// The parameters of element `index` in row-major order.
  const numerics::QuantParams &at(uint64_t index) const {
    return params[index / inner % params.size()];
  }

  /// The smallest and the largest real that any parameters represent.
  double getMin() const;
  double getMax() const;
};

/// What it would cost to store values, and nothing else: how many the storage
/// clips, and the error of clipping and rounding. Memory does not grow with the
/// number of values.
class StorageMetrics {
public:
  explicit StorageMetrics(IntegerStorage storage)
      : storage(std::move(storage)) {}

  /// Adds the values of one whole tensor.
  void add(llvm::ArrayRef<float> values);

  const IntegerStorage &getStorage() const { return storage; }

  /// Finite values. All that follows is about them.
  uint64_t getCount() const { return count; }
  /// Values that the clamp changes: x / scale, rounded, lies below or above
  /// what the storage holds. One that only rounds to the end is not clipped.
  uint64_t getClippedBelow() const { return below; }
  uint64_t getClippedAbove() const { return above; }

  /// The ratio in dB of the values to the error of storing them; none where
  /// there is no error or no signal.
  std::optional<double> getSQNR() const;

private:
  IntegerStorage storage;
  uint64_t count = 0, below = 0, above = 0;
  double squares = 0, errorSquares = 0;
};

} // namespace quantx::report

#endif // QUANTX_REPORT_STORAGEMETRICS_H
