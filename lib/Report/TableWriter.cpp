//===- TableWriter.cpp - A comparison for the terminal --------------------===//

#include "Format.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatAdapters.h"
#include "llvm/Support/raw_ostream.h"

#include <map>

using namespace llvm;
using namespace quantx;
using namespace quantx::report;

using Row = std::vector<std::string>;

/// Prints columns that are as wide as they need be: the first `numText` to the
/// left, figures to the right.
static void printColumns(raw_ostream &os, ArrayRef<Row> rows, size_t numText) {
  std::vector<unsigned> widths(rows.front().size());
  for (const Row &row : rows)
    for (auto [width, cell] : zip_equal(widths, row))
      width = std::max<unsigned>(width, cell.size());
  for (const Row &row : rows) {
    std::string line;
    raw_string_ostream text(line);
    for (auto [i, cell] : enumerate(row)) {
      text << (i ? "  " : "");
      if (i < numText)
        text << left_justify(cell, widths[i]);
      else
        text << right_justify(cell, widths[i]);
    }
    os << StringRef(line).rtrim() << "\n";
  }
}

static raw_ostream &startLine(raw_ostream &os, StringRef name) {
  return os << left_justify(name, 14);
}

static void printSummary(raw_ostream &os, const Comparison &comparison) {
  startLine(os, "float") << comparison.floatModel << "\n";
  startLine(os, "quantized") << comparison.quantizedModel << "\n";
  startLine(os, "target") << comparison.target << "\n";
  for (const std::string &input : comparison.inputs)
    startLine(os, "input") << input << "\n";
  startLine(os, "samples") << comparison.samples << " at batch "
                           << comparison.batchSize << "\n";
  if (comparison.floatCorrect && comparison.quantizedCorrect) {
    startLine(os, "float top-1")
        << formatRate(*comparison.floatCorrect, comparison.samples) << "\n";
    startLine(os, "top-1") << formatRate(*comparison.quantizedCorrect,
                                         comparison.samples)
                           << "\n";
  }
  if (comparison.agreeing)
    startLine(os, "agreement")
        << formatRate(*comparison.agreeing, comparison.samples) << "\n";
  for (const OutputComparison &output : comparison.outputs) {
    const ErrorMetrics &error = output.error;
    startLine(os, "output")
        << output.name << ": SQNR " << formatSQNR(error)
        << (error.getSQNR() ? " dB" : "") << ", cosine "
        << formatCosine(error.getCosine()) << ", largest error "
        << formatNumber(error.getMaxAbsError()) << "\n";
  }
}

static void printLayers(raw_ostream &os, const Comparison &comparison,
                        size_t maxLayers) {
  size_t shown = comparison.layers.size();
  if (maxLayers)
    shown = std::min(shown, maxLayers);
  std::vector<Row> rows = {{"layer", "storage", "SQNR dB", "storage dB",
                            "cosine", "max error", "below", "above"}};
  for (const LayerComparison &layer :
       ArrayRef(comparison.layers).take_front(shown)) {
    bool stored = layer.stored.has_value();
    rows.push_back({layer.name, layer.storage, formatSQNR(layer.error),
                    stored ? formatDecibels(layer.stored->getSQNR()) : "-",
                    formatCosine(layer.error.getCosine()),
                    formatNumber(layer.error.getMaxAbsError()),
                    stored ? formatShare(layer.getShareBelow()) : "-",
                    stored ? formatShare(layer.getShareAbove()) : "-"});
  }
  os << "\n";
  printColumns(os, rows, /*numText=*/2);
  if (shown < comparison.layers.size())
    os << "and " << comparison.layers.size() - shown
       << " that are better; --worst=0 shows all\n";
}

static void printCalibrators(raw_ostream &os, const Comparison &comparison) {
  if (comparison.calibrators.empty())
    return;
  std::vector<Row> rows = {
      {"calibrator", "best on", "mean dB", "lowest dB", "on layer"}};
  auto summaries = summarizeCalibrators(comparison);
  for (auto [summary, name] : zip_equal(summaries, comparison.calibrators))
    rows.push_back(
        {name,
         std::to_string(summary.best) + " of " + std::to_string(summary.layers),
         summary.mean ? formatDecibels(summary.mean) : "-",
         summary.lowest ? formatDecibels(summary.lowest) : "-",
         summary.lowest ? comparison.layers[summary.lowestLayer].name : "-"});
  os << "\npredicted from " << comparison.statistics << ":\n";
  printColumns(os, rows, /*numText=*/1);
}

/// Names with the same reason stand together.
static void printLeftOut(raw_ostream &os, StringRef title,
                         ArrayRef<LeftOut> values) {
  std::map<std::string, std::vector<std::string>> byReason;
  for (const LeftOut &value : values)
    byReason[value.reason].push_back(value.name);
  for (const auto &[reason, names] : byReason) {
    os << "\n" << title << " (" << reason << "):\n";
    for (const std::string &name : names)
      os << "  " << name << "\n";
  }
}

void report::printTable(raw_ostream &os, const Comparison &comparison,
                        size_t maxLayers) {
  printSummary(os, comparison);
  startLine(os, "values") << describeCoverage(comparison) << "\n";
  printLayers(os, comparison, maxLayers);
  printCalibrators(os, comparison);
  printLeftOut(os, "only in the float model", comparison.leftOutFloat);
  printLeftOut(os, "only in the quantized model", comparison.leftOutQuantized);
}
