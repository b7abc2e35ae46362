//===- Comparison.cpp - A quantized model beside its float one ------------===//

#include "quantx/Report/Comparison.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <limits>

using namespace quantx;
using namespace quantx::report;

static double getShare(uint64_t part, uint64_t whole) {
  return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

double LayerComparison::getShareBelow() const {
  return stored ? getShare(stored->getClippedBelow(), stored->getCount()) : 0;
}

double LayerComparison::getShareAbove() const {
  return stored ? getShare(stored->getClippedAbove(), stored->getCount()) : 0;
}

/// A key by which layers sort: the SQNR, or an end where there is none.
static double getRank(const ErrorMetrics &error) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (error.getNonFiniteMismatches() != 0)
    return -infinity;
  if (std::optional<double> sqnr = error.getSQNR())
    return *sqnr;
  return error.getNoisePower() > 0 ? -infinity : infinity;
}

void report::sortLayers(Comparison &comparison) {
  llvm::sort(comparison.layers, [](const auto &a, const auto &b) {
    double rankA = getRank(a.error), rankB = getRank(b.error);
    return rankA != rankB ? rankA < rankB : a.position < b.position;
  });
}

/// The highest SQNR that a calibrator has for a layer; that of a lossless one
/// is infinite.
static double getBest(const LayerComparison &layer) {
  double best = -std::numeric_limits<double>::infinity();
  for (const CalibratorCost &cost : layer.costs)
    if (cost.range)
      best = std::max(
          best, cost.sqnr.value_or(std::numeric_limits<double>::infinity()));
  return best;
}

std::vector<CalibratorSummary>
report::summarizeCalibrators(const Comparison &comparison) {
  std::vector<CalibratorSummary> summaries(comparison.calibrators.size());
  std::vector<size_t> ratios(summaries.size());
  for (auto [index, layer] : llvm::enumerate(comparison.layers)) {
    double best = getBest(layer);
    for (auto [summary, count, cost] :
         llvm::zip(summaries, ratios, layer.costs)) {
      if (!cost.range)
        continue;
      ++summary.layers;
      summary.best +=
          cost.sqnr.value_or(std::numeric_limits<double>::infinity()) == best;
      if (!cost.sqnr)
        continue;
      ++count;
      summary.mean = summary.mean.value_or(0) + *cost.sqnr;
      if (!summary.lowest || *cost.sqnr < *summary.lowest) {
        summary.lowest = cost.sqnr;
        summary.lowestLayer = index;
      }
    }
  }
  for (auto [summary, count] : llvm::zip_equal(summaries, ratios))
    if (summary.mean)
      *summary.mean /= static_cast<double>(count);
  return summaries;
}

/// The interval to show: both ranges, or the smaller one and its span on either
/// side.
static std::pair<double, double> getShownRange(const LayerComparison &layer) {
  double low = layer.values.getMin(), high = layer.values.getMax();
  if (layer.stored) {
    double min = layer.stored->getStorage().getMin();
    double max = layer.stored->getStorage().getMax();
    double span = high > low ? std::min(high - low, max - min) : max - min;
    double smallLow = high - low == span ? low : min;
    double smallHigh = high - low == span ? high : max;
    low = std::max(std::min(low, min), smallLow - span);
    high = std::min(std::max(high, max), smallHigh + span);
  }
  if (high > low)
    return {low, high};
  double margin = low == 0 ? 1 : std::fabs(low) / 2;
  return {low - margin, high + margin};
}

DisplayHistogram report::makeDisplayHistogram(const LayerComparison &layer) {
  constexpr size_t numBins = 80;
  DisplayHistogram shown;
  std::tie(shown.low, shown.high) = getShownRange(layer);
  shown.counts.resize(numBins);
  const calibration::Histogram &histogram = layer.values.getHistogram();
  double half = histogram.getBinWidth() / 2;
  double perUnit = static_cast<double>(numBins) / (shown.high - shown.low);
  for (auto [i, count] : llvm::enumerate(histogram.getCounts())) {
    // The bins are much narrower than those shown: a bin goes where its middle,
    // or what of it lies within the extremes, is.
    double middle = std::clamp(histogram.getLowerEdge(i) + half,
                               static_cast<double>(layer.values.getMin()),
                               static_cast<double>(layer.values.getMax()));
    double place = std::floor((middle - shown.low) * perUnit);
    if (middle < shown.low)
      shown.below += count;
    else if (middle > shown.high)
      shown.above += count;
    else
      shown.counts[std::min(static_cast<size_t>(place), numBins - 1)] += count;
  }
  return shown;
}
