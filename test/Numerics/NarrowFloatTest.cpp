//===- NarrowFloatTest.cpp - FP8, FP4 and 16-bit floats -------------------===//
//
// Against llvm::APFloat wherever the result is finite, and against a search of
// the value tables for everything (docs/Semantics.md, QX-C9 to QX-C11).
//
//===----------------------------------------------------------------------===//

#include "FloatReference.h"
#include "Reference.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APInt.h"
#include "gtest/gtest.h"

using namespace quantx::numerics;
using namespace quantx::numerics::test;
using llvm::APFloat;

namespace {

const llvm::fltSemantics &semanticsOf(FloatFormat format) {
  switch (format) {
  case FloatFormat::F16:
    return APFloat::IEEEhalf();
  case FloatFormat::BF16:
    return APFloat::BFloat();
  case FloatFormat::F8E4M3FN:
    return APFloat::Float8E4M3FN();
  case FloatFormat::F8E5M2:
    return APFloat::Float8E5M2();
  case FloatFormat::F8E3M4:
    return APFloat::Float8E3M4();
  case FloatFormat::F8E4M3FNUZ:
    return APFloat::Float8E4M3FNUZ();
  case FloatFormat::F8E5M2FNUZ:
    return APFloat::Float8E5M2FNUZ();
  case FloatFormat::F4E2M1FN:
    return APFloat::Float4E2M1FN();
  case FloatFormat::F8E8M0FNU:
    return APFloat::Float8E8M0FNU();
  }
  return APFloat::IEEEsingle();
}

uint32_t bitsOf(float value) {
  uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

float floatOfBits(uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// One format with everything that its numbers are compared with.
class Checker {
public:
  explicit Checker(FloatFormat format)
      : format(format), info(getInfo(format)), grid(format) {}

  /// Both overflow modes of one value, which may be anything.
  void check(double value) const {
    if (std::isnan(value))
      return checkNaN(value);
    for (const Overflow overflow : kOverflows)
      ASSERT_EQ(encode(value, format, overflow), grid.encode(value, overflow))
          << info.name << " of " << value;
    checkWithAPFloat(value);
  }

  const Grid &getGrid() const { return grid; }

private:
  void checkNaN(double value) const {
    const unsigned sign =
        info.hasSignedNaN() && std::signbit(value) ? info.signMask() : 0;
    for (const Overflow overflow : kOverflows)
      ASSERT_EQ(encode(value, format, overflow), info.nanCode | sign)
          << info.name;
  }

  void checkWithAPFloat(double value) const {
    // APFloat has no infinity in E2M1 (it gives 0), and ORs the sign into
    // E8M0's exponent.
    if (std::isinf(value) || (!info.isSigned && std::signbit(value)))
      return;
    APFloat converted(value);
    bool losesInfo = false;
    converted.convert(semanticsOf(format), APFloat::rmNearestTiesToEven,
                      &losesInfo);
    if (!converted.isFinite())
      return;
    const auto expected =
        static_cast<unsigned>(converted.bitcastToAPInt().getZExtValue());
    for (const Overflow overflow : kOverflows)
      ASSERT_EQ(encode(value, format, overflow), expected)
          << info.name << " of " << value;
  }

  FloatFormat format;
  const FloatFormatInfo &info;
  Grid grid;
};

template <typename Body>
void forEachFormat(Body body) {
  for (const FloatFormat format : kAllFormats)
    body(format, Checker(format));
}

TEST(NarrowFloat, EveryCodeDecodesAsAPFloatDoes) {
  for (const FloatFormat format : kAllFormats) {
    const unsigned bits = getInfo(format).bits;
    for (unsigned code = 0; code < 1U << bits; ++code) {
      APFloat value(semanticsOf(format), llvm::APInt(bits, code));
      const float decoded = decode(code, format);
      ASSERT_EQ(std::isnan(decoded), value.isNaN()) << getInfo(format).name;
      if (value.isNaN())
        continue;
      bool losesInfo = false;
      value.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven,
                    &losesInfo);
      ASSERT_FALSE(losesInfo);
      ASSERT_EQ(bitsOf(decoded), bitsOf(value.convertToFloat()))
          << getInfo(format).name << " code " << code;
    }
  }
}

/// Codes without a NaN are their own encoding; those with one become the quiet
/// NaN of their sign.
TEST(NarrowFloat, EveryCodeRoundTrips) {
  for (const FloatFormat format : kAllFormats) {
    const FloatFormatInfo &info = getInfo(format);
    for (unsigned code = 0; code < 1U << info.bits; ++code) {
      const float value = decode(code, format);
      const unsigned expected = !std::isnan(value) ? code
                                : info.hasSignedNaN()
                                    ? info.nanCode | (code & info.signMask())
                                    : info.nanCode;
      ASSERT_EQ(encode(value, format, Overflow::IEEE), expected) << info.name;
    }
  }
}

TEST(NarrowFloat, NaNsDecodeWithoutPayload) {
  EXPECT_EQ(bitsOf(decode(0x7F, FloatFormat::F8E4M3FN)), 0x7FC00000U);
  EXPECT_EQ(bitsOf(decode(0xFF, FloatFormat::F8E4M3FN)), 0xFFC00000U);
  EXPECT_EQ(bitsOf(decode(0x7D, FloatFormat::F8E5M2)), 0x7FC00000U);
  EXPECT_EQ(bitsOf(decode(0x80, FloatFormat::F8E4M3FNUZ)), 0x7FC00000U);
  EXPECT_EQ(bitsOf(decode(0xFF, FloatFormat::F8E8M0FNU)), 0x7FC00000U);
}

TEST(NarrowFloat, EveryF16Encodes) {
  forEachFormat([](FloatFormat, const Checker &checker) {
    for (uint32_t code = 0; code < 1U << 16; ++code)
      checker.check(decode(code, FloatFormat::F16));
  });
}

/// Every other one of the magnitudes that most of the formats hold.
TEST(NarrowFloat, TenMillionF32Encode) {
  forEachFormat([](FloatFormat, const Checker &checker) {
    Random random(8);
    for (int i = 0; i < 10'000'000; ++i) {
      const auto bits = static_cast<uint32_t>(random.bits());
      const float any = floatOfBits(bits);
      checker.check(i % 2 == 0 ? any
                               : floatOfBits((bits & 0x8FFFFFFF) | 0x30000000));
      if (::testing::Test::HasFatalFailure())
        return;
    }
  });
}

/// Numbers of f64 that two roundings, to f32 first, would take to a tie.
TEST(NarrowFloat, AroundEveryNumberAndTie) {
  forEachFormat([](FloatFormat, const Checker &checker) {
    for (const auto *points :
         {&checker.getGrid().getValues(), &checker.getGrid().getMidpoints()})
      for (const double point : *points)
        for (const double sign : {1.0, -1.0}) {
          const auto narrow = static_cast<float>(point);
          checker.check(sign * point);
          checker.check(sign * std::nextafter(point, 0.0));
          checker.check(sign * std::nextafter(point, HUGE_VAL));
          checker.check(sign * std::nextafter(narrow, 0.0F));
          checker.check(sign * std::nextafter(narrow, HUGE_VALF));
        }
  });
}

TEST(NarrowFloat, SubnormalF32AndExtremesEncode) {
  const float special[] = {0.0F,       -0.0F,           0x1p-149F,
                           0x1p-127F,  0x1p-126F,       HUGE_VALF,
                           -HUGE_VALF, 0x1.fffffep127F, -0x1.fffffep127F};
  forEachFormat([&](FloatFormat, const Checker &checker) {
    for (const float value : special)
      checker.check(value);
    for (uint32_t bits = 0; bits < 0x01000000; bits += 0x3FF)
      checker.check(floatOfBits(bits));
    for (const double value : {0x1p-1074, 0x1.8p-150, 1e300, -1e300})
      checker.check(value);
  });
}

TEST(NarrowFloat, OverflowIsSaturatedOrNot) {
  struct Case {
    FloatFormat format;
    float value;
    unsigned saturated, ieee;
  };
  const Case cases[] = {
      // 464 is half way to what would be 480, and 448 is even.
      {FloatFormat::F8E4M3FN, 464.0F, 0x7E, 0x7E},
      {FloatFormat::F8E4M3FN, 465.0F, 0x7E, 0x7F},
      {FloatFormat::F8E4M3FN, -HUGE_VALF, 0xFE, 0xFF},
      {FloatFormat::F8E5M2, 61440.0F, 0x7B, 0x7C},
      {FloatFormat::F8E5M2, -HUGE_VALF, 0xFB, 0xFC},
      {FloatFormat::F8E3M4, 15.75F, 0x6F, 0x70},
      {FloatFormat::F8E4M3FNUZ, 248.0F, 0x7F, 0x80},
      {FloatFormat::F8E4M3FNUZ, -1e6F, 0xFF, 0x80},
      {FloatFormat::F8E5M2FNUZ, HUGE_VALF, 0x7F, 0x80},
      {FloatFormat::F4E2M1FN, -8.0F, 0xF, 0xF},
      {FloatFormat::F4E2M1FN, HUGE_VALF, 0x7, 0x7},
      {FloatFormat::F16, 65520.0F, 0x7BFF, 0x7C00},
      {FloatFormat::F8E8M0FNU, 0x1.8p127F, 0xFE, 0xFF},
  };
  for (const Case &c : cases) {
    EXPECT_EQ(encode(c.value, c.format, Overflow::Saturate), c.saturated)
        << getInfo(c.format).name << " of " << c.value;
    EXPECT_EQ(encode(c.value, c.format, Overflow::IEEE), c.ieee)
        << getInfo(c.format).name << " of " << c.value;
  }
}

TEST(NarrowFloat, ZerosAndNaNs) {
  const auto nan = std::nanf("");
  EXPECT_EQ(encode(-0.0, FloatFormat::F8E4M3FN), 0x80);
  EXPECT_EQ(encode(-1e-9, FloatFormat::F8E4M3FN), 0x80);
  EXPECT_EQ(encode(-0.0, FloatFormat::F8E5M2FNUZ), 0x00);
  EXPECT_EQ(encode(-1e-9, FloatFormat::F8E5M2FNUZ), 0x00);
  EXPECT_EQ(encode(nan, FloatFormat::F8E5M2), 0x7E);
  EXPECT_EQ(encode(-nan, FloatFormat::F8E4M3FN), 0xFF);
  EXPECT_EQ(encode(-nan, FloatFormat::F8E4M3FNUZ), 0x80);
  // ONNX's test_cast_FLOAT_to_FLOAT4E2M1.
  EXPECT_EQ(encode(nan, FloatFormat::F4E2M1FN), 0x8);
  EXPECT_EQ(encode(-nan, FloatFormat::F4E2M1FN), 0x8);
}

/// By the table of QX-C11, from the exponent of each number.
TEST(NarrowFloat, PowersOfTwoRoundUpDownAndToNearest) {
  struct Case {
    double value;
    unsigned up, down, nearest;
  };
  const Case cases[] = {{1.0, 127, 127, 127},
                        {1.1, 128, 127, 127},
                        {1.5, 128, 127, 128},
                        {0.124, 124, 123, 124},
                        {0x1p-127, 0, 0, 0},
                        {0x1.8p-127, 1, 0, 1},
                        {0x1.000002p-126, 2, 1, 1},
                        {0x1p-149, 0, 0, 0},
                        {0.0, 0, 0, 0},
                        {-0.0, 0, 0, 0},
                        {-1.0, 255, 255, 255},
                        {0x1p127, 254, 254, 254},
                        {0x1.2p127, 254, 254, 254},
                        {0x1.8p127, 254, 254, 254}};
  for (const Case &c : cases) {
    EXPECT_EQ(encodePowerOfTwo(c.value, PowerRounding::Up), c.up) << c.value;
    EXPECT_EQ(encodePowerOfTwo(c.value, PowerRounding::Down), c.down)
        << c.value;
    EXPECT_EQ(encodePowerOfTwo(c.value, PowerRounding::Nearest), c.nearest)
        << c.value;
  }
  EXPECT_EQ(encodePowerOfTwo(0x1.2p127, PowerRounding::Up, Overflow::IEEE),
            255);
  EXPECT_EQ(encodePowerOfTwo(0x1.2p127, PowerRounding::Down, Overflow::IEEE),
            254);
  EXPECT_EQ(encodePowerOfTwo(HUGE_VAL, PowerRounding::Down), 254);
}

TEST(NarrowFloat, FormatsAreFoundByName) {
  for (const FloatFormat format : kAllFormats) {
    FloatFormat found{};
    EXPECT_TRUE(lookupFloatFormat(getInfo(format).name, found));
    EXPECT_EQ(found, format);
  }
  FloatFormat unused{};
  EXPECT_FALSE(lookupFloatFormat("f8E4M3", unused));
}

TEST(NarrowFloat, LargestNumbers) {
  EXPECT_EQ(maxFinite(FloatFormat::F8E4M3FN), 448.0F);
  EXPECT_EQ(maxFinite(FloatFormat::F8E5M2), 57344.0F);
  EXPECT_EQ(maxFinite(FloatFormat::F8E3M4), 15.5F);
  EXPECT_EQ(maxFinite(FloatFormat::F8E4M3FNUZ), 240.0F);
  EXPECT_EQ(maxFinite(FloatFormat::F8E5M2FNUZ), 57344.0F);
  EXPECT_EQ(maxFinite(FloatFormat::F4E2M1FN), 6.0F);
  EXPECT_EQ(maxFinite(FloatFormat::F8E8M0FNU), 0x1p127F);
}

} // namespace
