//===- AccumulatorBoundsTest.cpp - What a sum of integers can be ----------===//

#include "quantx/Analysis/AccumulatorBounds.h"

#include "gtest/gtest.h"

using quantx::AccumulatorBounds;

namespace {

constexpr AccumulatorBounds kBytes = {-128, 127};
constexpr AccumulatorBounds kDifferences = {-255, 255};

void expectBounds(const AccumulatorBounds &bounds, int64_t min, int64_t max) {
  EXPECT_EQ(bounds.min, min);
  EXPECT_EQ(bounds.max, max);
}

TEST(AccumulatorBounds, ProductsAreExtremeAtTheEnds) {
  expectBounds(AccumulatorBounds::ofProducts(kBytes, kBytes, 1), -16256, 16384);
  expectBounds(AccumulatorBounds::ofProducts({1, 5}, {-3, 2}, 10), -150, 100);
  expectBounds(AccumulatorBounds::ofProducts({-5, -1}, {-3, -2}, 2), 4, 30);
}

TEST(AccumulatorBounds, LastLengthThatFitsI32) {
  // 2^31 - 1 = 255 * 127 * 66311 + 1912.
  const AccumulatorBounds weights = {-127, 127};
  EXPECT_TRUE(
      AccumulatorBounds::ofProducts(kDifferences, weights, 66311).fitsI32());
  EXPECT_FALSE(
      AccumulatorBounds::ofProducts(kDifferences, weights, 66312).fitsI32());
}

TEST(AccumulatorBounds, ConstantsCountWithTheirSigns) {
  // Weights 3, 4, -5: positive data adds 7 times, negative data takes 5 times.
  expectBounds(AccumulatorBounds::ofConstants({0, 10}, 7, -5), -50, 70);
  expectBounds(AccumulatorBounds::ofConstants({-2, 10}, 7, -5), -64, 80);
}

TEST(AccumulatorBounds, BiasWidensOneSide) {
  expectBounds(AccumulatorBounds{-5, 7}.with(100), -5, 107);
  expectBounds(AccumulatorBounds{-5, 7}.with(-100), -105, 7);
  expectBounds(AccumulatorBounds{2, 7}.with(0), 2, 7);
}

TEST(AccumulatorBounds, UnknownCountsAndOverflowAreUnbounded) {
  for (const AccumulatorBounds &bounds :
       {AccumulatorBounds::ofSum(kBytes, {}),
        AccumulatorBounds::ofProducts(kBytes, kBytes, {}),
        AccumulatorBounds::ofProducts({-(int64_t{1} << 31), int64_t{1} << 31},
                                      {-(int64_t{1} << 31), int64_t{1} << 31},
                                      4),
        AccumulatorBounds::ofSum(kBytes, {}).with(INT32_MAX)}) {
    EXPECT_FALSE(bounds.isBounded());
    EXPECT_FALSE(bounds.fitsI32());
    EXPECT_EQ(bounds.min, -AccumulatorBounds::kUnbounded);
    EXPECT_EQ(bounds.max, AccumulatorBounds::kUnbounded);
  }
}

TEST(AccumulatorBounds, NoTermsAreZero) {
  expectBounds(AccumulatorBounds::ofSum(kBytes, 0), 0, 0);
  expectBounds(AccumulatorBounds::ofConstants(kBytes, 0, 0), 0, 0);
}

TEST(AccumulatorBounds, BitsHoldBothEnds) {
  EXPECT_EQ((AccumulatorBounds{0, 0}).getBits(), 1U);
  EXPECT_EQ((AccumulatorBounds{-128, 127}).getBits(), 8U);
  EXPECT_EQ((AccumulatorBounds{-128, 128}).getBits(), 9U);
  EXPECT_EQ((AccumulatorBounds{0, INT32_MAX}).getBits(), 32U);
  EXPECT_EQ((AccumulatorBounds{INT32_MIN, 0}).getBits(), 32U);
}

TEST(AccumulatorBounds, DescribesTypeAndBound) {
  EXPECT_EQ((AccumulatorBounds{-7, 5}).describe(), "i32: |sum| <= 7, 4 bits");
  EXPECT_EQ((AccumulatorBounds{0, int64_t{1} << 31}).describe(),
            "i64: |sum| <= 2147483648, 33 bits");
  EXPECT_EQ(AccumulatorBounds::ofSum(kBytes, {}).describe(),
            "i64: the number of terms is known at run time only");
}

} // namespace
