//===- TensorStatisticsTests.cpp - Gathered in any order, the same
//---------===//

#include "CalibrationTestUtils.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace llvm;
using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

constexpr float inf = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

TEST(TensorStatistics, CountsWhatIsThere) {
  TensorStatistics statistics =
      statisticsOf({1, -2, 0.5f, nan, inf, -inf, inf});
  EXPECT_EQ(statistics.getCount(), 3u);
  EXPECT_EQ(statistics.getNaNCount(), 1u);
  EXPECT_EQ(statistics.getPositiveInfinityCount(), 2u);
  EXPECT_EQ(statistics.getNegativeInfinityCount(), 1u);
  EXPECT_EQ(statistics.getMin(), -2);
  EXPECT_EQ(statistics.getMax(), 1);
  EXPECT_EQ(statistics.getSum().toDouble(), -0.5);
  EXPECT_EQ(statistics.getSumOfSquares().toDouble(), 5.25);
}

TEST(TensorStatistics, OfNothingIsEmpty) {
  EXPECT_EQ(statisticsOf({}), TensorStatistics());
  TensorStatistics statistics = statisticsOf({nan, -nan, -inf});
  EXPECT_EQ(statistics.getCount(), 0u);
  EXPECT_EQ(statistics.getNaNCount(), 2u);
  EXPECT_TRUE(statistics.getHistogram().isEmpty());
}

TEST(TensorStatistics, SumsLoseNothing) {
  float largest = std::numeric_limits<float>::max();
  float smallest = std::numeric_limits<float>::denorm_min();
  TensorStatistics statistics =
      statisticsOf({largest, smallest, -largest, largest, -largest});
  EXPECT_EQ(statistics.getSum().toDouble(), 0x1p-149);
  EXPECT_EQ(statisticsOf({smallest}).getSumOfSquares().toDouble(), 0x1p-298);
}

TEST(TensorStatistics, SumsAgreeWithPlainOnes) {
  std::mt19937 random(6);
  // Integers: double adds them without rounding. Long enough for many blocks.
  std::vector<float> values(100003);
  double sum = 0, squares = 0;
  for (float &value : values) {
    value = float(int(random() % 4001) - 2000);
    sum += value;
    squares += double(value) * value;
  }
  TensorStatistics statistics = statisticsOf(values);
  EXPECT_EQ(statistics.getSum().toDouble(), sum);
  EXPECT_EQ(statistics.getSumOfSquares().toDouble(), squares);
}

TEST(TensorStatistics, NegativeZeroIsZero) {
  EXPECT_EQ(statisticsOf({-0.0f}), statisticsOf({0.0f}));
  EXPECT_FALSE(std::signbit(statisticsOf({-0.0f}).getMin()));
}

TEST(TensorStatistics, HistogramHoldsEveryValue) {
  std::mt19937 random(7);
  std::vector<float> values = makeValues(random, 10000);
  TensorStatistics statistics = statisticsOf(values);
  const Histogram &histogram = statistics.getHistogram();
  std::vector<uint64_t> expected(histogram.getCounts().size());
  for (float value : values)
    if (std::isfinite(value))
      ++expected.at(Histogram::getBin(value, histogram.getWidthExponent()) -
                    histogram.getFirstBin());
  EXPECT_EQ(histogram.getCounts(), ArrayRef(expected));
}

/// The statistics of `values`, split and merged at random.
TensorStatistics splitAndMerge(std::mt19937 &random, ArrayRef<float> values) {
  if (values.size() < 2 || random() % 4 == 0)
    return statisticsOf(values);
  size_t cut = random() % (values.size() + 1);
  TensorStatistics left = splitAndMerge(random, values.take_front(cut));
  TensorStatistics right = splitAndMerge(random, values.drop_front(cut));
  if (random() % 2)
    std::swap(left, right);
  left.merge(right);
  return left;
}

std::string bytesOf(const TensorStatistics &statistics) {
  ModelStatistics model;
  model.tensors.emplace("x", statistics);
  return toText(model);
}

TEST(TensorStatistics, AnySplitAndMergeGivesTheSameBytes) {
  std::mt19937 random(8);
  for (int i = 0; i < 200; ++i) {
    std::vector<float> values = makeValues(random, random() % 3000);
    TensorStatistics whole = statisticsOf(values);
    std::shuffle(values.begin(), values.end(), random);
    TensorStatistics pieces = splitAndMerge(random, values);
    ASSERT_EQ(whole, pieces);
    ASSERT_EQ(bytesOf(whole), bytesOf(pieces));
  }
}

TEST(TensorStatistics, GrowingScaleGivesTheSameAsOnePass) {
  // The range grows by 2^20 between pieces, in either direction of time.
  std::vector<float> all;
  TensorGatherer up, down;
  for (int e = -140; e <= 120; e += 20)
    for (float sign : {1.0f, -1.0f})
      all.push_back(sign * std::ldexp(1.25f, e));
  for (size_t i = 0; i < all.size(); ++i) {
    up.add(all[i]);
    down.add(all[all.size() - 1 - i]);
  }
  EXPECT_EQ(up.getStatistics(), down.getStatistics());
  EXPECT_EQ(up.getStatistics(), statisticsOf(all));
}

TEST(TensorStatistics, EveryRealOneIsValid) {
  std::mt19937 random(9);
  for (int i = 0; i < 200; ++i) {
    TensorStatistics whole = statisticsOf(makeValues(random, random() % 200));
    EXPECT_EQ(cantFail(TensorStatistics::fromFields(whole.getFields())), whole);
  }
}

} // namespace
