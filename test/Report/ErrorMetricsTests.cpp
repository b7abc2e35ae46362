//===- ErrorMetricsTests.cpp ----------------------------------------------===//

#include "quantx/Report/ErrorMetrics.h"

#include "gtest/gtest.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace quantx::report;

namespace {

constexpr float inf = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

ErrorMetrics measure(const std::vector<float> &expected,
                     const std::vector<float> &actual) {
  ErrorMetrics metrics;
  metrics.add(expected, actual);
  return metrics;
}

TEST(ErrorMetrics, KnownValues) {
  // Errors 0, 1, -2, 0: squares 0, 1, 4, 0.
  ErrorMetrics metrics = measure({3, 4, 0, -5}, {3, 5, -2, -5});
  EXPECT_EQ(metrics.getCount(), 4U);
  EXPECT_EQ(metrics.getSignalPower(), 50.0 / 4);
  EXPECT_EQ(metrics.getNoisePower(), 5.0 / 4);
  EXPECT_EQ(metrics.getMeanError(), -1.0 / 4);
  EXPECT_EQ(metrics.getMaxAbsError(), 2);
  EXPECT_DOUBLE_EQ(*metrics.getSQNR(), 10);
  EXPECT_DOUBLE_EQ(*metrics.getCosine(), 54 / std::sqrt(50.0 * 63.0));
}

TEST(ErrorMetrics, NothingIsNoNumber) {
  ErrorMetrics metrics;
  EXPECT_EQ(metrics.getCount(), 0U);
  EXPECT_EQ(metrics.getSignalPower(), 0);
  EXPECT_FALSE(metrics.getSQNR());
  EXPECT_FALSE(metrics.getCosine());
}

TEST(ErrorMetrics, NoErrorHasNoRatio) {
  ErrorMetrics metrics = measure({1, 2}, {1, 2});
  EXPECT_FALSE(metrics.getSQNR());
  EXPECT_EQ(*metrics.getCosine(), 1);
}

TEST(ErrorMetrics, NoSignalHasNoRatioAndNoAngle) {
  ErrorMetrics metrics = measure({0, 0}, {1, 2});
  EXPECT_FALSE(metrics.getSQNR());
  EXPECT_FALSE(metrics.getCosine());
  EXPECT_EQ(metrics.getNoisePower(), 2.5);
}

TEST(ErrorMetrics, OppositeValues) {
  ErrorMetrics metrics = measure({1, -2}, {-1, 2});
  EXPECT_EQ(*metrics.getCosine(), -1);
}

TEST(ErrorMetrics, NonFiniteIsCountedAndLeftOut) {
  ErrorMetrics metrics =
      measure({1, inf, -inf, nan, nan, 2}, {1.5, inf, inf, nan, 0, nan});
  EXPECT_EQ(metrics.getCount(), 1U);
  EXPECT_EQ(metrics.getNonFiniteCount(), 5U);
  EXPECT_EQ(metrics.getNonFiniteMismatches(), 3U);
  EXPECT_EQ(metrics.getMaxAbsError(), 0.5);
}

TEST(ErrorMetrics, LargestValuesDoNotOverflow) {
  constexpr float largest = std::numeric_limits<float>::max();
  ErrorMetrics metrics = measure({largest, largest}, {-largest, largest});
  EXPECT_EQ(metrics.getMaxAbsError(), 2 * static_cast<double>(largest));
  EXPECT_DOUBLE_EQ(*metrics.getSQNR(), 10 * std::log10(0.5));
  EXPECT_EQ(*metrics.getCosine(), 0);
}

TEST(ErrorMetrics, PiecesDoNotMatter) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  std::vector<float> expected(1000), actual(1000);
  for (size_t i = 0; i < expected.size(); ++i) {
    expected[i] = normal(random);
    actual[i] = expected[i] + 0.01F * normal(random);
  }
  ErrorMetrics whole = measure(expected, actual), pieces;
  for (size_t begin = 0, size = 1; begin < expected.size();
       begin += size, size = 1 + random() % 50) {
    size = std::min(size, expected.size() - begin);
    pieces.add(llvm::ArrayRef(expected).slice(begin, size),
               llvm::ArrayRef(actual).slice(begin, size));
  }
  EXPECT_EQ(whole.getCount(), pieces.getCount());
  EXPECT_EQ(whole.getNoisePower(), pieces.getNoisePower());
  EXPECT_EQ(whole.getMeanError(), pieces.getMeanError());
  EXPECT_EQ(whole.getSQNR(), pieces.getSQNR());
  EXPECT_EQ(whole.getCosine(), pieces.getCosine());
}

} // namespace
