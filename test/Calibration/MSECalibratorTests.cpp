//===- MSECalibratorTests.cpp - The least rounding error ------------------===//
//
// Against values worked out by hand. test/Calibration/reference.test compares
// with sums over samples of the densities on larger data.
//
//===----------------------------------------------------------------------===//

#include "CalibrationTestUtils.h"

#include "quantx/Numerics/Parameters.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

/// The mean of |x - q(x)|^p over `values` themselves.
double errorOf(ArrayRef<float> values, Range range, Symmetry symmetry,
               double p = 2, unsigned bits = 8) {
  numerics::ParamOptions options;
  options.symmetric = symmetry == Symmetry::Symmetric;
  numerics::QuantParams params =
      numerics::deriveParams(range.min, range.max,
                             numerics::StorageRange::full(bits, true), options)
          .params;
  double sum = 0;
  for (float value : values)
    sum += std::pow(std::fabs(value - numerics::dequantizeExact(
                                          numerics::quantize(value, params),
                                          params.scale, params.zeroPoint)),
                    p);
  return sum / static_cast<double>(values.size());
}

std::vector<float> normals(size_t count) {
  std::mt19937 random(13);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float &value : values)
    value = normal(random);
  return values;
}

TEST(MSECalibrator, OfOneValueIsTheValue) {
  for (float value : {7.0f, -7.0f, 0.0f, 1e-40f, 3e38f}) {
    Range range = rangeOf("mse", statisticsOf({value, value}));
    EXPECT_EQ(range.min, value);
    EXPECT_EQ(range.max, value);
  }
}

TEST(MSECalibrator, KeepsAUniformDistribution) {
  std::vector<float> values;
  for (int i = 0; i <= 100000; ++i)
    values.push_back(static_cast<float>(i) / 100000.0f);
  Range range = rangeOf("mse", statisticsOf(values));
  EXPECT_EQ(range.min, 0);
  // Rounding reaches half a step beyond the largest level, so that the best
  // scale of n levels and half a step at each end is 1 / n; 0 is a level, so
  // only the upper half counts: t + t / 255 / 2 = 1.
  EXPECT_NEAR(range.max, 1 / (1 + 0.5 / 255), 1e-3);
}

TEST(MSECalibrator, FindsTheScaleOfFourBitsForANormalDistribution) {
  // Banner et al. (arXiv 1810.05723, section 2) give 2.55 for 4 bits with 16
  // levels; the symmetric scale has 15, and no level in between is lost to 0.
  std::vector<float> values = normals(400000);
  double clip =
      rangeOf("mse:bits=4", statisticsOf(values), Symmetry::Symmetric).max;
  EXPECT_NEAR(clip, 2.55, 0.1);
}

TEST(MSECalibrator, WeighsAnOutlierAgainstTheRest) {
  // One value of 50 among n = 10^6: a symmetric threshold t costs the others
  // n * (t / 127)^2 / 12 and the outlier (50 - t)^2. With k = n / 127^2 / 12,
  // the sum is least at 50 / (1 + k).
  std::vector<float> values = normals(1000000);
  values.push_back(50);
  TensorStatistics statistics = statisticsOf(values);
  double k = 1e6 / (127.0 * 127.0) / 12;
  EXPECT_NEAR(rangeOf("mse", statistics, Symmetry::Symmetric).max, 50 / (1 + k),
              0.1);
  // With a step of (t + m) / 255, m being the magnitude of the lower end, at
  // (50 - k * m) / (1 + k). Both ends move, so that m is below that observed.
  k = 1e6 / (255.0 * 255.0) / 12;
  Range range = rangeOf("mse", statistics);
  EXPECT_NEAR(range.max, (50 + k * range.min) / (1 + k), 1);
  EXPECT_GT(range.min, statistics.getMin());
  // A high norm gives weight to what is cut off.
  EXPECT_GT(rangeOf("mse:p=4", statistics).max, 40);
}

TEST(MSECalibrator, MovesEachEndByItself) {
  std::vector<float> values = normals(1000000);
  values.push_back(-30);
  values.push_back(1000);
  Range range = rangeOf("mse", statisticsOf(values));
  double k = 1e6 / (255.0 * 255.0) / 12;
  EXPECT_NEAR(range.max, (1000 + k * range.min) / (1 + k), 10);
  EXPECT_LT(range.min, 0);
  EXPECT_GT(range.min, -10);
}

TEST(MSECalibrator, IsNoWorseThanItsNeighbours) {
  std::mt19937 random(14);
  std::vector<float> values = normals(20000);
  for (float &value : values)
    value = value * value * value;
  TensorStatistics statistics = statisticsOf(values);
  for (double p : {1.0, 2.0, 2.4})
    for (Symmetry symmetry : {Symmetry::Asymmetric, Symmetry::Symmetric}) {
      std::string spec = "mse:p=" + std::to_string(p);
      Range found = rangeOf(spec, statistics, symmetry);
      double least = errorOf(values, found, symmetry, p);
      std::uniform_real_distribution<float> factor(0.3f, 1.3f);
      for (int i = 0; i < 100; ++i) {
        Range other = {found.min * factor(random), found.max * factor(random)};
        // The error of the values themselves is not that of the bins.
        EXPECT_GE(errorOf(values, other, symmetry, p), least * 0.99);
      }
      EXPECT_LE(least,
                errorOf(values, rangeOf("min-max", statistics), symmetry, p));
    }
}

TEST(MSECalibrator, StaysInsideTheObservedRange) {
  std::mt19937 random(15);
  for (int i = 0; i < 20; ++i)
    for (Symmetry symmetry : {Symmetry::Asymmetric, Symmetry::Symmetric}) {
      TensorStatistics statistics = statisticsOf(makeValues(random, 100));
      Range range = rangeOf("mse", statistics, symmetry);
      EXPECT_GE(range.min, statistics.getMin());
      EXPECT_LE(range.max, statistics.getMax());
      EXPECT_LE(range.min, range.max);
    }
}

TEST(MSECalibrator, RefusesOptions) {
  auto messageOf = [](StringRef spec) {
    return toString(createCalibrator(spec).takeError());
  };
  EXPECT_EQ(messageOf("mse:p=0.5"), "calibrator option 'p' must be in [1, 16]");
  EXPECT_EQ(messageOf("mse:p=nan"), "calibrator option 'p' must be in [1, 16]");
  EXPECT_EQ(messageOf("mse:bits=17"),
            "calibrator option 'bits' must be a whole number from 2 to 16");
}

} // namespace
