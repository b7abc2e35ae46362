//===- Comparison.h - A quantized model beside its float one ----*- C++ -*-===//
//
// What quant-run --compare finds out, as data, and the three forms it is
// written in: a table, an HTML page and JSON. The forms say the same.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_REPORT_COMPARISON_H
#define QUANTX_REPORT_COMPARISON_H

#include "quantx/Calibration/Calibrator.h"
#include "quantx/Report/ErrorMetrics.h"
#include "quantx/Report/StorageMetrics.h"

#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace quantx::report {

/// What a calibrator would make of the statistics of one tensor.
struct CalibratorCost {
  /// The range it chooses; none where it cannot, for the reason in `problem`.
  std::optional<calibration::Range> range;
  /// Of values stored with that range, predicted from the histogram, in dB;
  /// none where nothing would be lost.
  std::optional<double> sqnr;
  /// A predicate, empty where there is a range.
  std::string problem;
};

/// One value of the float model and what stands for it in the quantized one.
struct LayerComparison {
  std::string name;
  /// The place in the float model, from 0.
  size_t position = 0;
  /// "i8", "i16", "f32".
  std::string storage;
  ErrorMetrics error;
  /// None where the quantized value is a float, or its scale is chosen at run
  /// time, so that there is no range to speak of.
  std::optional<StorageMetrics> stored;
  /// The values of the float model.
  calibration::TensorStatistics values;
  /// One per calibrator of the comparison, or none at all.
  std::vector<CalibratorCost> costs;

  /// The share of values that the storage clips.
  double getShareBelow() const;
  double getShareAbove() const;
};

struct OutputComparison {
  std::string name;
  ErrorMetrics error;
};

/// A value that could not be compared, and why: a predicate.
struct LeftOut {
  std::string name;
  std::string reason;
};

struct Comparison {
  std::string producer;
  std::string floatModel;
  std::string quantizedModel;
  std::string target;
  /// A line for each argument's data.
  std::vector<std::string> inputs;
  int64_t samples = 0;
  int64_t batchSize = 0;

  /// Worst first, once sortLayers has been called.
  std::vector<LayerComparison> layers;
  std::vector<OutputComparison> outputs;
  std::vector<LeftOut> leftOutFloat;
  std::vector<LeftOut> leftOutQuantized;

  /// Samples for which the largest element of the first result is at the same
  /// place in both; none where that result has no row per sample.
  std::optional<int64_t> agreeing;
  /// Samples for which it is at the place that the label names.
  std::optional<int64_t> floatCorrect;
  std::optional<int64_t> quantizedCorrect;

  /// The statistics file, and the calibrators that are compared by it.
  std::string statistics;
  std::vector<std::string> calibrators;
};

/// Sorts by the SQNR, those with the most noise first, those without an error
/// last; equals in the order of the model.
void sortLayers(Comparison &comparison);

/// How one calibrator does over all layers.
struct CalibratorSummary {
  /// Layers it has a range for.
  size_t layers = 0;
  /// Layers for which no other calibrator has a higher SQNR.
  size_t best = 0;
  /// Mean of the SQNRs in dB, and the lowest; none where no layer has one.
  std::optional<double> mean;
  std::optional<double> lowest;
  /// The index of the layer with the lowest SQNR.
  size_t lowestLayer = 0;
};

/// One summary for each calibrator.
std::vector<CalibratorSummary> summarizeCalibrators(const Comparison &);

/// Counts of float values in equal bins over [low, high], for people to look
/// at, and those outside.
struct DisplayHistogram {
  double low = 0;
  double high = 1;
  std::vector<uint64_t> counts;
  uint64_t below = 0;
  uint64_t above = 0;
};

/// A histogram of `layer`'s float values over the observed and the represented
/// range, which does not lose the smaller one of the two: it shows at most
/// their span once more beyond either end of it. Values that were never seen
/// give no counts.
DisplayHistogram makeDisplayHistogram(const LayerComparison &layer);

/// Prints the comparison for a terminal: at most `maxLayers` of the layers, 0
/// for all.
void printTable(llvm::raw_ostream &os, const Comparison &comparison,
                size_t maxLayers);

/// Prints a JSON object, described in docs/Compare.md.
void printJSON(llvm::raw_ostream &os, const Comparison &comparison);

/// Prints an HTML page that needs nothing else.
void printPage(llvm::raw_ostream &os, const Comparison &comparison);

} // namespace quantx::report

#endif // QUANTX_REPORT_COMPARISON_H
