//===- ComparisonTests.cpp ------------------------------------------------===//

#include "quantx/Report/Comparison.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

#include <numeric>

using namespace quantx;
using namespace quantx::report;

namespace {

/// A layer whose values are off by `error`.
LayerComparison makeLayer(const std::string &name, size_t position,
                          std::vector<float> values, float error) {
  LayerComparison layer;
  layer.name = name;
  layer.position = position;
  layer.storage = "i8";
  layer.values.add(values);
  std::vector<float> others = values;
  for (float &value : others)
    value += error;
  layer.error.add(values, others);
  return layer;
}

void store(LayerComparison &layer, float scale, int64_t zeroPoint) {
  layer.stored.emplace(IntegerStorage{
      {{scale, zeroPoint, numerics::StorageRange::full(8, true)}}});
}

std::vector<std::string> getNames(const Comparison &comparison) {
  std::vector<std::string> names;
  for (const LayerComparison &layer : comparison.layers)
    names.push_back(layer.name);
  return names;
}

TEST(Comparison, WorstFirst) {
  Comparison comparison;
  comparison.layers = {
      makeLayer("exact", 0, {1, 2}, 0), makeLayer("good", 1, {1, 2}, 0.01F),
      makeLayer("silent", 2, {0, 0}, 1), makeLayer("bad", 3, {1, 2}, 0.5F),
      makeLayer("also bad", 4, {1, 2}, 0.5F)};
  sortLayers(comparison);
  EXPECT_EQ(
      getNames(comparison),
      (std::vector<std::string>{"silent", "bad", "also bad", "good", "exact"}));
}

TEST(Comparison, NonFiniteMismatchIsWorst) {
  Comparison comparison;
  comparison.layers = {makeLayer("bad", 0, {1, 2}, 0.5F),
                       makeLayer("infinite", 1, {1, 2}, 0.001F)};
  constexpr float infinity = std::numeric_limits<float>::infinity();
  comparison.layers[1].error.add({1}, {infinity});
  sortLayers(comparison);
  EXPECT_EQ(comparison.layers.front().name, "infinite");
}

TEST(Comparison, CalibratorSummaries) {
  Comparison comparison;
  comparison.calibrators = {"a", "b"};
  comparison.layers = {makeLayer("x", 0, {1}, 1), makeLayer("y", 1, {1}, 1),
                       makeLayer("z", 2, {1}, 1)};
  calibration::Range range;
  comparison.layers[0].costs = {{range, 10, ""}, {range, 30, ""}};
  comparison.layers[1].costs = {{range, 20, ""}, {{}, {}, "has no rows"}};
  // Nothing is lost: no ratio, and better than any.
  comparison.layers[2].costs = {{range, {}, ""}, {range, 40, ""}};
  auto summaries = summarizeCalibrators(comparison);
  ASSERT_EQ(summaries.size(), 2U);
  EXPECT_EQ(summaries[0].layers, 3U);
  EXPECT_EQ(summaries[0].best, 2U);
  EXPECT_EQ(*summaries[0].mean, 15);
  EXPECT_EQ(*summaries[0].lowest, 10);
  EXPECT_EQ(summaries[0].lowestLayer, 0U);
  EXPECT_EQ(summaries[1].layers, 2U);
  EXPECT_EQ(summaries[1].best, 1U);
  EXPECT_EQ(*summaries[1].mean, 35);
}

uint64_t sum(const DisplayHistogram &shown) {
  return std::accumulate(shown.counts.begin(), shown.counts.end(),
                         shown.below + shown.above);
}

TEST(Comparison, HistogramCoversValuesAndStorage) {
  LayerComparison layer = makeLayer("x", 0, {-1, 0, 0.5F, 2}, 0);
  DisplayHistogram shown = makeDisplayHistogram(layer);
  EXPECT_EQ(shown.low, -1);
  EXPECT_EQ(shown.high, 2);
  EXPECT_EQ(sum(shown), 4U);
  EXPECT_EQ(shown.counts.back(), 1U);
  // [-1.28, 1.27] clips at the upper end.
  store(layer, 0.01F, 0);
  shown = makeDisplayHistogram(layer);
  EXPECT_NEAR(shown.low, -1.28, 1e-6);
  EXPECT_EQ(shown.high, 2);
}

TEST(Comparison, HistogramShowsTheSmallerRange) {
  // A mask: the storage is of 2.55, and shown with that once more beside it.
  LayerComparison layer = makeLayer("scores", 0, {-10000, 0, 1, 1.2F}, 0);
  store(layer, 0.01F, 0);
  DisplayHistogram shown = makeDisplayHistogram(layer);
  EXPECT_NEAR(shown.low, -1.28 - 2.55, 1e-6);
  EXPECT_EQ(shown.below, 1U);
  EXPECT_EQ(sum(shown), 4U);
  // Storage that is far too wide.
  store(layer = makeLayer("narrow", 0, {0, 0.5F, 1}, 0), 100, 0);
  shown = makeDisplayHistogram(layer);
  EXPECT_EQ(shown.low, -1);
  EXPECT_EQ(shown.high, 2);
  EXPECT_EQ(shown.below + shown.above, 0U);
}

TEST(Comparison, HistogramOfConstants) {
  DisplayHistogram shown =
      makeDisplayHistogram(makeLayer("zero", 0, {0, 0}, 0));
  EXPECT_EQ(shown.low, -1);
  EXPECT_EQ(shown.high, 1);
  EXPECT_EQ(sum(shown), 2U);
  shown = makeDisplayHistogram(makeLayer("four", 0, {4}, 0));
  EXPECT_EQ(shown.low, 2);
  EXPECT_EQ(shown.high, 6);
}

Comparison makeOdd() {
  Comparison comparison;
  comparison.floatModel = "a<b>.mlir";
  comparison.samples = 1;
  constexpr float infinity = std::numeric_limits<float>::infinity();
  comparison.layers = {makeLayer("</script><b>&\"name\"", 0, {1, 2}, 0.5F),
                       makeLayer("empty", 1, {}, 0),
                       makeLayer("infinite", 2, {infinity}, 0)};
  store(comparison.layers[0], 0.1F, 0);
  comparison.outputs.push_back({"<y>", {}});
  comparison.leftOutFloat.push_back({"<z>", "is <odd>"});
  return comparison;
}

TEST(Comparison, PageEscapesNames) {
  std::string page;
  llvm::raw_string_ostream os(page);
  printPage(os, makeOdd());
  EXPECT_EQ(page.find("<b>&\""), std::string::npos);
  EXPECT_EQ(page.find("<z>"), std::string::npos);
  EXPECT_EQ(page.find("<odd>"), std::string::npos);
  EXPECT_EQ(page.find("<y>"), std::string::npos);
  EXPECT_NE(page.find("&lt;/<wbr>script&gt;&lt;b&gt;&amp;&quot;name&quot;"),
            std::string::npos);
  EXPECT_EQ(page.find("nan"), std::string::npos);
}

TEST(Comparison, JSONHasNoInfinity) {
  std::string text;
  llvm::raw_string_ostream os(text);
  printJSON(os, makeOdd());
  auto parsed = llvm::json::parse(text);
  ASSERT_TRUE(static_cast<bool>(parsed));
  const auto &layers = *parsed->getAsObject()->getArray("layers");
  ASSERT_EQ(layers.size(), 3U);
  EXPECT_EQ(layers[1].getAsObject()->get("sqnr_db")->kind(),
            llvm::json::Value::Null);
  EXPECT_EQ(layers[2].getAsObject()->getInteger("non_finite"), 1);
}

TEST(Comparison, TableWithoutLayers) {
  std::string text;
  llvm::raw_string_ostream os(text);
  printTable(os, Comparison(), 0);
  EXPECT_NE(text.find("0 of 0 values"), std::string::npos);
}

} // namespace
