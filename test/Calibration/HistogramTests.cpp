//===- HistogramTests.cpp - A histogram that merges exactly
//----------------===//

#include "CalibrationTestUtils.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

Histogram histogramOf(llvm::ArrayRef<float> values) {
  return statisticsOf(values).getHistogram();
}

TEST(Histogram, WidthIsAFunctionOfTheRange) {
  // [0, 1]: 8192 bins of 2^-13, and one for 1 itself.
  EXPECT_EQ(Histogram::getWidthExponent(0, 1), -13);
  EXPECT_EQ(Histogram::getWidthExponent(0, 1.99f), -13);
  EXPECT_EQ(Histogram::getWidthExponent(0, 2), -12);
  EXPECT_EQ(Histogram::getWidthExponent(-1, 1), -12);
}

TEST(Histogram, WidthOfAConstantIsTheSpacingOfFloats) {
  EXPECT_EQ(Histogram::getWidthExponent(1, 1), -23);
  EXPECT_EQ(Histogram::getWidthExponent(-1000, -1000), 9 - 23);
  EXPECT_EQ(Histogram::getWidthExponent(0, 0), -149);
  float largest = std::numeric_limits<float>::max();
  EXPECT_EQ(Histogram::getWidthExponent(largest, largest), 127 - 23);
  EXPECT_EQ(Histogram::getWidthExponent(-largest, largest), 128 - 13);
  EXPECT_EQ(histogramOf({3, 3}).getCounts().size(), 1u);
}

TEST(Histogram, WidthNeverShrinksAsTheRangeGrows) {
  std::mt19937 random(3);
  for (int i = 0; i < 100000; ++i) {
    float a = anyFloat(random), b = anyFloat(random), c = anyFloat(random);
    if (!std::isfinite(a) || !std::isfinite(b) || !std::isfinite(c))
      continue;
    float min = std::min(a, b), max = std::max(a, b);
    int before = Histogram::getWidthExponent(min, max);
    int after = Histogram::getWidthExponent(std::min(min, c), std::max(max, c));
    ASSERT_LE(before, after) << a << " " << b << " " << c;
    // Between 8192 and 16385 bins, unless f32 has fewer values there.
    double bins = (double(max) - double(min)) / std::ldexp(1.0, before);
    ASSERT_LT(bins, 2 * Histogram::minBins);
    float magnitude = std::max(std::fabs(min), std::fabs(max));
    if (before > std::max(std::ilogb(magnitude) - 23, -149)) {
      ASSERT_GE(bins, Histogram::minBins);
    }
  }
}

// Zeros and the bounds of a clamp are most of the values of some tensors.
TEST(Histogram, CountsValuesThatRepeat) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal(0, 3);
  for (auto [low, high] : {std::pair<float, float>(0, 6),
                           {-6, 0},
                           {-1, 1},
                           {1, 6},
                           {-6, -1},
                           {0, 0},
                           {2, 2}}) {
    std::vector<float> values;
    for (int i = 0; i < 3001; ++i)
      values.push_back(std::clamp(i % 3 ? normal(random) : 0.0f, low, high));
    Histogram histogram = histogramOf(values);
    std::vector<uint64_t> expected(histogram.getCounts().size());
    for (float value : values)
      ++expected[Histogram::getBin(value, histogram.getWidthExponent()) -
                 histogram.getFirstBin()];
    EXPECT_EQ(histogram.getCounts().vec(), expected) << low << " " << high;
  }
}

TEST(Histogram, BinsAreExactEverywhere) {
  std::mt19937 random(4);
  for (int i = 0; i < 300000; ++i) {
    float value = anyFloat(random);
    if (!std::isfinite(value))
      continue;
    int smallest = std::max(value == 0 ? -149 : std::ilogb(value) - 23, -149);
    int exponent = smallest + static_cast<int>(random() % (116 - smallest));
    double quotient = std::ldexp(static_cast<double>(value), -exponent);
    ASSERT_EQ(Histogram::getBin(value, exponent), std::floor(quotient))
        << value << " in bins of 2^" << exponent;
  }
  // The product with 2^115 underflows; the sign must survive.
  EXPECT_EQ(Histogram::getBin(-0x1p-149f, 115), -1);
  EXPECT_EQ(Histogram::getBin(0x1p-149f, 115), 0);
  EXPECT_EQ(Histogram::getBin(-0.0f, 0), 0);
}

TEST(Histogram, DoublesAsTheRangeGrows) {
  Histogram histogram;
  histogram.growTo(0, 1);
  histogram.add({0.0f, 0.25f, 0x1p-13f, 1.0f});
  EXPECT_EQ(histogram.getWidthExponent(), -13);
  EXPECT_EQ(histogram.getCounts().size(), 8193u);
  histogram.growTo(-1, 7);
  EXPECT_EQ(histogram.getWidthExponent(), -10);
  EXPECT_EQ(histogram.getFirstBin(), -1024);
  EXPECT_EQ(histogram.getCounts().size(), 1024u + 7 * 1024 + 1);
  EXPECT_EQ(histogram.getCounts()[1024], 2u); // 0 and 2^-13
  EXPECT_EQ(histogram.getCounts()[1024 + 256], 1u);
  EXPECT_EQ(histogram.getCounts()[2048], 1u);
}

TEST(Histogram, QuantileInterpolatesInsideABin) {
  // Bins [0, 1), [1, 2), [2, 3), [3, 4).
  Histogram histogram(0, 0, {2, 0, 0, 2});
  EXPECT_EQ(histogram.quantile(0), 0.0);
  EXPECT_EQ(histogram.quantile(0.25), 0.5);
  EXPECT_EQ(histogram.quantile(0.5), 1.0);
  EXPECT_EQ(histogram.quantile(0.75), 3.5);
  EXPECT_EQ(histogram.quantile(1), 4.0);
}

TEST(Histogram, QuantileIsWithinABinOfTheSortedValues) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  std::vector<float> values(200001);
  for (float &value : values)
    value = normal(random);
  Histogram histogram = histogramOf(values);
  std::sort(values.begin(), values.end());
  for (double q : {0.0001, 0.01, 0.3, 0.5, 0.9, 0.999, 0.9999}) {
    // The definition of numpy.percentile, between neighbours.
    double position = q * double(values.size() - 1);
    auto index = static_cast<size_t>(position);
    double low = values[index], high = values[index + 1];
    double exact = low + (high - low) * (position - double(index));
    double slack = std::max(high - low, histogram.getBinWidth());
    EXPECT_NEAR(histogram.quantile(q), exact, 2 * slack) << q;
  }
}

TEST(Histogram, FoldsAbsoluteValues) {
  auto check = [](Histogram histogram, Histogram folded) {
    EXPECT_EQ(histogram.foldAbsolute(), folded);
  };
  check({0, -2, {1, 2, 3, 4, 5}}, {0, 0, {5, 5, 5}});
  check({0, 3, {1, 2}}, {0, 3, {1, 2}});
  check({0, -4, {1, 0, 2}}, {0, 1, {2, 0, 1}});
  check({0, -2, {1, 2}}, {0, 0, {2, 1}});
}

} // namespace
