//===- KnownBugsTest.cpp - Defects that other quantizers shipped ----------===//
//
// One test per entry of the list in docs/Semantics.md ("Bugs that others
// shipped") that arithmetic alone can show. The rest are tests of passes.
//
//===----------------------------------------------------------------------===//

#include "Reference.h"
#include "quantx/Numerics/IntegerOps.h"
#include "quantx/Numerics/LookupTable.h"
#include "quantx/Numerics/NarrowFloat.h"
#include "quantx/Numerics/Parameters.h"

#include "gtest/gtest.h"

using namespace quantx::numerics;
using namespace quantx::numerics::test;

namespace {

constexpr RoundingMode kSingle = RoundingMode::Single;
constexpr RoundingMode kDouble = RoundingMode::Double;

TEST(KnownBugs, SaturationBeforeTheZeroPoint) {
  // round(3.4501 * 66.933) = 231 is past 127, but 231 - 128 is not.
  EXPECT_EQ(quantize(3.4501f, 1.0f / 66.933f, -128, -128, 127), 103);
}

TEST(KnownBugs, ZeroPointAddedBeforeRounding) {
  // rne(0.5) + 1 = 1, while rne(0.5 + 1) = 2.
  EXPECT_EQ(quantize(0.5f, 1.0f, 1, -128, 127), 1);
  EXPECT_EQ(quantize(1.5f, 1.0f, 1, -128, 127), 3);
}

TEST(KnownBugs, UnsignedZeroPointSignExtended) {
  // 200 read as a signed byte would be -56.
  EXPECT_EQ(quantize(0.0f, 0.5f, 200, 0, 255), 200);
  EXPECT_EQ(dequantize(255, 0.5f, 200), 27.5f);
  EXPECT_EQ(requantize(1000, {1 << 30, 35}, kSingle, 200, 0, 255), 231);
}

TEST(KnownBugs, NoClampAfterRequantize) {
  EXPECT_EQ(requantize(100000, {1 << 30, 31}, kSingle, 0, -128, 127), 127);
  EXPECT_EQ(requantize(-100000, {1 << 30, 31}, kSingle, 0, -128, 127), -128);
  EXPECT_EQ(requantize(-128, {1 << 30, 30}, kSingle, 0, -127, 127), -127);
}

TEST(KnownBugs, TwoSeparatelyRoundedTerms) {
  // 0.5 * 1 + 0.5 * 1 = 1; each term rounded alone gives 2, truncated 0.
  const AddMultipliers halves = deriveAdd(0.5, 0.5).value;
  EXPECT_EQ(addQuantized(1, 0, 1, 0, halves, kSingle, 0, -128, 127), 1);
}

TEST(KnownBugs, TruncationInsteadOfRounding) {
  EXPECT_EQ(quantize(1.9f, 1.0f, 0, -128, 127), 2);
  EXPECT_EQ(quantize(-1.9f, 1.0f, 0, -128, 127), -2);
}

TEST(KnownBugs, WrapInsteadOfSaturation) {
  EXPECT_EQ(quantize(200.0f, 1.0f, 0, -128, 127), 127);
  EXPECT_EQ(quantize(-200.0f, 1.0f, 0, -128, 127), -128);
  EXPECT_EQ(quantize(300.0f, 1.0f, 0, 0, 255), 255);
}

TEST(KnownBugs, DequantizeOfQuantizeIsNotTheIdentity) {
  const QuantParams p{0.5f, 0, StorageRange::full(8, true)};
  EXPECT_EQ(dequantize(quantize(0.6f, p), p), 0.5f);
  EXPECT_EQ(dequantize(quantize(1e6f, p), p), 63.5f);
}

TEST(KnownBugs, MultiplierOfExactlyTwoToThe31) {
  const DerivedFixedPoint one = deriveFixedPoint(0x1.fffffffffffffp-1);
  EXPECT_EQ(one.value, (FixedPoint{1 << 30, 30}));
  EXPECT_EQ(applyMultiplier(12345, one.value, kSingle), 12345);
}

TEST(KnownBugs, MultipliersBelowOneMillionth) {
  for (const double real : {1e-6, 3e-7, 1e-9, 0x1p-32}) {
    const DerivedFixedPoint derived = deriveFixedPoint(real);
    EXPECT_EQ(derived.status, FixedPointStatus::Ok);
    EXPECT_NEAR(toReal(derived.value) / real, 1.0, 1e-9);
  }
  const FixedPoint small = deriveFixedPoint(1e-9).value;
  EXPECT_EQ(applyMultiplier(2000000000, small, kSingle), 2);
  EXPECT_EQ(applyMultiplier(400000000, small, kSingle), 0);
}

TEST(KnownBugs, MultipliersAboveOne) {
  const FixedPoint three = deriveFixedPoint(3.0).value;
  EXPECT_EQ(applyMultiplier(INT32_MAX, three, kSingle), 3LL * INT32_MAX);
  EXPECT_EQ(applyMultiplier(INT32_MIN, three, kDouble), 3LL * INT32_MIN);
  EXPECT_EQ(requantize(40, three, kSingle, 0, -128, 127), 120);
}

TEST(KnownBugs, ShiftsFrom31To62) {
  for (int shift = 31; shift <= 62; ++shift) {
    const FixedPoint value{1 << 30, shift};
    const int64_t acc = INT32_MIN;
    EXPECT_EQ(applyMultiplier(acc, value, kSingle),
              static_cast<int64_t>(
                  referenceShift(Wide{acc} * (1 << 30), shift, kSingle)));
  }
  EXPECT_EQ(applyMultiplier(INT32_MIN, {INT32_MAX, 62}, kSingle), -1);
}

TEST(KnownBugs, BiasAtTheSmallestI32) {
  const QuantizedBias bias = quantizeBias(-0x1p31f, 1.0);
  EXPECT_EQ(bias.value, INT32_MIN);
  EXPECT_FALSE(bias.saturated);
  EXPECT_TRUE(bias.exceedsHalf());
  EXPECT_EQ(requantize(bias.value, {1 << 30, 54}, kSingle, 0, -128, 127), -128);
  EXPECT_EQ(applyMultiplier(INT32_MIN, {INT32_MAX, 31}, kDouble),
            -int64_t{INT32_MAX});
}

TEST(KnownBugs, ScaleInfiniteDenormalOrHuge) {
  EXPECT_EQ(validateScale(HUGE_VALF), ScaleStatus::Infinite);
  EXPECT_EQ(validateScale(1e-40f), ScaleStatus::TooSmall);
  EXPECT_EQ(validateScale(1e36f), ScaleStatus::Ok);
  EXPECT_EQ(quantize(3e38f, 1e36f, 0, -128, 127), 127);
  EXPECT_EQ(quantize(5e37f, 1e36f, 0, -128, 127), 50);
  EXPECT_EQ(deriveFixedPoint(realMultiplier(1e36f, 1e36f, 1e-36f)).status,
            FixedPointStatus::TooLarge);
  EXPECT_EQ(deriveFixedPoint(realMultiplier(1e-36f, 1e-36f, 1e36f)).status,
            FixedPointStatus::ZeroResult);
  EXPECT_EQ(deriveFixedPoint(realMultiplier(1e36f, 1e-36f, 1.0f)).status,
            FixedPointStatus::Ok);
}

TEST(KnownBugs, TableIndexedByASignedByte) {
  const StorageRange range = StorageRange::full(8, true);
  const QuantParams p{1.0f, 0, range};
  const auto negate = buildTable([](double x) { return -x; }, p, p);
  EXPECT_EQ(negate[0x80], 127);
  EXPECT_EQ(negate[0xff], 1);
  EXPECT_EQ(negate[bitsOfValue(-1, range)], 1);
  EXPECT_EQ(negate[0x7f], -127);
}

TEST(KnownBugs, SmallestTimesSmallest) {
  const FixedPoint one = deriveFixedPoint(1.0).value;
  EXPECT_EQ(multiplyQuantized(-128, 0, -128, 0, one, kSingle, 0, INT32_MIN,
                              INT32_MAX),
            16384);
  EXPECT_EQ(multiplyQuantized(-32768, 32767, -32768, 32767, one, kSingle, 0,
                              INT32_MIN, INT32_MAX),
            INT32_MAX);
}

TEST(KnownBugs, SixteenByEightAccumulatorsNeed128Bits) {
  // acc * M = 2^46 * 2^31 would have wrapped in 64 bits.
  const int64_t acc = int64_t{1} << 46;
  EXPECT_EQ(applyMultiplier(acc, {1 << 30, 62}, kSingle), 1 << 14);
  EXPECT_EQ(applyMultiplier(-acc, {1 << 30, 62}, kDouble), -(1 << 14));
}

/// 464 lies half way between 448 and the 480 that E4M3FN does not have: it
/// rounds to the even side, 448 in both modes; what lies above is NaN in one.
TEST(KnownBugs, LargestE4M3FNMistakenForNaN) {
  const FloatFormat format = FloatFormat::F8E4M3FN;
  EXPECT_EQ(encode(448.0, format, Overflow::IEEE), 0x7E);
  EXPECT_EQ(encode(464.0, format, Overflow::IEEE), 0x7E);
  EXPECT_EQ(encode(464.5, format, Overflow::IEEE), 0x7F);
  EXPECT_EQ(encode(464.5, format, Overflow::Saturate), 0x7E);
  EXPECT_EQ(encode(-1e9, format, Overflow::Saturate), 0xFE);
  EXPECT_EQ(decode(0x7E, format), 448.0F);
  EXPECT_TRUE(std::isnan(decode(0x7F, format)));
}

TEST(KnownBugs, TensorFlow25087RoundsOnceOrTwice) {
  const FixedPoint value{1583594044, 40};
  EXPECT_EQ(applyMultiplier(7984, value, kDouble), 12);
  EXPECT_EQ(applyMultiplier(7984, value, kSingle), 11);
  EXPECT_EQ(applyMultiplier(7984, value, RoundingMode::NearestEven), 11);
}

} // namespace
