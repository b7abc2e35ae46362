//===- RequantizeTest.cpp - R and requantize against the definitions ------===//

#include "Reference.h"

#include "gtest/gtest.h"

using namespace quantx::numerics;
using namespace quantx::numerics::test;

namespace {

const int64_t kEdgeI32[] = {INT32_MIN,  INT32_MIN + 1,
                            -(1 << 30), -65536,
                            -255,       -128,
                            -3,         -2,
                            -1,         0,
                            1,          2,
                            3,          127,
                            255,        65535,
                            1 << 30,    INT32_MAX - 1,
                            INT32_MAX};
const int32_t kEdgeMultipliers[] = {1 << 30,    (1 << 30) + 1, 1583594044,
                                    0x55555555, INT32_MAX - 1, INT32_MAX};

void expectShift(int64_t product, int shift) {
  for (const RoundingMode mode : kModes)
    ASSERT_EQ(roundingShift(product, shift, mode),
              static_cast<int64_t>(referenceShift(product, shift, mode)))
        << product << " >> " << shift << " " << mode;
}

/// Every residue and every tie of small shifts, around 0 and either sign.
TEST(RoundingShift, SmallProductsExhaustively) {
  for (int shift = 1; shift <= 10; ++shift)
    for (int64_t product = -5000; product <= 5000; ++product)
      expectShift(product, shift);
}

TEST(RoundingShift, AroundEveryTie) {
  for (int shift = kMinShift; shift <= kMaxShift; ++shift) {
    const int64_t unit = int64_t{1} << shift;
    const int64_t most = shift > 59 ? 1 : 7;
    for (int64_t multiple = -most; multiple <= most; ++multiple)
      for (int64_t delta = -2; delta <= 2; ++delta) {
        // Ties of the single step, and of the first step of Double.
        expectShift(multiple * (unit / 2) + delta, shift);
        expectShift(multiple * (unit / 2) + (int64_t{1} << 30) + delta, shift);
        expectShift(multiple * (unit / 2) - (int64_t{1} << 30) + delta, shift);
      }
  }
}

TEST(RoundingShift, WholeInt64DoesNotOverflow) {
  for (int shift = kMinShift; shift <= kMaxShift; ++shift)
    for (const int64_t product : {INT64_MIN, INT64_MIN + 1, INT64_MAX})
      expectShift(product, shift);
}

TEST(Requantize, EdgesExhaustively) {
  for (const int64_t acc : kEdgeI32)
    for (const int32_t multiplier : kEdgeMultipliers)
      for (int shift = kMinShift; shift <= kMaxShift; ++shift)
        for (const RoundingMode mode : kModes) {
          const FixedPoint value{multiplier, shift};
          ASSERT_EQ(applyMultiplier(acc, value, mode),
                    static_cast<int64_t>(
                        referenceShift(Wide{acc} * multiplier, shift, mode)))
              << acc << " * " << value << " " << mode;
        }
}

TEST(Requantize, MillionRandomI32) {
  Random random(25087);
  for (int i = 0; i < 1000000; ++i) {
    const int64_t acc = random.int32();
    const FixedPoint value = random.fixedPoint();
    const int64_t zeroPoint = random.between(-128, 127);
    for (const RoundingMode mode : kModes) {
      const Wide exact =
          referenceShift(Wide{acc} * value.multiplier, value.shift, mode);
      ASSERT_EQ(applyMultiplier(acc, value, mode), static_cast<int64_t>(exact))
          << acc << " * " << value << " " << mode;
      ASSERT_EQ(requantize(acc, value, mode, zeroPoint, -128, 127),
                static_cast<int64_t>(clampWide(exact + zeroPoint, -128, 127)))
          << acc << " * " << value << " " << mode;
    }
  }
}

TEST(Requantize, RandomI64) {
  Random random(64);
  for (int i = 0; i < 300000; ++i) {
    const int64_t acc = random.int64();
    const FixedPoint value = random.fixedPoint();
    for (const RoundingMode mode : kModes) {
      const Wide exact =
          referenceShift(Wide{acc} * value.multiplier, value.shift, mode);
      ASSERT_EQ(applyMultiplier(acc, value, mode),
                static_cast<int64_t>(clampWide(exact, INT64_MIN, INT64_MAX)))
          << acc << " * " << value << " " << mode;
      ASSERT_EQ(requantize(acc, value, mode, 9, -32768, 32767),
                referenceRequantize(acc, value, mode, 9, -32768, 32767))
          << acc << " * " << value << " " << mode;
    }
  }
}

TEST(Requantize, I64BeyondTheResultSaturates) {
  const FixedPoint large{INT32_MAX, 1};
  EXPECT_EQ(applyMultiplier(INT64_MAX, large, RoundingMode::Single), INT64_MAX);
  EXPECT_EQ(applyMultiplier(INT64_MIN, large, RoundingMode::Single), INT64_MIN);
  EXPECT_EQ(requantize(INT64_MAX, large, RoundingMode::Double, 1, INT32_MIN,
                       INT32_MAX),
            INT32_MAX);
}

/// What generated code does for i32 accumulators: 64 bits are enough for the
/// product and its rounding, for every valid pair.
TEST(Requantize, SixtyFourBitsAreEnoughForI32) {
  Random random(32);
  const auto plain = [](int64_t acc, FixedPoint value) {
    int64_t sum = 0;
    const int64_t half = int64_t{1} << (value.shift - 1);
    EXPECT_FALSE(__builtin_add_overflow(acc * value.multiplier, half, &sum));
    return sum >> value.shift;
  };
  for (const int64_t acc : kEdgeI32)
    for (const int32_t multiplier : kEdgeMultipliers)
      for (int shift = kMinShift; shift <= kMaxShift; ++shift)
        ASSERT_EQ(
            plain(acc, {multiplier, shift}),
            applyMultiplier(acc, {multiplier, shift}, RoundingMode::Single));
  for (int i = 0; i < 100000; ++i) {
    const int64_t acc = random.int32();
    const FixedPoint value = random.fixedPoint();
    ASSERT_EQ(plain(acc, value),
              applyMultiplier(acc, value, RoundingMode::Single));
  }
}

TEST(Requantize, DoubleEqualsSingleUpToShift31) {
  Random random(31);
  for (int i = 0; i < 200000; ++i) {
    const int64_t acc = random.int32();
    FixedPoint value = random.fixedPoint();
    value.shift = static_cast<int32_t>(random.between(1, 31));
    ASSERT_EQ(applyMultiplier(acc, value, RoundingMode::Double),
              applyMultiplier(acc, value, RoundingMode::Single));
  }
}

/// The modes differ by at most one, and Single and NearestEven on ties only.
TEST(Requantize, ModesDifferOnlyWhereTheyMay) {
  Random random(5);
  for (int i = 0; i < 200000; ++i) {
    const int64_t acc = random.int32();
    const FixedPoint value = random.fixedPoint();
    const int64_t single = applyMultiplier(acc, value, RoundingMode::Single);
    const int64_t twice = applyMultiplier(acc, value, RoundingMode::Double);
    const int64_t even = applyMultiplier(acc, value, RoundingMode::NearestEven);
    ASSERT_LE(std::abs(single - twice), 1);
    const Wide unit = powerOfTwo(value.shift);
    const Wide product = Wide{acc} * value.multiplier;
    const bool tie = product - floorDivide(product, unit) * unit == unit / 2;
    ASSERT_TRUE(single == even || (tie && single == even + 1));
  }
}

/// A larger accumulator never gives a smaller result.
TEST(Requantize, IsMonotone) {
  Random random(6);
  for (int i = 0; i < 2000; ++i) {
    const FixedPoint value = random.fixedPoint();
    const int64_t start = random.int32();
    for (const RoundingMode mode : kModes)
      for (int64_t acc = start; acc < start + 50; ++acc)
        ASSERT_LE(applyMultiplier(acc, value, mode),
                  applyMultiplier(acc + 1, value, mode));
  }
}

} // namespace
