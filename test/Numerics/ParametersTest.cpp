//===- ParametersTest.cpp - Scales and zero points from ranges ------------===//

#include "quantx/Numerics/Parameters.h"

#include "gtest/gtest.h"

#include <cmath>
#include <limits>

using namespace quantx::numerics;

namespace {

constexpr StorageRange kI8 = StorageRange::full(8, true);
constexpr StorageRange kU8 = StorageRange::full(8, false);
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

ParamOptions symmetric(SymmetricDivisor divisor = SymmetricDivisor::QMax) {
  ParamOptions options;
  options.symmetric = true;
  options.divisor = divisor;
  return options;
}

void expectParams(const DerivedParams &result, float scale, int64_t zeroPoint,
                  const StorageRange &range) {
  EXPECT_EQ(result.status, RangeStatus::Ok);
  EXPECT_FALSE(result.scaleRaised);
  EXPECT_EQ(result.params.scale, scale);
  EXPECT_EQ(result.params.zeroPoint, zeroPoint);
  EXPECT_TRUE(result.params.range == range);
}

TEST(StorageRange, TypeBounds) {
  EXPECT_EQ(kI8.qmin, -128);
  EXPECT_EQ(kI8.qmax, 127);
  EXPECT_EQ(kU8.qmin, 0);
  EXPECT_EQ(kU8.qmax, 255);
  EXPECT_EQ(StorageRange::full(4, true).qmin, -8);
  EXPECT_EQ(StorageRange::full(32, true).qmin, INT32_MIN);
  EXPECT_EQ(StorageRange::full(32, false).qmax, UINT32_MAX);
  EXPECT_EQ(StorageRange::reduced(8, true).qmax, 63);
  EXPECT_EQ(StorageRange::reduced(8, false).qmax, 127);
}

TEST(StorageRange, NarrowIsSymmetric) {
  EXPECT_EQ(kI8.narrow().qmin, -127);
  EXPECT_EQ(kI8.narrow().qmax, 127);
  EXPECT_TRUE(kU8.narrow() == kU8);
  EXPECT_EQ(StorageRange::reduced(8, true).narrow().qmin, -63);
}

TEST(StorageRange, Validity) {
  EXPECT_TRUE(isValid(kI8));
  EXPECT_TRUE(isValid(kI8.narrow()));
  EXPECT_FALSE(isValid(StorageRange{8, true, -129, 127}));
  EXPECT_FALSE(isValid(StorageRange{8, true, 0, 128}));
  EXPECT_FALSE(isValid(StorageRange{8, false, -1, 127}));
  EXPECT_FALSE(isValid(StorageRange{8, true, 5, 5}));
  EXPECT_FALSE(isValid(StorageRange{0, true, 0, 1}));
  EXPECT_FALSE(isValid(StorageRange{65, true, 0, 1}));
}

TEST(DeriveParams, MinusOneToTwo) {
  expectParams(deriveParams(-1, 2, kU8), static_cast<float>(3.0 / 255), 85,
               kU8);
  expectParams(deriveParams(-1, 2, kI8), static_cast<float>(3.0 / 255), -43,
               kI8);
  expectParams(deriveParams(-1, 2, kI8, symmetric()),
               static_cast<float>(2.0 / 127), 0, kI8.narrow());
}

TEST(DeriveParams, TFLiteVectors) {
  ParamOptions options;
  options.zeroPointRounding = ZeroPointRounding::TiesAway;
  expectParams(deriveParams(-10, 30, kU8, options), 0.156862745f, 64, kU8);
  expectParams(deriveParams(0, 30, kU8, options), 0.117647059f, 0, kU8);
  expectParams(deriveParams(-10, 0, kU8, options), 0.0392156863f, 255, kU8);
}

TEST(DeriveParams, PyTorchVectors) {
  expectParams(deriveParams(-3, 5, kU8), 0.0313725508749485f, 96, kU8);
  expectParams(deriveParams(-3, 5, kI8, symmetric(SymmetricDivisor::HalfSpan)),
               0.03921568766236305f, 0, kI8);
}

TEST(DeriveParams, SymmetricUnsigned) {
  expectParams(deriveParams(0, 51, kU8, symmetric()), 0.2f, 0, kU8);
  expectParams(deriveParams(0, 51, kU8, symmetric(SymmetricDivisor::HalfSpan)),
               0.2f, 0, kU8);
  EXPECT_EQ(deriveParams(-1, 51, kU8, symmetric()).status,
            RangeStatus::NegativeForUnsigned);
}

TEST(DeriveParams, WidensToHoldZero) {
  expectParams(deriveParams(51, 102, kU8), 0.4f, 0, kU8);
  expectParams(deriveParams(-102, -51, kU8), 0.4f, 255, kU8);
  expectParams(deriveParams(5, 5, kU8), static_cast<float>(5.0 / 255), 0, kU8);
}

TEST(DeriveParams, DegenerateRangeHasScaleOne) {
  expectParams(deriveParams(0, 0, kU8), 1.0f, 0, kU8);
  expectParams(deriveParams(0, 0, kI8), 1.0f, -128, kI8);
  expectParams(deriveParams(-0.0, 0.0, kI8, symmetric()), 1.0f, 0,
               kI8.narrow());
}

TEST(DeriveParams, ZeroPointTies) {
  // s = 1 exactly and rmin = -2.5: even gives 2, away from zero gives 3.
  ParamOptions options;
  expectParams(deriveParams(-2.5, 252.5, kU8, options), 1.0f, 2, kU8);
  options.zeroPointRounding = ZeroPointRounding::TiesAway;
  expectParams(deriveParams(-2.5, 252.5, kU8, options), 1.0f, 3, kU8);
}

TEST(DeriveParams, ScaleFloorIsFlagged) {
  const DerivedParams tiny = deriveParams(0, 1e-40, kU8);
  EXPECT_EQ(tiny.status, RangeStatus::Ok);
  EXPECT_TRUE(tiny.scaleRaised);
  EXPECT_EQ(tiny.params.scale, kSmallestScale);
  EXPECT_EQ(tiny.params.zeroPoint, 0);
  // 5e-324 / 255 is 0 in f64, yet the range is not degenerate.
  EXPECT_TRUE(deriveParams(-5e-324, 0, kU8).scaleRaised);
  EXPECT_FALSE(deriveParams(0, 0x1p-126 * 255, kU8).scaleRaised);
}

TEST(DeriveParams, RefusesWhatHasNoParameters) {
  EXPECT_EQ(deriveParams(kNaN, 1, kI8).status, RangeStatus::NotFinite);
  EXPECT_EQ(deriveParams(0, kNaN, kI8).status, RangeStatus::NotFinite);
  EXPECT_EQ(deriveParams(-kInf, 1, kI8).status, RangeStatus::NotFinite);
  EXPECT_EQ(deriveParams(0, kInf, kI8).status, RangeStatus::NotFinite);
  EXPECT_EQ(deriveParams(2, 1, kI8).status, RangeStatus::Inverted);
  EXPECT_EQ(deriveParams(-1e308, 1e308, kI8).status,
            RangeStatus::ScaleTooLarge);
  EXPECT_EQ(deriveParams(0, 1, StorageRange{8, true, 3, 3}).status,
            RangeStatus::BadStorage);
  EXPECT_EQ(
      deriveParams(-1, 1, StorageRange{8, true, -5, 0}, symmetric()).status,
      RangeStatus::BadStorage);
}

TEST(DeriveParams, WholeFloatRangeIsFine) {
  const double limit = std::numeric_limits<float>::max();
  EXPECT_EQ(deriveParams(-limit, limit, kI8).status, RangeStatus::Ok);
  EXPECT_EQ(deriveParams(-limit, limit, StorageRange::full(1, false)).status,
            RangeStatus::ScaleTooLarge);
}

/// Whatever the range, z is in it, 0.0 round-trips exactly, and the
/// represented interval covers the range up to half a step at either end.
TEST(DeriveParams, ZeroIsExactAndRangeIsCovered) {
  const StorageRange ranges[] = {kI8, kU8, kI8.narrow(),
                                 StorageRange::full(4, true),
                                 StorageRange::full(16, true)};
  for (const StorageRange &range : ranges)
    for (int i = 0; i <= 21; ++i)
      for (int j = -6; j <= 3; ++j) {
        const double low = -0.37 * i;
        const double high = std::ldexp(1.17, j);
        const QuantParams p = deriveParams(low, high, range).params;
        ASSERT_TRUE(range.contains(p.zeroPoint));
        ASSERT_EQ(dequantize(quantize(0.0f, p), p), 0.0f);
        const double slack = 0.501 * static_cast<double>(p.scale);
        ASSERT_LE(representedMin(p), low + slack);
        ASSERT_GE(representedMax(p), high - slack);
      }
}

TEST(ValidateScale, NamedReasons) {
  EXPECT_EQ(validateScale(0.5f), ScaleStatus::Ok);
  EXPECT_EQ(validateScale(1e36f), ScaleStatus::Ok);
  EXPECT_EQ(validateScale(kSmallestScale), ScaleStatus::Ok);
  EXPECT_EQ(validateScale(0.0f), ScaleStatus::Zero);
  EXPECT_EQ(validateScale(-0.0f), ScaleStatus::Zero);
  EXPECT_EQ(validateScale(-1.0f), ScaleStatus::Negative);
  EXPECT_EQ(validateScale(std::nanf("")), ScaleStatus::NaN);
  EXPECT_EQ(validateScale(HUGE_VALF), ScaleStatus::Infinite);
  EXPECT_EQ(validateScale(-HUGE_VALF), ScaleStatus::Infinite);
  EXPECT_EQ(validateScale(0x1p-127f), ScaleStatus::TooSmall);
  EXPECT_EQ(validateScale(1e-45f), ScaleStatus::TooSmall);
  EXPECT_STREQ(describe(ScaleStatus::NaN), "is NaN");
}

TEST(ValidateScale, FormatsWithExactSubnormals) {
  EXPECT_EQ(validateScale(0x1p-127f, 0x1p-127f), ScaleStatus::Ok);
  EXPECT_EQ(validateScale(0x1p-128f, 0x1p-127f), ScaleStatus::TooSmall);
}

} // namespace
