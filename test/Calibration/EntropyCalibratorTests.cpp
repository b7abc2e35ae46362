//===- EntropyCalibratorTests.cpp - The least divergence ------------------===//
//
// Against values worked out by hand. test/Calibration/reference.test compares
// with the definition, computed the slow way, on larger data.
//
//===----------------------------------------------------------------------===//

#include "CalibrationTestUtils.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace llvm;
using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

/// 0, 1, ..., count - 1, each `times` times.
std::vector<float> ramp(int count, int times) {
  std::vector<float> values;
  for (int i = 0; i < count * times; ++i)
    values.push_back(static_cast<float>(i % count));
  return values;
}

TEST(EntropyCalibrator, OfOneValueIsTheValue) {
  for (Symmetry symmetry : {Symmetry::Asymmetric, Symmetry::Symmetric})
    for (float value : {7.0f, -7.0f, 0.0f, 1e-40f, 3e38f}) {
      Range range = rangeOf("entropy", statisticsOf({value, value}), symmetry);
      EXPECT_EQ(range.min, value);
      EXPECT_EQ(range.max, value);
    }
}

TEST(EntropyCalibrator, KeepsTwoValues) {
  // Levels spread over bins that are not empty, so that nothing is lost.
  Range range = rangeOf("entropy", statisticsOf({-1, 5}));
  EXPECT_EQ(range.min, -1);
  EXPECT_EQ(range.max, 5);
}

TEST(EntropyCalibrator, KeepsWhatLevelsRepresentExactly) {
  // As many values as levels: each level of the whole range is one value.
  TensorStatistics statistics = statisticsOf(ramp(128, 10));
  EXPECT_EQ(rangeOf("entropy", statistics, Symmetry::Symmetric).max, 127);
}

TEST(EntropyCalibrator, CutsALongTail) {
  // 100,000 values spread over [0, 1) and one at 64. Keeping it would leave the
  // others 1/64 of the levels: bins of different counts merge. In bins of 1/32
  // the others fill 32, fewer than there are levels, so that about 128 bins are
  // kept.
  std::vector<float> values;
  for (int i = 0; i < 100000; ++i)
    values.push_back(static_cast<float>(std::fmod(i * 0.61803398875, 1.0)) *
                     static_cast<float>(i) / 100000.0f);
  values.push_back(64);
  Range range = rangeOf("entropy", statisticsOf(values), Symmetry::Symmetric);
  EXPECT_NEAR(range.max, 64.0f * 128 / 2048, 0.3f);
  // With as many levels as bins nothing merges, and nothing need be cut.
  EXPECT_EQ(rangeOf("entropy:levels=2048", statisticsOf(values)).max, 64);
}

TEST(EntropyCalibrator, CutsBothSignsAtOneMagnitude) {
  std::vector<float> values;
  for (int i = 0; i < 100000; ++i)
    values.push_back(std::fmod(static_cast<float>(i) * 0.618034f, 1.0f) *
                     static_cast<float>(i % 1000 - 250) / 1000.0f);
  values.push_back(-100);
  Range range = rangeOf("entropy", statisticsOf(values));
  TensorStatistics statistics = statisticsOf(values);
  EXPECT_NEAR(range.min, -100.0f * 128 / 2048, 0.6f);
  EXPECT_EQ(range.max, statistics.getMax());
}

TEST(EntropyCalibrator, StaysInsideTheObservedRange) {
  std::mt19937 random(11);
  for (int i = 0; i < 40; ++i)
    for (Symmetry symmetry : {Symmetry::Asymmetric, Symmetry::Symmetric}) {
      TensorStatistics statistics = statisticsOf(makeValues(random, 100));
      Range range = rangeOf("entropy", statistics, symmetry);
      EXPECT_GE(range.min, statistics.getMin());
      EXPECT_LE(range.max, statistics.getMax());
      EXPECT_LE(range.min, range.max);
    }
}

TEST(EntropyCalibrator, IsTheSameForMultiplesOfTwo) {
  std::mt19937 random(12);
  std::normal_distribution<float> normal;
  std::vector<float> values(5000);
  for (float &value : values)
    value = normal(random);
  Range range = rangeOf("entropy", statisticsOf(values));
  for (float factor : {0x1p-100f, 0x1p100f}) {
    std::vector<float> scaled;
    for (float value : values)
      scaled.push_back(value * factor);
    Range other = rangeOf("entropy", statisticsOf(scaled));
    EXPECT_EQ(other.min, range.min * factor);
    EXPECT_EQ(other.max, range.max * factor);
  }
}

TEST(EntropyCalibrator, LeavesZerosAlone) {
  // What a relu gives: half of the values are zeros, which every scale has.
  std::mt19937 random(17);
  std::normal_distribution<float> normal;
  std::vector<float> values(50000);
  for (float &value : values)
    value = std::max(normal(random), 0.0f);
  TensorStatistics statistics = statisticsOf(values);
  EXPECT_GT(rangeOf("entropy", statistics).max,
            1.2f * rangeOf("entropy:keep-zeros=1", statistics).max);
}

TEST(EntropyCalibrator, CutsANormalDistribution) {
  std::mt19937 random(16);
  std::normal_distribution<float> normal;
  std::vector<float> values;
  while (values.size() < 50000)
    if (float value = normal(random); std::fabs(value) < 4.73f)
      values.push_back(value);
  values.push_back(4.73f);
  TensorStatistics statistics = statisticsOf(values);
  EXPECT_NEAR(rangeOf("entropy", statistics, Symmetry::Symmetric).max, 3.9,
              0.3);
  EXPECT_NEAR(rangeOf("entropy:bins=8192", statistics, Symmetry::Symmetric).max,
              3.9, 0.3);
}

TEST(EntropyCalibrator, RefusesOptions) {
  auto errorOf = [](StringRef spec) {
    return toString(createCalibrator(spec).takeError());
  };
  EXPECT_EQ(errorOf("entropy:bins=128"), "calibrator option 'bins' must be a "
                                         "whole number from 256 to 65536");
  EXPECT_EQ(errorOf("entropy:levels=0"),
            "calibrator option 'levels' must be a whole number from 2 to 2048");
  EXPECT_EQ(errorOf("entropy:bins=300:levels=300.5"),
            "calibrator option 'levels' must be a whole number from 2 to 300");
  EXPECT_EQ(errorOf("entropy:p=2"),
            "calibrator has no option 'p'; its options are: bins, levels, "
            "keep-zeros");
}

} // namespace
