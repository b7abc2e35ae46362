//===- RuntimeParamsTest.cpp - Parameters chosen while running ------------===//
//
// docs/Semantics.md, QX-D8.
//
//===----------------------------------------------------------------------===//

#include "quantx/Numerics/RuntimeParams.h"
#include "Reference.h"
#include "quantx/Numerics/Parameters.h"

#include "gtest/gtest.h"

#include <vector>

using namespace quantx::numerics;
using namespace quantx::numerics::test;

namespace {

constexpr StorageRange kUnsigned8 = StorageRange::full(8, false);
constexpr StorageRange kSigned8 = StorageRange::full(8, true);

QuantParams choose(const std::vector<float> &values, const StorageRange &range,
                   bool symmetric = false) {
  return chooseParams(rangeOf(values.data(), values.size()), range, symmetric);
}

/// The inputs and outputs of ONNX's test_dynamicquantizelinear*.
TEST(RuntimeParams, DynamicQuantizeLinear) {
  const std::vector<float> plain = {0.0F, 2.0F, -3.0F, -2.5F, 1.34F, 0.5F};
  const QuantParams p = choose(plain, kUnsigned8);
  EXPECT_EQ(p.scale, 0.0196078438F);
  EXPECT_EQ(p.zeroPoint, 153);
  const int64_t expected[] = {153, 255, 0, 26, 221, 179};
  for (size_t i = 0; i < plain.size(); ++i)
    EXPECT_EQ(quantize(plain[i], p), expected[i]);
  const QuantParams negative =
      choose({-1.0F, -2.1F, -1.3F, -2.5F, -3.34F, -4.0F}, kUnsigned8);
  EXPECT_EQ(negative.scale, 0.0156862754F);
  EXPECT_EQ(negative.zeroPoint, 255);
  const QuantParams positive =
      choose({1.0F, 2.1F, 1.3F, 2.5F, 3.34F, 4.0F}, kUnsigned8);
  EXPECT_EQ(positive.scale, 0.0156862754F);
  EXPECT_EQ(positive.zeroPoint, 0);
}

TEST(RuntimeParams, SignedStorageIsTheSameShifted) {
  const std::vector<float> values = {0.0F, 2.0F, -3.0F};
  const QuantParams p = choose(values, kSigned8);
  EXPECT_EQ(p.scale, choose(values, kUnsigned8).scale);
  EXPECT_EQ(p.zeroPoint, 25);
}

TEST(RuntimeParams, Symmetric) {
  EXPECT_EQ(choose({2.0F, -3.0F}, kSigned8, true).scale, 3.0F / 127.0F);
  EXPECT_EQ(choose({2.0F, -3.0F}, kUnsigned8, true).scale, 2.0F / 255.0F);
  EXPECT_EQ(choose({2.0F, -3.0F}, kSigned8, true).zeroPoint, 0);
  EXPECT_EQ(chooseScale({-3.0F, 2.0F}, FloatFormat::F8E4M3FN), 3.0F / 448.0F);
  EXPECT_EQ(chooseScale({-3.0F, 2.0F}, FloatFormat::F4E2M1FN), 0.5F);
}

TEST(RuntimeParams, NothingButZero) {
  for (const std::vector<float> &values :
       {std::vector<float>{}, {0.0F, -0.0F}, {std::nanf("")}}) {
    EXPECT_EQ(choose(values, kUnsigned8).scale, 1.0F);
    EXPECT_EQ(choose(values, kUnsigned8).zeroPoint, 0);
    EXPECT_EQ(choose(values, kSigned8).zeroPoint, -128);
    EXPECT_EQ(choose(values, kSigned8, true).scale, 1.0F);
  }
}

TEST(RuntimeParams, NaNIsSkipped) {
  EXPECT_EQ(choose({std::nanf(""), 2.0F, -3.0F}, kUnsigned8).zeroPoint, 153);
}

/// Infinite, huge and tiny data still give a scale that QX-P1 allows.
TEST(RuntimeParams, EveryScaleIsValid) {
  const float extremes[] = {HUGE_VALF, 3.4e38F, 1e-45F, 1e-38F, 0x1p-126F};
  for (const float a : extremes)
    for (const float b : extremes)
      for (const bool symmetric : {false, true}) {
        const QuantParams p = choose({a, -b}, kSigned8, symmetric);
        EXPECT_EQ(validateScale(p.scale), ScaleStatus::Ok);
        EXPECT_TRUE(p.range.contains(p.zeroPoint));
        EXPECT_EQ(validateScale(chooseScale({-b, a}, FloatFormat::F8E5M2)),
                  ScaleStatus::Ok);
      }
}

/// Against the interval form in f64, which rounds less.
TEST(RuntimeParams, CloseToTheParametersOfTheRange) {
  Random random(5);
  for (int i = 0; i < 10000; ++i) {
    const auto low = static_cast<float>(-random.real(-20, 20));
    const auto high = static_cast<float>(random.real(-20, 20));
    const QuantParams runtime = choose({low, high}, kSigned8);
    const QuantParams compiled =
        deriveParams(static_cast<double>(low), static_cast<double>(high),
                     kSigned8)
            .params;
    EXPECT_NEAR(runtime.scale / compiled.scale, 1.0F, 1e-6F);
    EXPECT_LE(std::abs(runtime.zeroPoint - compiled.zeroPoint), 1);
  }
}

} // namespace
