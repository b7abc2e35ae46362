//===- RowReservoir.h - A sample of rows that merges exactly ----*- C++ -*-===//

#ifndef QUANTX_CALIBRATION_ROWRESERVOIR_H
#define QUANTX_CALIBRATION_ROWRESERVOIR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <vector>

namespace quantx::calibration {

/// Where a sample of a model's argument comes from.
struct SampleSource {
  /// The argument.
  llvm::StringRef input;
  /// SHA-256 of the file, in hexadecimal.
  llvm::StringRef sha256;
  /// The sample's index in the file.
  uint64_t index = 0;
};

/// The identity of a sample: a hash of where each of the arguments that have
/// samples takes it from, in the order of the arguments.
uint64_t hashSample(llvm::ArrayRef<SampleSource> sources);

/// The hash of row `row` of a tensor's values for one sample.
inline uint64_t hashRow(uint64_t sample, uint64_t row) {
  // One step of splitmix64 (Steele, Lea and Flood, OOPSLA 2014). It permutes
  // 64-bit numbers, so that two rows of a sample never have the same hash.
  uint64_t mixed = sample + (row + 1) * 0x9e3779b97f4a7c15;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

/// The values of a tensor along one dimension, at one index of the others.
struct TensorRow {
  uint64_t hash = 0;
  /// All finite.
  std::vector<float> values;

  /// A total order: by hash, then by the bits of the values.
  bool operator<(const TensorRow &other) const;
  bool operator==(const TensorRow &other) const;
};

/// The rows with the smallest hashes of all that were seen: a sample of them
/// that depends on which rows there were, and not on their order.
class RowReservoir {
public:
  /// For rows along dimension `axis`; at most `capacity`, at least 1, are kept.
  RowReservoir(unsigned axis, size_t capacity)
      : axis(axis), capacity(capacity) {}

  unsigned getAxis() const { return axis; }
  size_t getCapacity() const { return capacity; }

  /// How many rows without NaN and infinity were seen.
  uint64_t getNumSeen() const { return numSeen; }

  /// The rows that are kept, in their order.
  llvm::ArrayRef<TensorRow> getRows() const { return rows; }

  /// True if a row of this hash would be kept if it came next.
  bool wouldKeep(uint64_t hash) const {
    return rows.size() < capacity || hash <= rows.back().hash;
  }

  /// Adds a row of finite values.
  void add(uint64_t hash, llvm::ArrayRef<float> values);

  /// Counts rows that were seen and need not be kept: wouldKeep is false.
  void skip(uint64_t count) { numSeen += count; }

  /// Fails where `other` has another axis or capacity.
  llvm::Error checkMergeable(const RowReservoir &other) const;

  /// Adds what `other`, which is mergeable, has seen.
  void merge(const RowReservoir &other);

  /// A reservoir from its parts, as read from a file. Fails, naming the field,
  /// where no rows could have given them.
  static llvm::Expected<RowReservoir> fromParts(unsigned axis, size_t capacity,
                                                uint64_t numSeen,
                                                std::vector<TensorRow> rows);

  bool operator==(const RowReservoir &other) const {
    return axis == other.axis && capacity == other.capacity &&
           numSeen == other.numSeen && rows == other.rows;
  }

private:
  void insert(TensorRow row);

  unsigned axis;
  size_t capacity;
  uint64_t numSeen = 0;
  /// Ascending.
  std::vector<TensorRow> rows;
};

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_ROWRESERVOIR_H
