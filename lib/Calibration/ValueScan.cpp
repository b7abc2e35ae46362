//===- ValueScan.cpp - A first look at values -----------------------------===//

#include "ValueScan.h"

#include "Multiversion.h"

#include "llvm/ADT/bit.h"

#include <cmath>
#include <cstdint>

using namespace quantx::calibration;

/// A map from f32 to integers that keeps the order: -NaN < -inf < ... < -0 <
/// +0 < ... < inf < NaN. Integer minima and maxima vectorize, float ones do
/// not, and the extremes show whether every value is finite.
static inline int32_t toOrderedKey(float value) {
  auto bits = llvm::bit_cast<int32_t>(value);
  return bits ^ ((bits >> 31) & 0x7FFFFFFF);
}

static float fromOrderedKey(int32_t key) {
  return llvm::bit_cast<float>(key ^ ((key >> 31) & 0x7FFFFFFF));
}

/// The smallest and largest key, and the bits of the smallest magnitude but 0,
/// at most those of infinity.
QUANTX_MULTIVERSION
static void scanKeys(const float *values, size_t size, int32_t &min,
                     int32_t &max, int32_t &smallest) {
  int32_t least = INT32_MAX, most = INT32_MIN;
  int32_t magnitude = 0x7F800000; // infinity
  for (size_t i = 0; i < size; ++i) {
    int32_t key = toOrderedKey(values[i]);
    least = key < least ? key : least;
    most = key > most ? key : most;
    int32_t bits = llvm::bit_cast<int32_t>(values[i]) & 0x7FFFFFFF;
    bits = bits == 0 ? INT32_MAX : bits;
    magnitude = bits < magnitude ? bits : magnitude;
  }
  min = least;
  max = most;
  smallest = magnitude;
}

ValueScan::ValueScan(llvm::ArrayRef<float> values) {
  if (values.empty())
    return;
  int32_t minKey = 0, maxKey = 0, smallestBits = 0;
  scanKeys(values.data(), values.size(), minKey, maxKey, smallestBits);
  min = fromOrderedKey(minKey);
  max = fromOrderedKey(maxKey);
  smallest = llvm::bit_cast<float>(smallestBits);
  areFinite = std::isfinite(min) && std::isfinite(max);
}
