//===- Random.h - The same numbers from the same seed -----------*- C++ -*-===//

#ifndef QUANTX_TEST_RANDOMGRAPHS_RANDOM_H
#define QUANTX_TEST_RANDOMGRAPHS_RANDOM_H

#include "llvm/ADT/ArrayRef.h"

#include <cmath>
#include <cstdint>

namespace quantx::fuzz {

/// Numbers that depend on the seed alone, not on a library's distributions.
/// SplitMix64 (Steele et al., "Fast splittable pseudorandom number generators",
/// OOPSLA 2014).
class Random {
public:
  explicit Random(uint64_t seed) : state(seed) {}

  uint64_t bits() {
    uint64_t z = state += 0x9E3779B97F4A7C15ULL;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
    return z ^ z >> 31;
  }
  /// An integer in [low, high].
  int64_t integer(int64_t low, int64_t high) {
    return low +
           static_cast<int64_t>(bits() % static_cast<uint64_t>(high - low + 1));
  }
  /// True `percent` times out of 100.
  bool chance(int64_t percent) { return integer(0, 99) < percent; }
  /// A number in [low, high).
  double real(double low, double high) {
    return low + (high - low) * static_cast<double>(bits() >> 11) * 0x1p-53;
  }
  /// A number of the normal distribution.
  double normal() {
    return std::sqrt(-2 * std::log(1 - real(0, 1))) *
           std::cos(6.283185307179586 * real(0, 1));
  }
  template <typename T>
  const T &pick(llvm::ArrayRef<T> values) {
    return values[integer(0, static_cast<int64_t>(values.size()) - 1)];
  }

private:
  uint64_t state;
};

} // namespace quantx::fuzz

#endif // QUANTX_TEST_RANDOMGRAPHS_RANDOM_H
