//===- FindingsTests.cpp - Tensors that need a look -------------*- C++ -*-===//

#include "CalibrationTestUtils.h"

#include "quantx/Calibration/Findings.h"

#include <gtest/gtest.h>

using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

std::vector<float> repeat(std::vector<std::pair<int, float>> parts) {
  std::vector<float> values;
  for (auto [count, value] : parts)
    values.insert(values.end(), count, value);
  return values;
}

double shareOf(std::vector<std::pair<int, float>> parts) {
  return computeSaturatedShare(statisticsOf(repeat(std::move(parts))));
}

// The end of a range that is 0, from either side, is no limit; nor is a value
// that is there once.
TEST(Findings, SaturationCountsRepeatedEndsApartFromZero) {
  EXPECT_EQ(shareOf({}), 0);
  EXPECT_EQ(shareOf({{5, 3}}), 0);
  EXPECT_EQ(shareOf({{1, -1}, {1, 1}}), 0);
  EXPECT_EQ(shareOf({{90, 0}, {10, 6}}), 9 / 100.0);
  EXPECT_EQ(shareOf({{90, 0}, {10, -6}}), 9 / 100.0);
  EXPECT_EQ(shareOf({{30, -1}, {30, 0.5}, {40, 1}}), 68 / 100.0);
  // Softmax: nearly all is close to 0, and hardly any value is 0.
  EXPECT_EQ(shareOf({{90, 1e-9f}, {9, 0.5}, {1, 1}}), 0);
}

TEST(Findings, AreSortedByKindAndName) {
  ModelStatistics statistics;
  statistics.data.push_back({"mask", "m.npy", std::string(64, '0'), {{0, 9}}});
  statistics.data.push_back({"k", "k.npy", std::string(64, '0'), {}});
  statistics.tensors["a"] = statisticsOf(repeat({{30, -1}, {30, 1}, {1, 0}}));
  statistics.tensors["b"] = statisticsOf(repeat({{8, 7}}));
  statistics.tensors["c"] = statisticsOf(repeat({{8, 0}}));
  statistics.tensors["d"] = statisticsOf({1, 2, INFINITY, NAN, NAN});
  statistics.tensors["e"] = statisticsOf({1, 2, 3});
  statistics.tensors["f"] = statisticsOf({5});
  // Arguments are what the data is.
  statistics.tensors["k"] = statisticsOf(repeat({{8, 7}}));
  statistics.tensors["mask"] = statistics.tensors["a"];
  statistics.tensors["main/arg#0"] = statistics.tensors["a"];

  std::vector<Finding> findings = findConspicuous(statistics);
  ASSERT_EQ(findings.size(), 4u);
  EXPECT_EQ(findings[0].kind, FindingKind::NotFinite);
  EXPECT_EQ(findings[0].tensor, "d");
  EXPECT_EQ(findings[0].seen, "2 NaN and 1 infinite of 5 values");
  EXPECT_EQ(findings[1].kind, FindingKind::Dead);
  EXPECT_EQ(findings[1].tensor, "c");
  EXPECT_EQ(findings[2].kind, FindingKind::Constant);
  EXPECT_EQ(findings[2].seen, "all 8 values are 7");
  EXPECT_EQ(findings[3].kind, FindingKind::Saturating);
  EXPECT_EQ(findings[3].seen,
            "95.1 % of the values are at the ends of [-1, 1]");
}

TEST(Findings, CountsDeadChannels) {
  TensorStatistics::Fields fields = statisticsOf({0, 1, 0, 2}).getFields();
  std::vector<Channel> channels(2);
  channels[0].add({0, 0}, /*withHistogram=*/false);
  channels[1].add({1, 2}, /*withHistogram=*/false);
  fields.channels = ChannelStatistics(1, channels, /*hasHistograms=*/false);
  ModelStatistics statistics;
  statistics.tensors["x"] =
      llvm::cantFail(TensorStatistics::fromFields(fields));
  std::vector<Finding> findings = findConspicuous(statistics);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].kind, FindingKind::DeadChannels);
  EXPECT_EQ(findings[0].seen, "1 of 2 channels are 0 for all samples");
}

} // namespace
