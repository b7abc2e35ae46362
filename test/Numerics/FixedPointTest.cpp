//===- FixedPointTest.cpp - Deriving fixed-point multipliers --------------===//

#include "Reference.h"

#include "gtest/gtest.h"

using namespace quantx::numerics;
using namespace quantx::numerics::test;

namespace {

constexpr int32_t kHalf = 1 << 30;
constexpr double kBelowOne = 0x1.fffffffffffffp-1;

void expectPair(double real, int32_t multiplier, int32_t shift) {
  const DerivedFixedPoint derived = deriveFixedPoint(real);
  EXPECT_EQ(derived.status, FixedPointStatus::Ok) << real;
  EXPECT_EQ(derived.value, (FixedPoint{multiplier, shift})) << real;
  EXPECT_TRUE(isValid(derived.value));
}

TEST(FixedPoint, PowersOfTwo) {
  expectPair(1.0, kHalf, 30);
  expectPair(0.5, kHalf, 31);
  expectPair(0.25, kHalf, 32);
  expectPair(0x1p-32, kHalf, 62);
  expectPair(0x1p29, kHalf, 1);
}

TEST(FixedPoint, RoundsTiesToEven) {
  expectPair((kHalf + 0.5) * 0x1p-40, kHalf, 40);
  expectPair((kHalf + 1.5) * 0x1p-40, kHalf + 2, 40);
  expectPair((kHalf + 0.75) * 0x1p-40, kHalf + 1, 40);
}

TEST(FixedPoint, RoundingUpToTwoToThe31Renormalizes) {
  expectPair(kBelowOne, kHalf, 30);
  expectPair((2147483647.5) * 0x1p-40, kHalf, 39);
  expectPair((2147483647.25) * 0x1p-40, INT32_MAX, 40);
}

TEST(FixedPoint, BelowTheSmallestIsZeroResult) {
  for (const double real :
       {0x1p-32 * kBelowOne, 0x1p-33, 1e-20, 1e-300, 5e-324}) {
    const DerivedFixedPoint derived = deriveFixedPoint(real);
    EXPECT_EQ(derived.status, FixedPointStatus::ZeroResult);
    EXPECT_EQ(derived.value, (FixedPoint{kHalf, 62}));
    EXPECT_TRUE(isValid(derived.value));
    EXPECT_TRUE(derived.isUsable());
  }
}

TEST(FixedPoint, ZeroResultPairGivesZeroPointForEveryI32) {
  const FixedPoint pair = deriveFixedPoint(0x1p-40).value;
  const int64_t accs[] = {INT32_MIN, INT32_MIN + 1, -1,       0,
                          1,         INT32_MAX - 1, INT32_MAX};
  for (const RoundingMode mode :
       {RoundingMode::Single, RoundingMode::NearestEven})
    for (const int64_t acc : accs)
      EXPECT_EQ(requantize(acc, pair, mode, -7, -128, 127), -7) << mode << acc;
  // R is monotone, so these decide all of i32. Double leaves 0 at both ends.
  for (const int64_t acc : accs) {
    const int64_t expected = acc == INT32_MIN ? -1 : (acc == INT32_MAX ? 1 : 0);
    EXPECT_EQ(applyMultiplier(acc, pair, RoundingMode::Double), expected);
  }
}

TEST(FixedPoint, LargestAndTooLarge) {
  expectPair(0x1p29, kHalf, 1);
  expectPair(INT32_MAX * 0x1p-1, INT32_MAX, 1);
  for (const double real : {0x1p30, 0x1p30 * kBelowOne, 1e36, 1e300}) {
    const DerivedFixedPoint derived = deriveFixedPoint(real);
    EXPECT_EQ(derived.status, FixedPointStatus::TooLarge) << real;
    EXPECT_FALSE(isValid(derived.value));
    EXPECT_FALSE(derived.isUsable());
  }
}

TEST(FixedPoint, InvalidReals) {
  for (const double real : {0.0, -0.0, -1.0, -1e-300, HUGE_VAL, -HUGE_VAL,
                            std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(deriveFixedPoint(real).status, FixedPointStatus::Invalid);
    EXPECT_FALSE(isValid(deriveFixedPoint(real).value));
  }
}

TEST(FixedPoint, Validity) {
  EXPECT_TRUE(isValid({kHalf, 1}));
  EXPECT_TRUE(isValid({INT32_MAX, 62}));
  EXPECT_FALSE(isValid({kHalf - 1, 31}));
  EXPECT_FALSE(isValid({kHalf, 0}));
  EXPECT_FALSE(isValid({kHalf, 63}));
  EXPECT_FALSE(isValid({-kHalf, 31}));
  EXPECT_FALSE(isValid({INT32_MIN, 31}));
  EXPECT_TRUE(isValid({1 << 14, 1}, MultiplierWidth::Bits16));
  EXPECT_FALSE(isValid({1 << 15, 1}, MultiplierWidth::Bits16));
  EXPECT_FALSE(isValid({kHalf, 31}, MultiplierWidth::Bits16));
}

/// M = rne(real * 2^shift), and it is the normalized one.
TEST(FixedPoint, RandomRealsAgreeWithIntegerRounding) {
  Random random(1);
  for (int i = 0; i < 1000000; ++i) {
    const double real = random.real(-32, 29);
    const DerivedFixedPoint derived = deriveFixedPoint(real);
    ASSERT_EQ(derived.status, FixedPointStatus::Ok) << real;
    ASSERT_TRUE(isValid(derived.value)) << real;
    ASSERT_EQ(derived.value.multiplier,
              scaleToNearest(real, derived.value.shift))
        << real;
  }
}

TEST(FixedPoint, SixteenBitMultipliers) {
  Random random(2);
  for (int i = 0; i < 200000; ++i) {
    const double real = random.real(-48, 13);
    const DerivedFixedPoint derived =
        deriveFixedPoint(real, MultiplierWidth::Bits16);
    ASSERT_EQ(derived.status, FixedPointStatus::Ok) << real;
    ASSERT_TRUE(isValid(derived.value, MultiplierWidth::Bits16)) << real;
    ASSERT_EQ(derived.value.multiplier,
              scaleToNearest(real, derived.value.shift));
  }
  EXPECT_EQ(deriveFixedPoint(0x1p-49, MultiplierWidth::Bits16).status,
            FixedPointStatus::ZeroResult);
  EXPECT_EQ(deriveFixedPoint(0x1p14, MultiplierWidth::Bits16).status,
            FixedPointStatus::TooLarge);
}

TEST(FixedPoint, ToRealInvertsDerivation) {
  Random random(3);
  for (int i = 0; i < 10000; ++i) {
    const FixedPoint value = random.fixedPoint();
    ASSERT_EQ(deriveFixedPoint(toReal(value)).value, value);
  }
}

TEST(FixedPoint, RealMultipliers) {
  EXPECT_EQ(realMultiplier(0.5f, 0.25f, 0.125f), 1.0);
  EXPECT_EQ(realMultiplier(3.0f, 0.5f), 6.0);
  EXPECT_EQ(meanMultiplier(1.0f, 0.5f, 49), 2.0 / 49.0);
  // In f32 this product would underflow to 0.
  EXPECT_EQ(realMultiplier(0x1p-126f, 0x1p-126f, 0x1p-126f), 0x1p-126);
}

} // namespace
