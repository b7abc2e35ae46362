//===- SoftmaxTest.cpp - Softmax of quantized rows ------------------------===//

#include "quantx/Numerics/Softmax.h"
#include "Reference.h"
#include "quantx/Numerics/Parameters.h"

#include "gtest/gtest.h"

#include <algorithm>

using namespace quantx::numerics;
using namespace quantx::numerics::test;

namespace {

Softmax derive(double step, unsigned bits, unsigned outBits) {
  const StorageRange out = StorageRange::full(outBits, true);
  DerivedSoftmax derived = deriveSoftmax(step, bits, std::ldexp(1.0, outBits),
                                         out.qmin, out.qmin, out.qmax);
  EXPECT_EQ(derived.status, FixedPointStatus::Ok);
  return derived.value;
}

/// The largest distance of any result from the clamped real one.
double getError(const Softmax &softmax, double step,
                const std::vector<int64_t> &row) {
  std::vector<int64_t> out(row.size());
  softmaxRow(softmax, row.data(), row.size(), out.data());
  const int64_t largest = *std::max_element(row.begin(), row.end());
  long double sum = 0;
  for (const int64_t q : row)
    sum += std::exp(static_cast<long double>(step) * (q - largest));
  long double worst = 0;
  for (size_t i = 0; i < row.size(); ++i) {
    const long double real =
        std::exp(static_cast<long double>(step) * (row[i] - largest)) / sum *
            toReal(softmax.gain) +
        softmax.zeroPoint;
    const auto clamped =
        std::clamp<long double>(real, softmax.qmin, softmax.qmax);
    worst = std::max(worst, std::fabs(out[i] - clamped));
  }
  return static_cast<double>(worst);
}

TEST(Softmax, ExponentialsAreWithinTheirBounds) {
  for (const double step : {1e-9, 3e-4, 0.01, 0.1, 0.7, 30.0, 1e30})
    for (const unsigned bits : {8U, 16U}) {
      const Softmax softmax = derive(step, bits, 8);
      const double bound = bits == 8 ? 0.5 : 1.5 + 0x1p-32;
      EXPECT_EQ(exponential(softmax, 0), 1 << 30);
      int32_t last = 1 << 30;
      for (uint32_t d = 0; d < 1U << bits; ++d) {
        const int32_t e = exponential(softmax, d);
        const double real = std::ldexp(std::exp(-step * d), 30);
        // The reference has an error of its own, of f64.
        ASSERT_LE(std::fabs(e - real), bound + 0x1p-20) << step << " " << d;
        ASSERT_GE(e, 0);
        ASSERT_LE(e, last + 3);
        last = e;
      }
    }
}

TEST(Softmax, ReciprocalsAreWithinTheirBound) {
  Random random(41);
  for (int i = 0; i < 1000000; ++i) {
    Softmax softmax;
    softmax.gain = deriveFixedPoint(random.real(-20, 29)).value;
    const int64_t sum = (int64_t{1} << 30) + (random.int64() & INT64_MAX) / 2;
    const FixedPoint scale = reciprocal(softmax, sum);
    ASSERT_GT(scale.multiplier, 0);
    ASSERT_GE(scale.shift, 31);
    ASSERT_LE(scale.shift, kMaxShift);
    const double real = toReal(softmax.gain) / static_cast<double>(sum);
    if (scale.shift < kMaxShift)
      ASSERT_LE(std::fabs(toReal(scale) / real - 1), 0x1p-29);
    else
      ASSERT_LT(real * 0x1p30, 1);
  }
}

TEST(Softmax, RandomRowsAreWithinTheBound) {
  Random random(42);
  for (const unsigned bits : {8U, 16U})
    for (const unsigned outBits : {8U, 16U})
      for (int i = 0; i < 3000; ++i) {
        const double step = random.real(bits == 8 ? -9 : -16, 1);
        const Softmax softmax = derive(step, bits, outBits);
        const StorageRange range = StorageRange::full(bits, i % 2 != 0);
        std::vector<int64_t> row(
            static_cast<size_t>(random.between(1, i % 50 == 0 ? 3000 : 70)));
        const int64_t spread = random.between(1, range.qmax - range.qmin);
        for (int64_t &q : row)
          q = range.qmax - random.between(0, spread);
        const double bound =
            getSoftmaxErrorBound(softmax, static_cast<int64_t>(row.size()));
        ASSERT_LE(getError(softmax, step, row), bound) << row.size();
        ASSERT_LT(bound, outBits == 8 ? 0.502 : 0.8);
      }
}

/// Every pair of bytes, at the scales where their exponentials differ most.
TEST(Softmax, AllPairsOfBytes) {
  for (const double step : {0.001, 0.02, 0.1, 1.0}) {
    const Softmax softmax = derive(step, 8, 16);
    for (int64_t a = 0; a <= 255; ++a)
      ASSERT_LE(getError(softmax, step, {a, 0}),
                getSoftmaxErrorBound(softmax, 2));
  }
}

TEST(Softmax, EqualElementsShareTheRow) {
  const Softmax softmax = derive(0.1, 16, 16);
  for (const int64_t count : {1, 2, 3, 50, 1000, 70000, 1000000}) {
    const std::vector<int64_t> row(static_cast<size_t>(count), -7);
    const double error = getError(softmax, 0.1, row);
    // The sum of equal exponentials is exact.
    EXPECT_LE(error, getSoftmaxErrorBound(softmax, 1)) << count;
  }
}

TEST(Softmax, OneElementTakesAll) {
  const Softmax softmax = derive(1.0, 16, 8);
  std::vector<int64_t> row(50, -32768);
  row[17] = 32767;
  softmaxRow(softmax, row.data(), row.size(), row.data());
  for (size_t i = 0; i < row.size(); ++i)
    EXPECT_EQ(row[i], i == 17 ? 127 : -128);
}

TEST(Softmax, EmptyRowsHaveNoResults) {
  const Softmax softmax = derive(1.0, 8, 8);
  softmaxRow(softmax, nullptr, 0, nullptr);
  EXPECT_GT(reciprocal(softmax, 0).multiplier, 0);
}

/// 2^33 - 1 elements at 2^30 each still fit, and share what is below a step.
TEST(Softmax, TheLongestSumFits) {
  const Softmax softmax = derive(1.0, 16, 16);
  const int64_t sum = ((int64_t{1} << 33) - 1) << 30;
  const FixedPoint scale = reciprocal(softmax, sum);
  EXPECT_EQ(probability(softmax, 1 << 30, scale), -32768);
}

TEST(Softmax, ResultsBelowHalfAStepAreZero) {
  const DerivedSoftmax derived = deriveSoftmax(1.0, 8, 0x1p-40, 3, -128, 127);
  EXPECT_EQ(derived.status, FixedPointStatus::ZeroResult);
  ASSERT_TRUE(derived.isUsable());
  const int64_t row[] = {5, 100};
  int64_t out[2];
  softmaxRow(derived.value, row, 2, out);
  EXPECT_EQ(out[0], 3);
  EXPECT_EQ(out[1], 3);
}

TEST(Softmax, RefusesWhatHasNoForm) {
  EXPECT_EQ(deriveSoftmax(1.0, 8, 0x1p30, 0, -128, 127).status,
            FixedPointStatus::TooLarge);
  for (const double bad : {0.0, -1.0, HUGE_VAL, std::nan("")}) {
    EXPECT_EQ(deriveSoftmax(bad, 8, 256, 0, -128, 127).status,
              FixedPointStatus::Invalid);
    EXPECT_EQ(deriveSoftmax(1.0, 8, bad, 0, -128, 127).status,
              FixedPointStatus::Invalid);
  }
}

} // namespace
