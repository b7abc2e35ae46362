//===- CalibratorTests.cpp - From statistics to a range -------------------===//

#include "CalibrationTestUtils.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace llvm;
using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

/// 0, 1, ..., 9999, scaled by `step`.
TensorStatistics ramp(float step) {
  std::vector<float> values;
  for (int i = 0; i < 10000; ++i)
    values.push_back(float(i) * step);
  return statisticsOf(values);
}

TEST(MinMaxCalibrator, GivesTheExtremes) {
  TensorStatistics statistics = statisticsOf({0.25f, -3, 5, 1});
  Range range = rangeOf("min-max", statistics);
  EXPECT_EQ(range.min, -3);
  EXPECT_EQ(range.max, 5);
}

TEST(PercentileCalibrator, LeavesHalfOfTheRestAtEachEnd) {
  // The middle 98 % of 0..9999; bins are 1 wide.
  Range range = rangeOf("percentile:p=98", ramp(1));
  EXPECT_FLOAT_EQ(range.min, 100);
  EXPECT_FLOAT_EQ(range.max, 9900);
}

TEST(PercentileCalibrator, LeavesTheRestBeyondAMagnitude) {
  Range range = rangeOf("percentile:p=98", ramp(-1), Symmetry::Symmetric);
  EXPECT_NEAR(range.min, -9800, 1);
  EXPECT_EQ(range.max, 0);
}

TEST(PercentileCalibrator, KeepsThe9999thOfTenThousandByDefault) {
  Range range = rangeOf("percentile", ramp(1), Symmetry::Symmetric);
  EXPECT_NEAR(range.max, 9999, 1e-2);
  EXPECT_EQ(range.min, 0);
  // One outlier of many is left out.
  std::vector<float> values(100000, 1.0f);
  values.push_back(1000);
  EXPECT_NEAR(rangeOf("percentile", statisticsOf(values)).max, 1, 0.1);
}

TEST(PercentileCalibrator, StaysInsideTheObservedRange) {
  for (Symmetry symmetry : {Symmetry::Asymmetric, Symmetry::Symmetric})
    for (const char *spec : {"percentile:p=100", "percentile:p=50"}) {
      std::mt19937 random(10);
      for (int i = 0; i < 100; ++i) {
        TensorStatistics statistics = statisticsOf(makeValues(random, 50));
        Range range = rangeOf(spec, statistics, symmetry);
        EXPECT_GE(range.min, statistics.getMin());
        EXPECT_LE(range.max, statistics.getMax());
        EXPECT_LE(range.min, range.max);
      }
    }
}

TEST(PercentileCalibrator, OfAConstantIsTheConstant) {
  Range range = rangeOf("percentile", statisticsOf({7, 7, 7}));
  EXPECT_EQ(range.min, 7);
  EXPECT_EQ(range.max, 7);
}

TEST(Calibrator, RefusesUnknownSpecifications) {
  auto errorOf = [](StringRef spec) {
    return toString(createCalibrator(spec).takeError());
  };
  EXPECT_EQ(errorOf("magic"),
            "unknown calibrator 'magic'; there are: cross-entropy, entropy, "
            "min-max, moving-average, mse, percentile");
  EXPECT_EQ(errorOf("percentile:p=x"),
            "calibrator option 'p=x' is not a number");
  EXPECT_EQ(errorOf("percentile:p=0"),
            "calibrator option 'p' must be in (0, 100]");
  EXPECT_EQ(errorOf("percentile:p=nan"),
            "calibrator option 'p' must be in (0, 100]");
  EXPECT_EQ(errorOf("percentile:q=3"),
            "calibrator has no option 'q'; its options are: p");
  EXPECT_EQ(errorOf("min-max:p=3"),
            "calibrator has no option 'p'; it takes none");
  EXPECT_EQ(errorOf("percentile:p"),
            "calibrator option 'p' is not of the form KEY=VALUE");
  EXPECT_EQ(errorOf("percentile:p=1:p=2"),
            "calibrator option 'p' is given twice");
}

TEST(Calibrator, NeedsAFiniteValue) {
  auto range = computeRange(*cantFail(createCalibrator("min-max")),
                            statisticsOf({NAN}), Symmetry::Asymmetric);
  EXPECT_EQ(toString(range.takeError()), "the tensor took no finite value");
}

} // namespace
