//===- IntegerOpsTest.cpp - Bias, add, subtract, multiply, mean -----------===//

#include "quantx/Numerics/IntegerOps.h"
#include "Reference.h"
#include "quantx/Numerics/Quantize.h"

#include "gtest/gtest.h"

using namespace quantx::numerics;
using namespace quantx::numerics::test;

namespace {

//===----------------------------------------------------------------------===//
// Bias
//===----------------------------------------------------------------------===//

TEST(Bias, RoundsTiesToEven) {
  EXPECT_EQ(quantizeBias(1.25f, 0.5).value, 2);
  EXPECT_EQ(quantizeBias(1.75f, 0.5).value, 4);
  EXPECT_EQ(quantizeBias(-1.25f, 0.5).value, -2);
  EXPECT_EQ(quantizeBias(0.0f, 1e-12).value, 0);
}

TEST(Bias, DividesInF64) {
  // 16777217 is no f32: a quotient in f32 would lose the last unit.
  const double biasScale = 1.0 / 16777217.0;
  EXPECT_EQ(quantizeBias(1.0f, biasScale).value, 16777217);
}

TEST(Bias, SaturatesWithAFlag) {
  for (const float bias : {1e30f, HUGE_VALF, 0x1p31f}) {
    EXPECT_EQ(quantizeBias(bias, 1.0).value, INT32_MAX);
    EXPECT_TRUE(quantizeBias(bias, 1.0).saturated);
    EXPECT_TRUE(quantizeBias(bias, 1.0).exceedsHalf());
  }
  EXPECT_EQ(quantizeBias(-0x1.000002p31f, 1.0).value, INT32_MIN);
  EXPECT_TRUE(quantizeBias(-0x1.000002p31f, 1.0).saturated);
  EXPECT_FALSE(quantizeBias(1.0f, 1.0).saturated);
}

TEST(Bias, LargestThatFitsIsNotSaturated) {
  const QuantizedBias bias = quantizeBias(1.0f, 1.0 / INT32_MAX);
  EXPECT_EQ(bias.value, INT32_MAX);
  EXPECT_FALSE(bias.saturated);
}

TEST(Bias, NaNIsFlagged) {
  EXPECT_TRUE(quantizeBias(NAN, 1.0).isNaN);
  EXPECT_EQ(quantizeBias(NAN, 1.0).value, 0);
  EXPECT_FALSE(quantizeBias(1.0f, 1.0).isNaN);
}

TEST(WideBias, EqualsTheNarrowOneWhereThatFits) {
  for (const float bias : {0.0f, -1.25f, 1.75f, 1e9f, -0x1p31f})
    EXPECT_EQ(quantizeWideBias(bias, 1.0, 0).value,
              quantizeBias(bias, 1.0).value);
}

TEST(WideBias, HasFractionBits) {
  EXPECT_EQ(quantizeWideBias(1.3125f, 0.5, 3).value, 21);
  EXPECT_EQ(quantizeWideBias(1.3125f, 0.5, 2).value, 10); // 10.5, to even
  EXPECT_EQ(quantizeWideBias(1e-6f, 1.0, 30).value, 1074);
}

TEST(WideBias, SaturatesWithAFlag) {
  EXPECT_EQ(quantizeWideBias(0x1p61f, 1.0, 0).value, int64_t{1} << 61);
  EXPECT_FALSE(quantizeWideBias(-0x1p61f, 1.0, 0).saturated);
  EXPECT_EQ(quantizeWideBias(-0x1p61f, 1.0, 1).value, -(int64_t{1} << 61));
  EXPECT_TRUE(quantizeWideBias(-0x1p61f, 1.0, 1).saturated);
  EXPECT_TRUE(quantizeWideBias(HUGE_VALF, 1.0, 0).saturated);
  EXPECT_TRUE(quantizeWideBias(NAN, 1.0, 4).isNaN);
  EXPECT_EQ(quantizeWideBias(NAN, 1.0, 4).value, 0);
}

TEST(WideBias, HasAsManyFractionBitsAsTheResultShows) {
  // A unit of the accumulator is 1/4 step of the result: half a unit is 1/8.
  EXPECT_EQ(getBiasFractionBits(0.5f, 1.0, 0.25, 30), 0u);
  EXPECT_EQ(getBiasFractionBits(0.5f, 1.0, 0.26, 30), 1u);
  EXPECT_EQ(getBiasFractionBits(0.3f, 1.0, 1.0, 30), 2u);
  EXPECT_EQ(getBiasFractionBits(0.3f, 1.0, 1e9, 7), 7u);
  EXPECT_EQ(getBiasFractionBits(3.0f, 1.0, 1e9, 30), 0u);
  EXPECT_EQ(getBiasFractionBits(NAN, 1.0, 1.0, 30), 0u);
  EXPECT_EQ(getBiasFractionBits(HUGE_VALF, 1.0, 1.0, 30), 0u);
}

TEST(Bias, ReportsLessThanHalfOfI32Left) {
  EXPECT_FALSE(quantizeBias(0x1p30f, 1.0).exceedsHalf());
  EXPECT_FALSE(quantizeBias(-0x1p30f, 1.0).exceedsHalf());
  EXPECT_TRUE(quantizeBias(0x1.000002p30f, 1.0).exceedsHalf());
  EXPECT_TRUE(quantizeBias(-0x1.000002p30f, 1.0).exceedsHalf());
}

//===----------------------------------------------------------------------===//
// Add and subtract
//===----------------------------------------------------------------------===//

TEST(DeriveAdd, SharesTheShiftOfTheLarger) {
  const DerivedAdd derived = deriveAdd(0.5, 0.125);
  EXPECT_EQ(derived.status, FixedPointStatus::Ok);
  EXPECT_EQ(derived.value.shift, 31);
  EXPECT_EQ(derived.value.multiplier1, 1 << 30);
  EXPECT_EQ(derived.value.multiplier2, 1 << 28);
  const DerivedAdd swapped = deriveAdd(0.125, 0.5);
  EXPECT_EQ(swapped.value.multiplier1, 1 << 28);
  EXPECT_EQ(swapped.value.multiplier2, 1 << 30);
}

TEST(DeriveAdd, LargerThatRoundsUpMovesTheSharedShift) {
  const double belowOne = 0x1.fffffffffffffp-1;
  const DerivedAdd derived = deriveAdd(belowOne, belowOne);
  EXPECT_EQ(derived.value.shift, 30);
  EXPECT_EQ(derived.value.multiplier1, 1 << 30);
  EXPECT_EQ(derived.value.multiplier2, 1 << 30);
}

TEST(DeriveAdd, VanishingOperandHasMultiplierZero) {
  const DerivedAdd derived = deriveAdd(1.0, 1e-300);
  EXPECT_EQ(derived.status, FixedPointStatus::Ok);
  EXPECT_EQ(derived.value.multiplier2, 0);
  EXPECT_TRUE(isValid(derived.value));
}

TEST(DeriveAdd, BothVanishingGivesTheZeroPoint) {
  const DerivedAdd derived = deriveAdd(0x1p-40, 1e-300);
  EXPECT_EQ(derived.status, FixedPointStatus::ZeroResult);
  EXPECT_TRUE(derived.isUsable());
  EXPECT_TRUE(isValid(derived.value));
  EXPECT_EQ(derived.value.multiplier1, 0);
  EXPECT_EQ(derived.value.multiplier2, 0);
  for (const RoundingMode mode : kModes)
    EXPECT_EQ(
        addQuantized(-128, 127, -128, 127, derived.value, mode, 5, -128, 127),
        5);
}

TEST(DeriveAdd, RefusesWhatHasNoForm) {
  EXPECT_EQ(deriveAdd(0x1p30, 1.0).status, FixedPointStatus::TooLarge);
  EXPECT_EQ(deriveAdd(1.0, 0x1p30).status, FixedPointStatus::TooLarge);
  for (const double bad : {0.0, -1.0, HUGE_VAL, std::nan("")}) {
    EXPECT_EQ(deriveAdd(bad, 1.0).status, FixedPointStatus::Invalid);
    EXPECT_EQ(deriveAdd(1.0, bad).status, FixedPointStatus::Invalid);
  }
}

TEST(DeriveAdd, RandomPairsAgreeWithIntegerRounding) {
  Random random(8);
  for (int i = 0; i < 300000; ++i) {
    const double m1 = random.real(-32, 29);
    const double m2 = random.real(-70, 29);
    const DerivedAdd derived = deriveAdd(m1, m2);
    const AddMultipliers &value = derived.value;
    ASSERT_EQ(derived.status, FixedPointStatus::Ok);
    ASSERT_TRUE(isValid(value));
    ASSERT_GE(std::max(value.multiplier1, value.multiplier2), 1 << 30);
    ASSERT_EQ(value.multiplier1, scaleToNearest(m1, value.shift)) << m1;
    ASSERT_EQ(value.multiplier2, scaleToNearest(m2, value.shift)) << m2;
  }
}

/// All pairs of 8-bit operands: one rounding of the exact integer sum, and a
/// result within the rounding of the real sum.
TEST(AddQuantized, AllPairsOfBytes) {
  const double reals[][2] = {{0.7, 0.31}, {1.0, 1.0}, {0.002, 3.5}};
  for (const auto &m : reals) {
    const AddMultipliers value = deriveAdd(m[0], m[1]).value;
    for (int64_t q1 = -128; q1 <= 127; ++q1)
      for (int64_t q2 = -128; q2 <= 127; ++q2)
        for (const RoundingMode mode : kModes) {
          const int64_t d1 = q1 - 3, d2 = q2 + 128;
          const Wide sum =
              Wide{value.multiplier1} * d1 + Wide{value.multiplier2} * d2;
          const Wide rounded = referenceShift(sum, value.shift, mode);
          ASSERT_EQ(addQuantized(q1, 3, q2, -128, value, mode, -9, -128, 127),
                    static_cast<int64_t>(clampWide(rounded - 9, -128, 127)));
          const double real =
              m[0] * static_cast<double>(d1) + m[1] * static_cast<double>(d2);
          ASSERT_LE(std::fabs(static_cast<double>(rounded) - real), 0.50001);
        }
  }
}

TEST(SubQuantized, IsTheDifference) {
  const AddMultipliers value = deriveAdd(0.7, 0.31).value;
  for (int64_t q1 = -128; q1 <= 127; ++q1)
    for (int64_t q2 = -128; q2 <= 127; ++q2)
      for (const RoundingMode mode : kModes) {
        const Wide sum = Wide{value.multiplier1} * (q1 - 3) -
                         Wide{value.multiplier2} * (q2 + 5);
        const Wide rounded = referenceShift(sum, value.shift, mode);
        ASSERT_EQ(subQuantized(q1, 3, q2, -5, value, mode, 1, -128, 127),
                  static_cast<int64_t>(clampWide(rounded + 1, -128, 127)));
      }
}

/// The proof of the header at its extremes: 64 bits hold the sum and its
/// rounding for every difference below 2^30.
TEST(AddQuantized, SumFitsI64) {
  const int64_t most = (int64_t{1} << 30) - 1;
  for (const int64_t sign : {-1, 1}) {
    int64_t sum = 0;
    const int64_t term = sign * most * INT32_MAX;
    ASSERT_FALSE(__builtin_add_overflow(term, term, &sum));
    ASSERT_FALSE(__builtin_add_overflow(sum, sign * (int64_t{1} << 61), &sum));
  }
}

TEST(AddQuantized, WideOperandsAreExactBeyondI64) {
  const AddMultipliers value{INT32_MAX, INT32_MAX, 1};
  EXPECT_EQ(addQuantized(INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN, value,
                         RoundingMode::Single, 0, INT32_MIN, INT32_MAX),
            INT32_MAX);
  EXPECT_EQ(addQuantized(INT32_MIN, INT32_MAX, INT32_MIN, INT32_MAX, value,
                         RoundingMode::Double, 0, INT32_MIN, INT32_MAX),
            INT32_MIN);
}

//===----------------------------------------------------------------------===//
// Multiply and mean
//===----------------------------------------------------------------------===//

TEST(MultiplyQuantized, AllPairsOfBytes) {
  const double m = realMultiplier(0.02f, 0.013f, 0.05f);
  const FixedPoint value = deriveFixedPoint(m).value;
  for (int64_t q1 = 0; q1 <= 255; ++q1)
    for (int64_t q2 = 0; q2 <= 255; ++q2) {
      const int64_t product = (q1 - 128) * (q2 - 255);
      for (const RoundingMode mode : kModes)
        ASSERT_EQ(multiplyQuantized(q1, 128, q2, 255, value, mode, 100, 0, 255),
                  referenceRequantize(product, value, mode, 100, 0, 255));
    }
}

TEST(Mean, IsWithinHalfAStepOfTheRealMean) {
  const float scaleIn = 0.05f, scaleOut = 0.02f;
  Random random(9);
  for (const int64_t count : {1, 2, 3, 49, 1000}) {
    const double m = meanMultiplier(scaleIn, scaleOut, count);
    const FixedPoint value = deriveFixedPoint(m).value;
    for (int i = 0; i < 2000; ++i) {
      const int64_t sum = random.between(-255 * count, 255 * count);
      const int64_t mean = applyMultiplier(sum, value, RoundingMode::Single);
      ASSERT_LE(
          std::fabs(static_cast<double>(mean) - static_cast<double>(sum) * m),
          0.500001);
    }
  }
}

} // namespace
