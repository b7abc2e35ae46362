//===- FloatStorageTest.cpp - Narrow divisions and float storage ----------===//
//
// docs/Semantics.md, QX-C8, QX-C12 and QX-C13.
//
//===----------------------------------------------------------------------===//

#include "quantx/Numerics/FloatStorage.h"
#include "FloatReference.h"
#include "Reference.h"

#include "gtest/gtest.h"

using namespace quantx::numerics;
using namespace quantx::numerics::test;

namespace {

/// The largest integer quotient with its remainder folded into the last bit:
/// a / b * 2^-20 at least, exactly enough to be rounded to 11 bits, because it
/// lies on the same side of every midpoint as the exact quotient.
double stickyQuotient(double a, double b) {
  const Decomposed x = decompose(a);
  const Decomposed y = decompose(b);
  const Wide scaled = Wide{x.significand} * powerOfTwo(40);
  const Wide quotient = scaled / y.significand;
  const bool isExact = quotient * y.significand == scaled;
  // At most 52 + 40 - 52 + 1 bits, so the sticky bit has room in f64.
  const Wide sticky = quotient * 2 + (isExact ? 0 : 1);
  return std::ldexp(static_cast<double>(sticky), x.exponent - y.exponent - 41);
}

void expectDivision(float x, float s, Precision precision, const Grid &grid,
                    FloatFormat format) {
  const double quotient =
      stickyQuotient(static_cast<double>(x), static_cast<double>(s));
  const float expected = decode(grid.encode(quotient, Overflow::IEEE), format);
  ASSERT_EQ(divide(x, s, precision), expected) << x << " / " << s;
}

/// All pairs of significands of bf16, at exponents around one and where the
/// quotient is subnormal.
TEST(FloatStorage, EverySignificandDividesInBF16) {
  const Grid grid(FloatFormat::BF16);
  for (const int exponent : {0, -130, -133})
    for (int x = 128; x < 256; ++x)
      for (int s = 128; s < 256; ++s) {
        const int half = exponent / 2;
        expectDivision(std::ldexp(static_cast<float>(x), half - 7),
                       std::ldexp(static_cast<float>(s), half - exponent - 7),
                       Precision::BF16, grid, FloatFormat::BF16);
        if (HasFatalFailure())
          return;
      }
}

TEST(FloatStorage, EverySignificandDividesInF16) {
  const Grid grid(FloatFormat::F16);
  for (const int exponent : {0, -14, -18})
    for (int x = 1024; x < 2048; ++x)
      for (int s = 1024; s < 2048; s += 3) {
        expectDivision(std::ldexp(static_cast<float>(x), exponent / 2 - 10),
                       std::ldexp(static_cast<float>(s), -exponent / 2 - 10),
                       Precision::F16, grid, FloatFormat::F16);
        if (HasFatalFailure())
          return;
      }
}

TEST(FloatStorage, NarrowDivisionsRoundTheirOperands) {
  // 1/3 is 0x1.554p-2 in f16; 4097 becomes 4096.
  EXPECT_EQ(divide(4097.0F, 1.0F / 3.0F, Precision::F16),
            roundTo(4096.0 / 0x1.554p-2, FloatFormat::F16));
  EXPECT_EQ(divide(70000.0F, 2.0F, Precision::F16), HUGE_VALF);
  EXPECT_EQ(divide(70000.0F, 2.0F, Precision::F32), 35000.0F);
  EXPECT_TRUE(std::isnan(divide(0.0F, 1e-9F, Precision::F16)));
}

TEST(FloatStorage, PrecisionReachesTheInteger) {
  // 100.1 / 0.1 is 1001 in f32. In f16 it is 100.125 / 0.09997559, rounded to
  // 1001.5, which is a tie.
  EXPECT_EQ(quantize(100.1F, 0.1F, 0, -32768, 32767), 1001);
  EXPECT_EQ(quantize(100.1F, 0.1F, 0, -32768, 32767, Precision::F16), 1002);
  EXPECT_EQ(quantize(100.1F, 0.1F, 0, -32768, 32767, Precision::BF16), 1000);
}

TEST(FloatStorage, QuantizesByTheQuotient) {
  EXPECT_EQ(quantizeToFloat(100.0F, 2.0F, FloatFormat::F8E4M3FN), 0x64);
  EXPECT_EQ(quantizeToFloat(1e6F, 2.0F, FloatFormat::F8E4M3FN), 0x7E);
  EXPECT_EQ(quantizeToFloat(1e6F, 2.0F, FloatFormat::F8E4M3FN, Overflow::IEEE),
            0x7F);
  EXPECT_EQ(dequantizeFromFloat(0x64, 2.0F, FloatFormat::F8E4M3FN), 96.0F);
}

TEST(FloatStorage, NaNQuotientsHaveOneCode) {
  for (const float x : {std::nanf(""), -std::nanf(""), HUGE_VALF, -HUGE_VALF}) {
    EXPECT_EQ(quantizeToFloat(x, HUGE_VALF, FloatFormat::F8E4M3FN), 0x7F);
    EXPECT_EQ(quantizeToFloat(x, HUGE_VALF, FloatFormat::F8E4M3FNUZ), 0x80);
    EXPECT_EQ(quantizeToFloat(x, HUGE_VALF, FloatFormat::F4E2M1FN), 0x8);
    EXPECT_EQ(quantize(x, HUGE_VALF, -7, -128, 127), -7);
  }
}

TEST(FloatStorage, EveryFiniteCodeRoundTripsUnderEveryScale) {
  for (const FloatFormat format : kSignedFormats)
    for (const float scale : {1.0F, 0.1F, 3.0F, 0x1p-100F, 1.7e30F}) {
      const FloatFormatInfo &info = getInfo(format);
      if (info.bits > 8)
        continue;
      for (unsigned code = 0; code < 1U << info.bits; ++code) {
        if (!std::isfinite(decode(code, format)))
          continue;
        const float real = dequantizeFromFloat(code, scale, format);
        ASSERT_EQ(quantizeToFloat(real, scale, format), code) << info.name;
      }
    }
}

/// NVFP4: E4M3 scales of blocks times one f32 scale.
TEST(FloatStorage, SecondLevelScaleIsOneProduct) {
  const float block = decode(0x39, FloatFormat::F8E4M3FN);
  EXPECT_EQ(effectiveScale(block, 0.3F), 1.125F * 0.3F);
}

} // namespace
