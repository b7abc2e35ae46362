//===- NormalizeTest.cpp - Layer and RMS norm of quantized rows -----------===//

#include "quantx/Numerics/Normalize.h"
#include "Reference.h"

#include "gtest/gtest.h"

#include <algorithm>

using namespace quantx::numerics;
using namespace quantx::numerics::test;

namespace {

//===----------------------------------------------------------------------===//
// Inverse square root
//===----------------------------------------------------------------------===//

void expectInverseSquareRoot(uint64_t number) {
  const FixedPoint root = inverseSquareRoot(number);
  ASSERT_GE(root.multiplier, 1 << 30) << number;
  ASSERT_GE(root.shift, 31);
  ASSERT_LE(root.shift, kMaxShift);
  const long double real = 1 / std::sqrt(static_cast<long double>(number));
  ASSERT_LE(std::fabs(toReal(root) / real - 1), 0x1p-28L) << number;
}

TEST(InverseSquareRoot, EverySmallNumber) {
  for (uint64_t number = 1; number < 1 << 20; ++number)
    expectInverseSquareRoot(number);
}

/// The ends of every cell of the table and of its neighbourhood.
TEST(InverseSquareRoot, EveryMantissaOf18Bits) {
  for (uint64_t top = 1 << 16; top < 1 << 18; ++top)
    for (const uint64_t rest : {uint64_t{0}, (uint64_t{1} << 46) - 1})
      expectInverseSquareRoot((top << 46) + rest);
}

TEST(InverseSquareRoot, RandomNumbers) {
  Random random(51);
  for (int i = 0; i < 2000000; ++i)
    if (const uint64_t number = random.bits() >> random.between(0, 63))
      expectInverseSquareRoot(number);
  expectInverseSquareRoot(UINT64_MAX);
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

struct Layer {
  QuantParams in;
  double epsilon = 0;
  bool centered = true;
  std::vector<double> gains, offsets;
  int64_t zeroPoint = 0;
  StorageRange out;
};

/// What the row normalizes to, in output steps, clamped. Sums are exact: the
/// variance of a row that is all but constant is.
std::vector<long double> getReal(const Layer &layer,
                                 const std::vector<int64_t> &row) {
  const auto count = static_cast<int64_t>(row.size());
  Wide sum = 0, squares = 0;
  for (const int64_t q : row) {
    sum += q - layer.in.zeroPoint;
    squares += Wide{q - layer.in.zeroPoint} * (q - layer.in.zeroPoint);
  }
  if (!layer.centered)
    sum = 0;
  const long double scale = layer.in.scale;
  const auto variance = static_cast<long double>(count * squares - sum * sum);
  const long double deviation =
      std::sqrt(variance * scale * scale +
                static_cast<long double>(count) * count * layer.epsilon);
  std::vector<long double> result;
  for (size_t i = 0; i < row.size(); ++i) {
    const size_t c = layer.gains.size() == 1 ? 0 : i;
    const auto distance = static_cast<long double>(
        count * Wide{row[i] - layer.in.zeroPoint} - sum);
    const long double y = distance == 0 ? 0 : distance * scale / deviation;
    result.push_back(std::clamp<long double>(
        y * layer.gains[c] + layer.offsets[c] + layer.zeroPoint, layer.out.qmin,
        layer.out.qmax));
  }
  return result;
}

/// Fails unless every result is within the bound; returns the bound.
double expectWithinBound(const Layer &layer, const std::vector<int64_t> &row) {
  const DerivedNormalize rows =
      deriveNormalize(layer.in, static_cast<int64_t>(row.size()), layer.epsilon,
                      layer.centered);
  EXPECT_EQ(rows.status, NormalizeStatus::Ok);
  const DerivedNormalizeOutput output =
      deriveNormalizeOutput(rows.value, layer.gains, layer.offsets,
                            layer.zeroPoint, layer.out.qmin, layer.out.qmax);
  EXPECT_EQ(output.status, FixedPointStatus::Ok);
  std::vector<int64_t> out(row.size());
  normalizeRow(rows.value, output.value, row.data(), out.data());
  const std::vector<long double> real = getReal(layer, row);
  const double bound = getNormalizeErrorBound(rows.value, output.value);
  for (size_t i = 0; i < row.size(); ++i)
    EXPECT_LE(std::fabs(out[i] - real[i]), bound)
        << "element " << i << " of " << row.size() << ": " << out[i];
  return bound;
}

/// Most of the output's steps for a normalized number of 4.
Layer makeLayer(unsigned bits, bool isSigned, unsigned outBits,
                Random &random) {
  Layer layer;
  layer.in.scale = static_cast<float>(random.real(-12, 4));
  layer.in.range = StorageRange::full(bits, isSigned);
  layer.in.zeroPoint = random.between(layer.in.range.qmin, layer.in.range.qmax);
  layer.out = StorageRange::full(outBits, true);
  layer.zeroPoint = random.between(layer.out.qmin, layer.out.qmax);
  layer.gains = {std::ldexp(1.0, static_cast<int>(outBits) - 3)};
  layer.offsets = {0.0};
  return layer;
}

TEST(Normalize, RandomRowsAreWithinTheBound) {
  Random random(52);
  for (int i = 0; i < 20000; ++i) {
    const unsigned bits = i % 2 != 0 ? 8 : 16, outBits = i % 4 < 2 ? 8 : 16;
    Layer layer = makeLayer(bits, i % 8 < 4, outBits, random);
    layer.centered = i % 3 != 0;
    layer.epsilon = i % 5 == 0 ? 0 : random.real(-40, 2);
    std::vector<int64_t> row(
        static_cast<size_t>(random.between(1, i % 100 == 0 ? 3000 : 100)));
    const StorageRange &range = layer.in.range;
    const int64_t low = random.between(range.qmin, range.qmax);
    const int64_t high = random.between(low, range.qmax);
    for (int64_t &q : row)
      q = random.between(low, high);
    const double bound = expectWithinBound(layer, row);
    ASSERT_LT(bound, outBits == 8 ? 0.501 : 0.52);
    if (HasFailure())
      FAIL() << "row " << i;
  }
}

TEST(Normalize, ChannelsOfEverySign) {
  Random random(53);
  for (int i = 0; i < 3000; ++i) {
    Layer layer = makeLayer(i % 2 != 0 ? 8 : 16, true, 16, random);
    layer.epsilon = 1e-5;
    std::vector<int64_t> row(96);
    layer.gains.resize(row.size());
    layer.offsets.resize(row.size());
    for (size_t c = 0; c < row.size(); ++c) {
      row[c] = random.between(layer.in.range.qmin, layer.in.range.qmax);
      layer.gains[c] = random.real(-8, 13) * (random.bits() % 2 != 0 ? 1 : -1);
      layer.offsets[c] =
          random.real(-8, 16) * (random.bits() % 2 != 0 ? 1 : -1);
    }
    layer.gains[3] = 0;
    ASSERT_LT(expectWithinBound(layer, row), 0.6);
    if (HasFailure())
      FAIL() << "row " << i;
  }
}

TEST(Normalize, ConstantRowsGiveTheOffset) {
  Random random(54);
  for (const double epsilon : {0.0, 1e-12, 1e-5, 1.0})
    for (const unsigned bits : {8U, 16U}) {
      Layer layer = makeLayer(bits, true, 16, random);
      layer.epsilon = epsilon;
      layer.zeroPoint = 11;
      for (const int64_t q : {layer.in.range.qmin, layer.in.range.qmax}) {
        const DerivedNormalize rows =
            deriveNormalize(layer.in, 96, epsilon, true);
        const NormalizeOutput output =
            deriveNormalizeOutput(rows.value, {500.0}, {20.0}, 11, -32768,
                                  32767)
                .value;
        std::vector<int64_t> row(96, q);
        normalizeRow(rows.value, output, row.data(), row.data());
        EXPECT_EQ(row, std::vector<int64_t>(96, 31));
      }
    }
}

/// The smallest variances: one element one step away from all others.
TEST(Normalize, OneElementApart) {
  Random random(55);
  for (const int64_t count : {2, 3, 4, 5, 49, 96, 1000, 32768})
    for (const unsigned bits : {8U, 16U})
      for (const double epsilon : {0.0, 1e-9}) {
        Layer layer = makeLayer(bits, true, 16, random);
        layer.epsilon = epsilon;
        layer.gains = {32767 / std::sqrt(static_cast<double>(count))};
        std::vector<int64_t> row(static_cast<size_t>(count), 0);
        for (const int64_t far : {int64_t{1}, layer.in.range.qmin}) {
          row.back() = far;
          expectWithinBound(layer, row);
        }
      }
}

/// The longest rows with the largest sums that a type can make.
TEST(Normalize, LongestRowsOfLargestSums) {
  Random random(56);
  for (const unsigned bits : {8U, 16U})
    for (const bool isSigned : {false, true})
      for (const bool centered : {false, true}) {
        // Rows of bytes are of eight million.
        if (bits == 8 && isSigned == centered)
          continue;
        Layer layer = makeLayer(bits, isSigned, 16, random);
        layer.centered = centered;
        layer.in.zeroPoint = layer.in.range.qmin;
        const int64_t longest = int64_t{1} << (31 - bits);
        std::vector<int64_t> row(static_cast<size_t>(longest),
                                 layer.in.range.qmax);
        expectWithinBound(layer, row);
        std::fill(row.begin(), row.begin() + longest / 2, layer.in.range.qmin);
        expectWithinBound(layer, row);
        EXPECT_EQ(deriveNormalize(layer.in, longest + 1, 0, centered).status,
                  NormalizeStatus::RowTooLong);
      }
}

TEST(Normalize, RefusesWhatHasNoForm) {
  QuantParams in;
  for (const double bad : {-1.0, HUGE_VAL, std::nan("")})
    EXPECT_EQ(deriveNormalize(in, 96, bad, true).status,
              NormalizeStatus::Invalid);
  EXPECT_EQ(deriveNormalize(in, 0, 0, true).status, NormalizeStatus::Invalid);
  in.scale = 0x1p-126f;
  EXPECT_EQ(deriveNormalize(in, 96, 1e-5, true).status,
            NormalizeStatus::EpsilonTooLarge);
  const Normalize rows = deriveNormalize({}, 96, 1e-5, true).value;
  auto getStatus = [&](double gain, double offset) {
    return deriveNormalizeOutput(rows, {gain}, {offset}, 0, -128, 127).status;
  };
  EXPECT_EQ(getStatus(1e30, 0), FixedPointStatus::TooLarge);
  EXPECT_EQ(getStatus(1, -1e30), FixedPointStatus::TooLarge);
  for (const double bad : {-HUGE_VAL, std::nan("")}) {
    EXPECT_EQ(getStatus(bad, 0), FixedPointStatus::Invalid);
    EXPECT_EQ(getStatus(1, bad), FixedPointStatus::Invalid);
  }
}

TEST(Normalize, MultipliersStayBelowTheirBounds) {
  Random random(57);
  for (int i = 0; i < 200000; ++i) {
    const Normalize rows =
        deriveNormalize({}, random.between(1, 1 << 15), 0, true).value;
    const double gain = i % 7 == 0 ? std::nextafter(random.real(0, 1), 0)
                                   : random.real(-40, 50);
    const DerivedNormalizeOutput derived = deriveNormalizeOutput(
        rows, {gain, -gain}, {random.real(-40, 58), -1.0}, -128, -128, 127);
    if (derived.status != FixedPointStatus::Ok)
      continue;
    const NormalizeOutput &output = derived.value;
    const int64_t largest = (int64_t{1} << 30) + 16;
    for (size_t c = 0; c < 2; ++c)
      for (const int64_t sign : {-1, 1}) {
        int64_t sum = 0;
        ASSERT_FALSE(__builtin_mul_overflow(largest * sign,
                                            output.multipliers[c], &sum));
        ASSERT_FALSE(__builtin_add_overflow(sum, output.offsets[c], &sum));
      }
    ASSERT_EQ(std::signbit(output.multipliers[1]), output.multipliers[0] != 0);
  }
}

} // namespace
