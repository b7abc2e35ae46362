//===- RowCalibratorTests.cpp - Ranges from rows and batches --------------===//

#include "CalibrationTestUtils.h"

#include "quantx/Numerics/Parameters.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

//===----------------------------------------------------------------------===//
// moving-average
//===----------------------------------------------------------------------===//

TensorStatistics withBatches(ArrayRef<BatchRange> ranges) {
  TensorGatherer gatherer;
  BatchRanges batches;
  for (BatchRange range : ranges) {
    gatherer.add({range.min, range.max});
    batches.add(range.min, range.max);
  }
  TensorStatistics::Fields fields = gatherer.getStatistics().getFields();
  fields.batchRanges = std::move(batches);
  return cantFail(TensorStatistics::fromFields(std::move(fields)));
}

TEST(MovingAverageCalibrator, IsThatOfPyTorch) {
  // Batches of 1x, 2x and 4x [-3, 5]: torch's MovingAverageMinMaxObserver.
  Range range =
      rangeOf("moving-average", withBatches({{-3, 5}, {-6, 10}, {-12, 20}}));
  EXPECT_FLOAT_EQ(range.min, -3.1197f);
  EXPECT_FLOAT_EQ(range.max, 5.1995f);
}

TEST(MovingAverageCalibrator, GivesTheLastBatchTheWeightC) {
  TensorStatistics statistics = withBatches({{-3, 5}, {-6, 10}, {-12, 20}});
  Range last = rangeOf("moving-average:c=1", statistics);
  EXPECT_EQ(last.min, -12);
  EXPECT_EQ(last.max, 20);
  Range half = rangeOf("moving-average:c=0.5", statistics);
  EXPECT_EQ(half.min, -8.25);
  EXPECT_EQ(half.max, 13.75);
}

TEST(MovingAverageCalibrator, NeedsBatches) {
  auto range = computeRange(*cantFail(createCalibrator("moving-average")),
                            statisticsOf({1, 2}), Symmetry::Asymmetric);
  EXPECT_EQ(toString(range.takeError()),
            "the calibrator moving-average needs the ranges of batches, which "
            "the statistics do not hold; run quant-calibrate with "
            "--moving-average");
  EXPECT_EQ(toString(createCalibrator("moving-average:c=0").takeError()),
            "calibrator option 'c' must be in (0, 1]");
}

//===----------------------------------------------------------------------===//
// cross-entropy
//===----------------------------------------------------------------------===//

TensorStatistics withRows(ArrayRef<std::vector<float>> rows) {
  TensorGatherer gatherer;
  RowReservoir reservoir(/*axis=*/1, /*capacity=*/64);
  for (auto [index, row] : enumerate(rows)) {
    gatherer.add(row);
    reservoir.add(index, row);
  }
  TensorStatistics::Fields fields = gatherer.getStatistics().getFields();
  fields.rows = std::move(reservoir);
  return cantFail(TensorStatistics::fromFields(std::move(fields)));
}

/// -sum(softmax(v) * log(softmax(q(v)))) as it is written.
double crossEntropyOf(ArrayRef<std::vector<float>> rows, Range range,
                      unsigned bits) {
  numerics::QuantParams params =
      numerics::deriveParams(range.min, range.max,
                             numerics::StorageRange::full(bits, true))
          .params;
  double result = 0;
  for (const std::vector<float> &row : rows) {
    double seen = 0, quantized = 0;
    auto dequantized = [&](float value) {
      return static_cast<double>(
          numerics::dequantize(numerics::quantize(value, params), params));
    };
    for (float value : row) {
      seen += std::exp(static_cast<double>(value));
      quantized += std::exp(dequantized(value));
    }
    for (float value : row)
      result -= std::exp(static_cast<double>(value)) / seen *
                std::log(std::exp(dequantized(value)) / quantized);
  }
  return result;
}

TEST(CrossEntropyCalibrator, CutsWhatSoftmaxCannotSee) {
  // Scores of -1000 have no probability; the others want the levels.
  std::vector<std::vector<float>> rows;
  std::mt19937 random(21);
  std::normal_distribution<float> normal;
  for (int i = 0; i < 20; ++i)
    rows.push_back({normal(random), normal(random), normal(random), -1000});
  Range range = rangeOf("cross-entropy", withRows(rows));
  EXPECT_GT(range.min, -100);
  EXPECT_GT(range.max, 1);
  // Rounding error alone would keep them: they are a quarter of the values.
  EXPECT_LT(rangeOf("mse", withRows(rows)).min, -900);
}

TEST(CrossEntropyCalibrator, IsNoWorseThanItsNeighbours) {
  std::vector<std::vector<float>> rows;
  std::mt19937 random(22);
  std::normal_distribution<float> normal;
  for (int i = 0; i < 40; ++i) {
    rows.emplace_back();
    for (int j = 0; j < 10; ++j)
      rows.back().push_back(5 * normal(random));
  }
  TensorStatistics statistics = withRows(rows);
  Range found = rangeOf("cross-entropy:bits=4", statistics);
  double least = crossEntropyOf(rows, found, 4);
  EXPECT_LT(least, crossEntropyOf(rows, rangeOf("min-max", statistics), 4));
  // The function has many minima, of which a grid finds a good one.
  std::uniform_real_distribution<float> factor(0.2f, 1.0f);
  for (int i = 0; i < 200; ++i) {
    Range other = {statistics.getMin() * factor(random),
                   statistics.getMax() * factor(random)};
    EXPECT_GT(crossEntropyOf(rows, other, 4), least * 0.97);
  }
}

TEST(CrossEntropyCalibrator, KeepsARowOfAnyLength) {
  std::vector<float> row(100000);
  for (auto [index, value] : enumerate(row))
    value = static_cast<float>(index % 97) / 10;
  Range range = rangeOf("cross-entropy", withRows({row, row}));
  EXPECT_GE(range.min, 0);
  EXPECT_LE(range.max, 9.6f);
  EXPECT_GT(range.max, 9);
}

TEST(CrossEntropyCalibrator, OfOneValueIsTheValue) {
  for (Symmetry symmetry : {Symmetry::Asymmetric, Symmetry::Symmetric})
    for (float value : {-7.0f, 0.0f, 3e38f}) {
      Range range =
          rangeOf("cross-entropy", withRows({{value, value}}), symmetry);
      EXPECT_EQ(range.min, value);
      EXPECT_EQ(range.max, value);
    }
}

TEST(CrossEntropyCalibrator, NeedsRows) {
  auto range = computeRange(*cantFail(createCalibrator("cross-entropy")),
                            statisticsOf({1, 2}), Symmetry::Asymmetric);
  EXPECT_NE(
      toString(range.takeError())
          .find("the calibrator cross-entropy needs rows of values, which the "
                "statistics do not hold"),
      std::string::npos);
}

} // namespace
