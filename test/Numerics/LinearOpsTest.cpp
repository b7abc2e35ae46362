//===- LinearOpsTest.cpp - Linear functions and quotients -----------------===//
//
// docs/Semantics.md, QX-I10 and QX-I11.
//
//===----------------------------------------------------------------------===//

#include "quantx/Numerics/LinearOps.h"
#include "Reference.h"
#include "quantx/Numerics/IntegerOps.h"

#include "gtest/gtest.h"

using namespace quantx::numerics;
using namespace quantx::numerics::test;

namespace {

//===----------------------------------------------------------------------===//
// Linear functions
//===----------------------------------------------------------------------===//

TEST(DeriveLinear, OfTwoPositiveNumbersIsDeriveAdd) {
  Random random(3);
  for (int i = 0; i < 100000; ++i) {
    const double m1 = random.real(-31, 29), m2 = random.real(-60, 29);
    const AddMultipliers add = deriveAdd(m1, m2).value;
    const LinearMultipliers linear = deriveLinear(m1, m2, 0).value;
    ASSERT_EQ(linear.shift, add.shift);
    ASSERT_EQ(linear.multiplier1, add.multiplier1);
    ASSERT_EQ(linear.multiplier2, add.multiplier2);
    ASSERT_EQ(linear.constant, 0);
  }
}

TEST(DeriveLinear, KeepsSigns) {
  const LinearMultipliers value = deriveLinear(-0.5, 0.25, -3).value;
  EXPECT_EQ(value.shift, 31);
  EXPECT_EQ(value.multiplier1, -(1 << 30));
  EXPECT_EQ(value.multiplier2, 1 << 29);
  EXPECT_EQ(value.constant, -(int64_t{3} << 31));
}

/// A constant far above the multiplier takes the room of some of its bits.
TEST(DeriveLinear, LargeConstantLowersTheShift) {
  const LinearMultipliers value = deriveLinear(0x1p-30, 0, 0x1.8p20).value;
  EXPECT_EQ(value.shift, 40);
  EXPECT_EQ(value.multiplier1, 1 << 10);
  EXPECT_EQ(value.constant, int64_t{3} << 59);
}

TEST(DeriveLinear, NothingButAConstant) {
  for (const double c : {7.0, -7.5, 0.0, 1e-9}) {
    const DerivedLinear derived = deriveLinear(0, 0, c);
    ASSERT_TRUE(derived.isUsable());
    EXPECT_EQ(linearQuantized(100, -100, derived.value,
                              RoundingMode::NearestEven, 0, -128, 127),
              static_cast<int64_t>(std::nearbyint(c)));
  }
}

TEST(DeriveLinear, RefusesWhatHasNoForm) {
  EXPECT_EQ(deriveLinear(0x1p30, 1, 0).status, FixedPointStatus::TooLarge);
  EXPECT_EQ(deriveLinear(1, -0x1p30, 0).status, FixedPointStatus::TooLarge);
  EXPECT_EQ(deriveLinear(1, 1, 0x1p30).status, FixedPointStatus::TooLarge);
  for (const double bad : {HUGE_VAL, std::nan("")}) {
    EXPECT_EQ(deriveLinear(bad, 1, 0).status, FixedPointStatus::Invalid);
    EXPECT_EQ(deriveLinear(1, bad, 0).status, FixedPointStatus::Invalid);
    EXPECT_EQ(deriveLinear(1, 1, bad).status, FixedPointStatus::Invalid);
  }
}

/// One rounding of the exact sum, within what rounding the three numbers moves.
TEST(LinearQuantized, IsTheRoundedSum) {
  Random random(4);
  for (int i = 0; i < 200000; ++i) {
    const auto sign = [&] { return random.between(0, 1) != 0 ? 1.0 : -1.0; };
    const double m1 = sign() * random.real(-20, 4);
    const double m2 = sign() * random.real(-20, 4);
    const double c = sign() * random.real(-10, 14);
    const int64_t t1 = random.between(-65536, 65536);
    const int64_t t2 = random.between(-65536, 65536);
    const LinearMultipliers value = deriveLinear(m1, m2, c).value;
    const Wide sum = Wide{value.multiplier1} * t1 +
                     Wide{value.multiplier2} * t2 + value.constant;
    for (const RoundingMode mode : kModes) {
      const Wide rounded = referenceShift(sum, value.shift, mode);
      ASSERT_EQ(linearQuantized(t1, t2, value, mode, 9, -32768, 32767),
                static_cast<int64_t>(clampWide(rounded + 9, -32768, 32767)));
    }
    const double exact =
        m1 * static_cast<double>(t1) + m2 * static_cast<double>(t2) + c;
    const double steps = std::ldexp(static_cast<double>(sum), -value.shift);
    const double moved = static_cast<double>(std::abs(t1) + std::abs(t2) + 1) *
                         std::ldexp(1, -value.shift - 1);
    ASSERT_NEAR(steps, exact, moved + 1e-9 * std::fabs(exact));
  }
}

//===----------------------------------------------------------------------===//
// Quotients
//===----------------------------------------------------------------------===//

TEST(DeriveDivision, IsTheFixedPointUpToShift44) {
  EXPECT_EQ(deriveDivision(0.75).value, deriveFixedPoint(0.75).value);
  EXPECT_EQ(deriveDivision(0x1p-13).value, (FixedPoint{1 << 30, 43}));
  EXPECT_EQ(deriveDivision(0x1.8p-20).value, (FixedPoint{3 << 23, 44}));
  EXPECT_EQ(deriveDivision(0x1p-50).value, (FixedPoint{0, 44}));
  EXPECT_EQ(deriveDivision(0x1p30).status, FixedPointStatus::TooLarge);
  EXPECT_EQ(deriveDivision(0).status, FixedPointStatus::Invalid);
}

/// All pairs of bytes, by division with a remainder.
TEST(DivideQuantized, AllPairsOfBytes) {
  for (const double m : {12.0, 1.0, 0.37, 0x1p-14}) {
    const FixedPoint value = deriveDivision(m).value;
    for (int64_t t1 = -131; t1 <= 124; ++t1)
      for (int64_t t2 = -200; t2 <= 55; ++t2)
        for (const RoundingMode mode : kModes)
          for (const bool negated : {false, true}) {
            const int64_t got =
                divideQuantized(t1, t2, value, negated, mode, 4, -128, 127);
            const bool isNegative = ((t1 < 0) != (t2 < 0)) != negated;
            if (t2 == 0) {
              ASSERT_EQ(got, t1 == 0 ? 4 : isNegative ? -128 : 127);
              continue;
            }
            const Wide sign = (t2 < 0) != negated ? -1 : 1;
            const Wide quotient = divideToNearest(
                sign * t1 * value.multiplier,
                Wide{std::abs(t2)} * powerOfTwo(value.shift),
                mode == RoundingMode::NearestEven ? Ties::Even : Ties::Up);
            ASSERT_EQ(got,
                      static_cast<int64_t>(clampWide(quotient + 4, -128, 127)))
                << t1 << " / " << t2 << " * " << m << " " << mode;
          }
  }
}

TEST(DivideQuantized, EndsOf16Bits) {
  const FixedPoint largest = deriveDivision(0x1.fffp29).value;
  EXPECT_EQ(divideQuantized(65536, 1, largest, false, RoundingMode::Single, 0,
                            -32768, 32767),
            32767);
  EXPECT_EQ(divideQuantized(-65536, 1, largest, false, RoundingMode::Single, 0,
                            -32768, 32767),
            -32768);
  const FixedPoint smallest = deriveDivision(0x1p-14).value;
  EXPECT_EQ(divideQuantized(65536, -65536, smallest, false,
                            RoundingMode::Single, 0, -32768, 32767),
            0);
  EXPECT_EQ(divideQuantized(65536, 1, smallest, false, RoundingMode::Single, 0,
                            -32768, 32767),
            4);
}

TEST(DivideQuantized, DivisionByZeroStaysInsideTheBounds) {
  const FixedPoint value = deriveDivision(1).value;
  // NaN gives the zero point, which a clamp may have left out.
  EXPECT_EQ(
      divideQuantized(0, 0, value, false, RoundingMode::Single, -128, 0, 127),
      0);
  EXPECT_EQ(
      divideQuantized(5, 0, value, true, RoundingMode::Single, 3, -100, 90),
      -100);
}

} // namespace
