//===- ExactSumTests.cpp - Sums without rounding
//---------------------------===//

#include "quantx/Calibration/ExactSum.h"

#include <gtest/gtest.h>

#include <random>

using namespace llvm;
using namespace quantx::calibration;

namespace {

TEST(ExactSum, AgreesWithWideIntegers) {
  std::mt19937_64 random(1);
  ExactSum sum(ExactSum::squareUnit);
  APInt expected(640, 0);
  for (int i = 0; i < 20000; ++i) {
    auto value = static_cast<int64_t>(random()) >> (random() % 64);
    unsigned shift = random() % 512;
    sum.add(value, shift);
    expected += APInt(640, value, /*isSigned=*/true) << shift;
    if (i % 100 == 0) {
      ASSERT_EQ(sum.getUnits(), expected);
    }
  }
  ASSERT_EQ(sum.getUnits(), expected);
  ExactSum twice = sum;
  twice.add(sum);
  EXPECT_EQ(twice.getUnits(), expected + expected);
}

TEST(ExactSum, ConvertsToDouble) {
  ExactSum sum(ExactSum::valueUnit);
  EXPECT_EQ(sum.toDouble(), 0.0);
  sum.add(-3, 149);
  EXPECT_EQ(sum.toDouble(), -3.0);
  // 2^53 + 1 is a tie, and goes to the even 2^53.
  ExactSum tie(ExactSum::valueUnit);
  tie.add(1, 149 + 53);
  tie.add(1, 149);
  EXPECT_EQ(tie.toDouble(), 0x1p53);
  tie.add(1, 0);
  EXPECT_EQ(tie.toDouble(), 0x1p53 + 2);
  ExactSum smallest(ExactSum::squareUnit);
  smallest.add(1, 0);
  EXPECT_EQ(smallest.toDouble(), 0x1p-298);
}

TEST(ExactSum, TextRoundTrips) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 200; ++i) {
    ExactSum sum(ExactSum::valueUnit);
    sum.add(static_cast<int64_t>(random()), random() % 400);
    sum.add(static_cast<int64_t>(random()), random() % 400);
    auto back = ExactSum::parse(sum.toString(), ExactSum::valueUnit);
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, sum);
  }
  ExactSum sum(ExactSum::valueUnit);
  EXPECT_EQ(sum.toString(), "0x0p-149");
  sum.add(-0x1a2b, 4);
  EXPECT_EQ(sum.toString(), "-0x1a2b0p-149");
}

TEST(ExactSum, ShortTextRoundTrips) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 500; ++i) {
    int unit = i % 2 ? ExactSum::valueUnit : ExactSum::squareUnit;
    ExactSum sum(unit);
    sum.add(static_cast<int64_t>(random()) >> (random() % 64), random() % 500);
    if (i % 3 == 0)
      sum.add(static_cast<int64_t>(random()), random() % 500);
    auto back = ExactSum::parseShort(sum.toShortString(), unit);
    ASSERT_TRUE(back) << sum.toShortString();
    EXPECT_EQ(*back, sum);
  }
  auto shortOf = [](int64_t value, unsigned shift) {
    ExactSum sum(ExactSum::valueUnit);
    sum.add(value, shift);
    return sum.toShortString();
  };
  EXPECT_EQ(shortOf(0, 0), "0x0p0");
  EXPECT_EQ(shortOf(3, 149), "0x6p-1");
  EXPECT_EQ(shortOf(-0x1a2b00, 0), "-0x1a2bp-141");
}

TEST(ExactSum, RefusesOtherShortTexts) {
  for (const char *text :
       {"", "0x", "0x0", "0x0p-149", "-0x0p0", "0x10p-149", "0x01p-149",
        "0x1p-148", "0x1p-153", "0x1p", "0x1p1x", "0x1Ap-149", "0x1p-149 ",
        "0x1p99999", "0x1p999999999999", "1p-149", "0x-1p-149"})
    EXPECT_FALSE(ExactSum::parseShort(text, ExactSum::valueUnit)) << text;
}

TEST(ExactSum, RefusesOtherTexts) {
  for (const char *text :
       {"", "0x", "0x0", "1p-149", "0xp-149", "0x01p-149", "-0x0p-149",
        "0x1Ap-149", "0x1p-148", "0x1p-149 ", "+0x1p-149", "0x-1p-149"})
    EXPECT_FALSE(ExactSum::parse(text, ExactSum::valueUnit)) << text;
  std::string tooLong = "0x" + std::string(160, 'f') + "p-149";
  EXPECT_FALSE(ExactSum::parse(tooLong, ExactSum::valueUnit));
}

} // namespace
