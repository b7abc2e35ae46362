//===- LookupTableTest.cpp - Pointwise functions as tables ----------------===//

#include "quantx/Numerics/LookupTable.h"
#include "Reference.h"
#include "quantx/Numerics/FixedPoint.h"

#include "gtest/gtest.h"

using namespace quantx::numerics;

namespace {

constexpr QuantParams kSigned{0.05f, -3, StorageRange::full(8, true)};
constexpr QuantParams kUnsigned{0.05f, 125, StorageRange::full(8, false)};
constexpr QuantParams kOut{1.0f / 256.0f, -128, StorageRange::full(8, true)};

double identity(double x) { return x; }
double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

TEST(LookupTable, BitsAndValuesAreInverse) {
  for (const unsigned bits : {2U, 4U, 8U, 16U})
    for (const bool isSigned : {true, false}) {
      const StorageRange range = StorageRange::full(bits, isSigned);
      for (int64_t q = range.qmin; q <= range.qmax; ++q) {
        ASSERT_LT(bitsOfValue(q, range), uint64_t{1} << bits);
        ASSERT_EQ(valueOfBits(bitsOfValue(q, range), range), q);
      }
    }
}

TEST(LookupTable, IdentityWithEqualParametersIsIdentity) {
  for (const QuantParams &p : {kSigned, kUnsigned}) {
    const auto table = buildTable(identity, p, p);
    ASSERT_EQ(table.size(), 256U);
    for (int64_t q = p.range.qmin; q <= p.range.qmax; ++q)
      EXPECT_EQ(table[bitsOfValue(q, p.range)], q);
  }
}

TEST(LookupTable, EveryEntryIsWhatTheChainComputes) {
  const auto table = buildTable(sigmoid, kSigned, kOut);
  for (int64_t q = -128; q <= 127; ++q) {
    const double y = sigmoid(dequantize(q, kSigned));
    EXPECT_EQ(table[bitsOfValue(q, kSigned.range)],
              quantize(static_cast<float>(y), kOut));
  }
}

TEST(LookupTable, OneFloatOperationGivesTheBitsOfFloatCode) {
  const auto table =
      buildTable([](double x) { return x * 0.3; }, kSigned, kOut);
  const auto inFloat = buildTable(
      [](double x) {
        return static_cast<double>(static_cast<float>(x) * 0.3f);
      },
      kSigned, kOut);
  const auto inDouble = buildTable(
      [](double x) { return x * static_cast<double>(0.3f); }, kSigned, kOut);
  EXPECT_EQ(inFloat, inDouble);
  EXPECT_EQ(table.size(), inFloat.size());
}

/// u8 with zero point z and s8 with z - 128 are the same numbers.
TEST(LookupTable, SignedAndUnsignedFormsAgree) {
  const auto asSigned = buildTable(sigmoid, kSigned, kOut);
  const auto asUnsigned = buildTable(sigmoid, kUnsigned, kOut);
  for (int64_t q = -128; q <= 127; ++q)
    EXPECT_EQ(asSigned[bitsOfValue(q, kSigned.range)],
              asUnsigned[bitsOfValue(q + 128, kUnsigned.range)]);
}

TEST(LookupTable, NarrowInputHasAllEntries) {
  QuantParams narrow = kSigned;
  narrow.range = narrow.range.narrow();
  EXPECT_EQ(buildTable(sigmoid, narrow, kOut),
            buildTable(sigmoid, kSigned, kOut));
}

TEST(LookupTable, FourBitsHaveSixteenEntries) {
  const QuantParams in{0.5f, 0, StorageRange::full(4, true)};
  const auto table = buildTable(identity, in, kOut);
  ASSERT_EQ(table.size(), 16U);
  EXPECT_EQ(table[0xf], quantize(-0.5f, kOut));
}

TEST(LookupTable, NaNAndInfinitiesOfTheFunction) {
  const auto logs =
      buildTable([](double x) { return std::log(x); }, kSigned, kOut);
  const StorageRange &range = kSigned.range;
  EXPECT_EQ(logs[bitsOfValue(-128, range)], kOut.zeroPoint);
  EXPECT_EQ(logs[bitsOfValue(-3, range)], kOut.range.qmin);
  const auto huge = buildTable([](double) { return 1e300; }, kSigned, kOut);
  EXPECT_EQ(huge[0], kOut.range.qmax);
}

} // namespace
