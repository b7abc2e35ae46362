//===- QuantizeTest.cpp - quantize and dequantize -------------------------===//

#include "quantx/Numerics/Quantize.h"
#include "Reference.h"

#include "gtest/gtest.h"

#include <iterator>
#include <vector>

using namespace quantx::numerics;
using namespace quantx::numerics::test;

namespace {

constexpr float kScales[] = {
    1.0f, 0.5f,    0.1f,      1.0f / 66.933f,       0.0313725509f,
    3.0f, 1.7e-5f, 0x1p-126f, 0x1.fffffep-127f * 2, 1e30f,
    1e36f};
constexpr StorageRange kRanges[] = {
    StorageRange::full(8, true),          StorageRange::full(8, false),
    StorageRange::full(8, true).narrow(), StorageRange::reduced(8, true),
    StorageRange::full(4, true),          StorageRange::full(4, false)};

float floatOfBits(uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// The zero points of a range that are worth a test: ends, middle, one off.
std::vector<int64_t> zeroPoints(const StorageRange &range) {
  const int64_t middle = (range.qmin + range.qmax) / 2;
  return {range.qmin, range.qmin + 1, middle,
          middle + 1, range.qmax - 1, range.qmax};
}

template <typename Body>
void forEachParams(Body body) {
  for (const StorageRange &range : kRanges)
    for (const float scale : kScales)
      for (const int64_t zeroPoint : zeroPoints(range))
        body(QuantParams{scale, zeroPoint, range});
}

void expectQuantized(float x, const QuantParams &p) {
  const int64_t expected =
      referenceQuantize(x, p.scale, p.zeroPoint, p.range.qmin, p.range.qmax);
  ASSERT_EQ(quantize(x, p), expected)
      << "x = " << x << ", scale = " << p.scale << ", z = " << p.zeroPoint;
}

/// quantize(dequantize(q)) is q for every q of every 8-bit and 4-bit storage.
TEST(Quantize, EveryValueRoundTrips) {
  forEachParams([](const QuantParams &p) {
    for (int64_t q = p.range.qmin; q <= p.range.qmax; ++q)
      ASSERT_EQ(quantize(dequantize(q, p), p), q)
          << "scale = " << p.scale << ", z = " << p.zeroPoint;
  });
}

TEST(Quantize, SixteenBitValuesRoundTrip) {
  for (const bool isSigned : {true, false}) {
    const StorageRange range = StorageRange::full(16, isSigned);
    for (const float scale : {0.1f, 1.0f / 3.0f, 0x1p-126f, 1e33f})
      for (const int64_t zeroPoint : {range.qmin, int64_t{3}, range.qmax}) {
        const QuantParams p{scale, zeroPoint, range};
        for (int64_t q = range.qmin; q <= range.qmax; ++q)
          ASSERT_EQ(quantize(dequantize(q, p), p), q);
      }
  }
}

/// At and next to every point where the result changes.
TEST(Quantize, AroundEveryStep) {
  forEachParams([](const QuantParams &p) {
    for (int64_t q = p.range.qmin - 2; q <= p.range.qmax + 2; ++q) {
      const double tie = (static_cast<double>(q - p.zeroPoint) + 0.5) *
                         static_cast<double>(p.scale);
      const auto x = static_cast<float>(tie);
      for (const float toward : {-HUGE_VALF, HUGE_VALF}) {
        const float next = std::nextafter(x, toward);
        expectQuantized(x, p);
        expectQuantized(next, p);
        expectQuantized(std::nextafter(next, toward), p);
      }
    }
  });
}

/// Floats of every magnitude and either sign, infinities and NaNs among them.
TEST(Quantize, SweepOfAllFloats) {
  const QuantParams params[] = {
      {1.0f / 66.933f, -128, StorageRange::full(8, true)},
      {0.1f, 17, StorageRange::full(8, false)},
      {0x1p-126f, 0, StorageRange::full(8, true).narrow()},
      {1e36f, 3, StorageRange::full(8, true)},
      {1e-3f, -5, StorageRange::full(16, true)},
      {0.25f, 1000, StorageRange::full(32, true)},
      {3e-7f, 4000000000, StorageRange::full(32, false)}};
  for (uint64_t bits = 0; bits < uint64_t{1} << 32; bits += 499)
    for (const QuantParams &p : params)
      expectQuantized(floatOfBits(static_cast<uint32_t>(bits)), p);
}

TEST(Quantize, NaNGivesTheZeroPoint) {
  for (const uint32_t bits : {0x7fc00000U, 0xffc00000U, 0x7f800001U})
    EXPECT_EQ(quantize(floatOfBits(bits), 0.5f, -3, -128, 127), -3);
}

TEST(Quantize, InfinitiesSaturate) {
  EXPECT_EQ(quantize(HUGE_VALF, 0.5f, -3, -128, 127), 127);
  EXPECT_EQ(quantize(-HUGE_VALF, 0.5f, -3, -128, 127), -128);
  // A quotient that overflows is an infinity too.
  EXPECT_EQ(quantize(3e38f, 0x1p-126f, -3, -127, 127), 127);
  EXPECT_EQ(quantize(-3e38f, 0x1p-126f, -3, -127, 127), -127);
}

TEST(Quantize, ZeroIsTheZeroPoint) {
  forEachParams([](const QuantParams &p) {
    ASSERT_EQ(quantize(0.0f, p), p.zeroPoint);
    ASSERT_EQ(quantize(-0.0f, p), p.zeroPoint);
    ASSERT_EQ(dequantize(p.zeroPoint, p), 0.0f);
  });
}

TEST(Quantize, ThirtyTwoBitBoundsAreExact) {
  // qmax - z is not an f32 here; a float clamp would give INT32_MAX + 1.
  EXPECT_EQ(quantize(0x1p31f, 1.0f, 0, INT32_MIN, INT32_MAX), INT32_MAX);
  EXPECT_EQ(quantize(3e9f, 1.0f, 0, INT32_MIN, INT32_MAX), INT32_MAX);
  EXPECT_EQ(quantize(0x1.fffffep30f, 1.0f, 0, INT32_MIN, INT32_MAX),
            2147483520);
  EXPECT_EQ(quantize(0x1.fffffep30f, 1.0f, 200, INT32_MIN, INT32_MAX),
            INT32_MAX);
  EXPECT_EQ(quantize(-0x1p31f, 1.0f, 0, INT32_MIN, INT32_MAX), INT32_MIN);
}

TEST(Quantize, SixtyFourBitSumsAreExact) {
  const StorageRange range = StorageRange::full(64, true);
  const int64_t quarter = int64_t{1} << 62;
  const auto at = [&](float x, int64_t zeroPoint) {
    return quantize(x, QuantParams{1.0f, zeroPoint, range});
  };
  EXPECT_EQ(at(0x1p63f, 0), INT64_MAX);
  EXPECT_EQ(at(0x1p63f, -quarter), quarter);
  EXPECT_EQ(at(0x1p64f, INT64_MIN), INT64_MAX);
  EXPECT_EQ(at(-0x1p64f, INT64_MAX), INT64_MIN);
  EXPECT_EQ(at(-0x1p63f, INT64_MAX), -1);
  EXPECT_EQ(at(0x1p62f, 1), quarter + 1);
  EXPECT_EQ(at(0x1.fffffep62f, 0), INT64_MAX - (int64_t{1} << 39) + 1);
  EXPECT_EQ(at(HUGE_VALF, INT64_MIN), INT64_MAX);
  EXPECT_EQ(at(-HUGE_VALF, 0), INT64_MIN);
}

/// A scale computed at run time may be anything.
TEST(Quantize, EveryScaleIsDefined) {
  EXPECT_EQ(quantize(1.0f, 0.0f, 3, -128, 127), 127);
  EXPECT_EQ(quantize(-1.0f, 0.0f, 3, -128, 127), -128);
  EXPECT_EQ(quantize(0.0f, 0.0f, 3, -128, 127), 3);
  EXPECT_EQ(quantize(5.0f, NAN, 3, -128, 127), 3);
  EXPECT_EQ(quantize(5.0f, HUGE_VALF, 3, -128, 127), 3);
  EXPECT_EQ(quantize(5.0f, -1.0f, 3, -128, 127), -2);
  // A zero point outside of a narrow range is clamped with the sum.
  EXPECT_EQ(quantize(0.0f, 1.0f, -128, -127, 127), -127);
  EXPECT_EQ(quantize(NAN, 1.0f, -128, -127, 127), -127);
}

TEST(Quantize, IsMonotone) {
  const QuantParams p{0.1f, 5, StorageRange::full(8, true)};
  int64_t previous = p.range.qmin;
  for (int i = -20000; i <= 20000; ++i) {
    const int64_t q = quantize(static_cast<float>(i) * 0.0007f, p);
    ASSERT_LE(previous, q);
    previous = q;
  }
  EXPECT_EQ(previous, p.range.qmax);
}

TEST(Dequantize, IsOneRoundingOfTheExactProduct) {
  forEachParams([](const QuantParams &p) {
    for (int64_t q = p.range.qmin; q <= p.range.qmax; ++q) {
      const double exact = dequantizeExact(q, p.scale, p.zeroPoint);
      ASSERT_EQ(dequantize(q, p), static_cast<float>(exact));
    }
  });
}

TEST(Dequantize, ExactFormHoldsTwentyNineBits) {
  // The largest significand times the largest 29-bit difference, checked in
  // integers: the scale is 0xffffff * 2^-24.
  const float scale = 0x1.fffffep-1f;
  const int64_t difference = (int64_t{1} << 29) - 1;
  EXPECT_EQ(dequantizeExact(difference, scale, 0) * 0x1p24,
            static_cast<double>(difference * 0xffffff));
  EXPECT_EQ(
      static_cast<int64_t>(dequantizeExact(difference, scale, 0) * 0x1p24),
      difference * 0xffffff);
}

TEST(Dequantize, WideDifferenceIsExactBeforeItIsConverted) {
  // q and z alone would round to the same f32.
  EXPECT_EQ(dequantize(16777217, 0.5f, 16777216), 0.5f);
  EXPECT_EQ(dequantize(INT32_MAX, 1.0f, INT32_MIN), 0x1p32f);
  EXPECT_EQ(dequantize(INT64_MAX, 1.0f, INT64_MIN), 0x1p64f);
  EXPECT_EQ(dequantize(INT64_MIN, 1.0f, INT64_MAX), -0x1p64f);
  // 2^63 + 2^39 + 1 is above the tie that 2^63 + 2^39 would be.
  EXPECT_EQ(dequantize(INT64_MAX, 1.0f, -(int64_t{1} << 39) - 2),
            0x1.000002p63f);
}

//===----------------------------------------------------------------------===//
// Spans
//===----------------------------------------------------------------------===//

constexpr float kValues[] = {0.0f,  0.24f, 0.26f,     -0.75f, 1e9f,
                             -1e9f, NAN,   HUGE_VALF, 12.5f,  -12.5f};
constexpr size_t kCount = std::size(kValues);

template <typename Storage>
void expectSpanMatches(const QuantParams &p) {
  std::vector<Storage> q(kCount);
  quantizeSpan(kValues, kCount, p, q.data());
  std::vector<float> real(kCount);
  dequantizeSpan(q.data(), q.size(), p, real.data());
  for (size_t i = 0; i < kCount; ++i) {
    EXPECT_EQ(static_cast<int64_t>(q[i]), quantize(kValues[i], p));
    EXPECT_EQ(real[i], dequantize(quantize(kValues[i], p), p));
  }
}

TEST(Span, MatchesTheScalarForm) {
  expectSpanMatches<int8_t>({0.1f, -3, StorageRange::full(8, true)});
  expectSpanMatches<uint8_t>({0.1f, 131, StorageRange::full(8, false)});
  expectSpanMatches<int8_t>({0.5f, 1, StorageRange::full(4, true)});
  expectSpanMatches<int16_t>({0.001f, 9, StorageRange::full(16, true)});
  expectSpanMatches<uint16_t>({0.001f, 40000, StorageRange::full(16, false)});
  expectSpanMatches<int32_t>({0.001f, -9, StorageRange::full(32, true)});
  expectSpanMatches<uint32_t>(
      {1.0f, 4000000000, StorageRange::full(32, false)});
}

TEST(Span, EmptyTouchesNothing) {
  int8_t untouched = 42;
  quantizeSpan<int8_t>(nullptr, 0, {}, &untouched);
  EXPECT_EQ(untouched, 42);
  dequantizeSpan<int8_t>(nullptr, 0, {}, nullptr);
}

TEST(Span, PerAxisTakesTheParametersOfTheAxis) {
  const size_t outer = 3, axis = 4, inner = 5;
  const std::vector<float> scales = {0.5f, 0.1f, 2.0f, 1.0f / 3.0f};
  const std::vector<int64_t> zeroPoints = {0, -7, 100, -128};
  PerAxisParams params{scales.data(),
                       zeroPoints.data(),
                       StorageRange::full(8, true),
                       outer,
                       axis,
                       inner};
  std::vector<float> values(outer * axis * inner);
  Random random(7);
  for (float &value : values)
    value = static_cast<float>(random.between(-2000, 2000)) * 0.013f;
  std::vector<int8_t> q(values.size());
  std::vector<float> real(values.size());
  quantizePerAxis(values.data(), params, q.data());
  dequantizePerAxis(q.data(), params, real.data());
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t a = i / inner % axis;
    const int64_t expected =
        quantize(values[i], scales[a], zeroPoints[a], -128, 127);
    EXPECT_EQ(static_cast<int64_t>(q[i]), expected);
    EXPECT_EQ(real[i], dequantize(expected, scales[a], zeroPoints[a]));
  }
  params.zeroPoints = nullptr;
  quantizePerAxis(values.data(), params, q.data());
  EXPECT_EQ(static_cast<int64_t>(q[inner]),
            quantize(values[inner], scales[1], 0, -128, 127));
}

} // namespace
