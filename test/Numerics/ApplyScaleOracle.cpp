//===- ApplyScaleOracle.cpp - Vectors for TOSA's lowering -----------------===//
//
// A shared library that tosa-apply-scale.mlir and tosa-rescale.mlir call from
// jitted code: it hands out vectors and counts where TOSA's own lowering and
// quantx differ. Built without sanitizers, because mlir-runner loads it.
//
//===----------------------------------------------------------------------===//

#include "Reference.h"

#include <cinttypes>
#include <cstdio>
#include <vector>

using namespace quantx::numerics;
using namespace quantx::numerics::test;

namespace {

struct Vector {
  int32_t acc;
  FixedPoint value;
};

/// TOSA 1.0, apply_scale_32, requires the value to have at most `shift` bits
/// and the result to fit i32.
bool isDefinedByTosa(const Vector &v, RoundingMode mode) {
  const Wide bound = powerOfTwo(v.value.shift - 1);
  if (v.value.shift < 2 || v.acc < -bound || v.acc >= bound)
    return false;
  const int64_t result = applyMultiplier(v.acc, v.value, mode);
  return result >= INT32_MIN && result <= INT32_MAX;
}

/// Random vectors, and every pair of edges at every shift.
std::vector<Vector> makeVectors() {
  std::vector<Vector> vectors = {{7984, {1583594044, 40}}};
  const int32_t accs[] = {
      INT32_MIN, INT32_MIN + 1, -(1 << 30), -129,     -2, -1, 0, 1,
      2,         127,           1 << 30,    INT32_MAX};
  for (const int32_t acc : accs)
    for (const int32_t multiplier : {1 << 30, (1 << 30) + 1, INT32_MAX})
      for (int32_t shift = kMinShift; shift <= kMaxShift; ++shift)
        vectors.push_back({acc, {multiplier, shift}});
  Random random(2022);
  while (vectors.size() < 1000000)
    vectors.push_back({random.int32(), random.fixedPoint()});
  return vectors;
}

const std::vector<Vector> &vectors() {
  static const std::vector<Vector> all = makeVectors();
  return all;
}

int64_t compared = 0;
int64_t differing = 0;

void compare(const Vector &v, int64_t ours, int64_t theirs, const char *what) {
  ++compared;
  if (ours == theirs || ++differing > 10)
    return;
  std::printf("%s: %" PRId32 " * %" PRId32 " * 2^-%" PRId32 ": quantx %" PRId64
              ", TOSA %" PRId64 "\n",
              what, v.acc, v.value.multiplier, v.value.shift, ours, theirs);
}

} // namespace

extern "C" {

int64_t oracleCount() { return static_cast<int64_t>(vectors().size()); }
int32_t oracleAcc(int64_t i) { return vectors()[i].acc; }
int32_t oracleMultiplier(int64_t i) { return vectors()[i].value.multiplier; }
int8_t oracleShift(int64_t i) {
  return static_cast<int8_t>(vectors()[i].value.shift);
}

/// Counts a difference of TOSA's result for vector i, if TOSA defines it.
void oracleCompare(int64_t i, int32_t theirs, bool isDouble) {
  const RoundingMode mode =
      isDouble ? RoundingMode::Double : RoundingMode::Single;
  const Vector &v = vectors()[i];
  if (isDefinedByTosa(v, mode))
    compare(v, applyMultiplier(v.acc, v.value, mode), theirs,
            isDouble ? "DOUBLE_ROUND" : "SINGLE_ROUND");
}

/// The same for a rescale of vector i's accumulator by the given multiplier.
void oracleCompareRescale(int64_t i, int32_t multiplier, int32_t shift,
                          int32_t zeroPoint, int32_t qmin, int32_t qmax,
                          int32_t theirs, bool isDouble) {
  const RoundingMode mode =
      isDouble ? RoundingMode::Double : RoundingMode::Single;
  const Vector v{vectors()[i].acc, {multiplier, shift}};
  if (isDefinedByTosa(v, mode))
    compare(v, requantize(v.acc, v.value, mode, zeroPoint, qmin, qmax), theirs,
            "rescale");
}

void oracleReport() {
  std::printf("compared %" PRId64 ", differing %" PRId64 "\n", compared,
              differing);
}
}
