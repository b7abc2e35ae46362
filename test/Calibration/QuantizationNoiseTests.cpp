//===- QuantizationNoiseTests.cpp -----------------------------------------===//

#include "quantx/Calibration/QuantizationNoise.h"

#include "quantx/Numerics/Parameters.h"
#include "gtest/gtest.h"

#include <cmath>
#include <random>
#include <vector>

using namespace quantx;
using namespace quantx::calibration;

namespace {

numerics::QuantParams makeParams(float scale, int64_t zeroPoint) {
  return {scale, zeroPoint, numerics::StorageRange::full(8, /*isSigned=*/true)};
}

TensorStatistics gather(const std::vector<float> &values) {
  TensorStatistics statistics;
  statistics.add(values);
  return statistics;
}

/// The definition, value by value.
double measureNoise(const std::vector<float> &values,
                    const numerics::QuantParams &params) {
  double sum = 0;
  for (float value : values) {
    int64_t stored = numerics::quantize(value, params);
    double error = value - numerics::dequantizeExact(stored, params.scale,
                                                     params.zeroPoint);
    sum += error * error;
  }
  return sum / static_cast<double>(values.size());
}

TEST(QuantizationNoise, ConstantTensor) {
  EXPECT_EQ(predictNoise(gather({0.25F, 0.25F}), makeParams(0.25F, 0)), 0);
  EXPECT_DOUBLE_EQ(predictNoise(gather({0.375F}), makeParams(0.25F, 0)),
                   0.125 * 0.125);
  // Clipped: 127 is the largest.
  EXPECT_EQ(predictNoise(gather({130}), makeParams(1, 0)), 9);
}

TEST(QuantizationNoise, UniformValuesLoseATwelfthOfAStepSquared) {
  std::vector<float> values;
  for (int i = 0; i < 100000; ++i)
    values.push_back(static_cast<float>(i) / 1000);
  double scale = 0.8;
  EXPECT_NEAR(predictNoise(gather(values), makeParams(0.8F, 0)),
              scale * scale / 12, 1e-4);
}

TEST(QuantizationNoise, NearWhatIsMeasured) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal(1, 2);
  std::vector<float> values(200000);
  for (float &value : values)
    value = normal(random);
  TensorStatistics statistics = gather(values);
  for (double limit : {1.0, 3.0, 6.0, 12.0}) {
    numerics::QuantParams params =
        numerics::deriveParams(
            -limit, 1.5 * limit,
            numerics::StorageRange::full(8, /*isSigned=*/true))
            .params;
    double measured = measureNoise(values, params);
    EXPECT_NEAR(predictNoise(statistics, params) / measured, 1, 0.01) << limit;
  }
}

TEST(QuantizationNoise, FineStorageHasStepsWithinABin) {
  std::vector<float> values;
  std::mt19937 random(5);
  std::uniform_real_distribution<float> uniform(-3, 5);
  for (int i = 0; i < 100000; ++i)
    values.push_back(uniform(random));
  numerics::QuantParams params =
      numerics::deriveParams(-3, 5, numerics::StorageRange::full(16, true))
          .params;
  double scale = params.scale;
  EXPECT_NEAR(predictNoise(gather(values), params) * 12 / (scale * scale), 1,
              1e-3);
}

} // namespace
