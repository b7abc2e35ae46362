//===- StorageMetricsTests.cpp --------------------------------------------===//

#include "quantx/Report/StorageMetrics.h"

#include "gtest/gtest.h"

#include <cmath>
#include <limits>
#include <vector>

using namespace quantx;
using namespace quantx::report;

namespace {

numerics::QuantParams makeParams(float scale, int64_t zeroPoint) {
  return {scale, zeroPoint, numerics::StorageRange::full(8, /*isSigned=*/true)};
}

TEST(StorageMetrics, ClipsOnlyWhatTheClampChanges) {
  // Represents [-64, 63.5] in steps of a half.
  StorageMetrics metrics({{makeParams(0.5F, 0)}});
  metrics.add({-64, -64.2F, -64.3F, -1000, 63.5F, 63.74F, 64, 0.25F});
  EXPECT_EQ(metrics.getCount(), 8U);
  EXPECT_EQ(metrics.getClippedBelow(), 2U);
  EXPECT_EQ(metrics.getClippedAbove(), 1U);
  EXPECT_EQ(metrics.getStorage().getMin(), -64);
  EXPECT_EQ(metrics.getStorage().getMax(), 63.5);
}

TEST(StorageMetrics, RatioOfRounding) {
  // 0.25 rounds to 0, ties going to even; 3 is exact; 66 clips to 63.5.
  StorageMetrics metrics({{makeParams(0.5F, 0)}});
  metrics.add({0.25F, 3, 66});
  double squares = 0.0625 + 9 + 66 * 66, errors = 0.0625 + 2.5 * 2.5;
  EXPECT_DOUBLE_EQ(*metrics.getSQNR(), 10 * std::log10(squares / errors));
}

TEST(StorageMetrics, ExactStorageHasNoRatio) {
  StorageMetrics metrics({{makeParams(0.5F, 3)}});
  metrics.add({1, -0.5F, 0});
  EXPECT_FALSE(metrics.getSQNR());
}

TEST(StorageMetrics, NonFiniteIsLeftOut) {
  constexpr float inf = std::numeric_limits<float>::infinity();
  StorageMetrics metrics({{makeParams(1, 0)}});
  metrics.add({inf, -inf, std::nanf(""), 1});
  EXPECT_EQ(metrics.getCount(), 1U);
  EXPECT_EQ(metrics.getClippedAbove(), 0U);
}

TEST(StorageMetrics, ParametersByAxis) {
  // A tensor of 2x2x3, whose middle dimension has parameters of its own.
  StorageMetrics metrics({{makeParams(1, 0), makeParams(0.01F, 0)}, 3});
  std::vector<float> values = {100, 100, 100, 1,  1,  2,
                               100, 100, 100, -1, -2, 1};
  metrics.add(values);
  EXPECT_EQ(metrics.getClippedAbove(), 1U);
  EXPECT_EQ(metrics.getClippedBelow(), 1U);
  EXPECT_EQ(metrics.getStorage().getMin(), -128);
  EXPECT_EQ(metrics.getStorage().getMax(), 127);
}

} // namespace
