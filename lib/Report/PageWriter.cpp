//===- PageWriter.cpp - A comparison as an HTML page ----------------------===//

#include "Format.h"
#include "Page.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <map>

using namespace llvm;
using namespace quantx;
using namespace quantx::report;

std::string report::escape(StringRef text) {
  std::string escaped;
  raw_string_ostream os(escaped);
  printHTMLEscaped(text, os);
  return escaped;
}

std::string report::escapeName(StringRef name) {
  return join(split(escape(name), '/'), "/<wbr>");
}

StringRef report::getGrade(const ErrorMetrics &error) {
  if (error.getNonFiniteMismatches() != 0)
    return "bad";
  std::optional<double> sqnr = error.getSQNR();
  if (!sqnr)
    return error.getNoisePower() > 0 ? "bad" : "exact";
  return *sqnr < 15 ? "bad" : *sqnr < 25 ? "fair" : "good";
}

static std::string getFileName(StringRef path) {
  return escape(sys::path::filename(path));
}

static void printHead(raw_ostream &os, const Comparison &comparison) {
  os << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\">\n"
     << "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n"
     << "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
        "'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
     << "<title>" << getFileName(comparison.quantizedModel) << " compared with "
     << getFileName(comparison.floatModel) << "</title>\n<style>\n"
     << pageStyle << "</style>\n</head>\n<body>\n";
}

static void printHeader(raw_ostream &os, const Comparison &comparison) {
  os << "<header>\n<h1>" << getFileName(comparison.quantizedModel)
     << " <span class=\"soft\">compared with</span> "
     << getFileName(comparison.floatModel) << "</h1>\n<p class=\"soft\">"
     << comparison.samples << " samples at batch " << comparison.batchSize
     << ", compiled for " << escape(comparison.target);
  for (const std::string &input : comparison.inputs)
    os << " &middot; " << escape(input);
  os << "</p>\n</header>\n";
}

static void printTile(raw_ostream &os, StringRef name, StringRef value,
                      StringRef note) {
  os << "<div class=\"tile\"><dt>" << name << "</dt><dd><b>" << value << "</b>";
  if (!note.empty())
    os << "<span class=\"soft\">" << note << "</span>";
  os << "</dd></div>\n";
}

static std::string getRate(int64_t part, int64_t whole) {
  return formatNumber(whole ? 100 * static_cast<double>(part) /
                                  static_cast<double>(whole)
                            : 0) +
         " %";
}

static std::string getCount(int64_t part, int64_t whole) {
  return std::to_string(part) + " of " + std::to_string(whole);
}

static void printTiles(raw_ostream &os, const Comparison &comparison) {
  int64_t samples = comparison.samples;
  os << "<dl class=\"tiles\">\n";
  if (comparison.quantizedCorrect && comparison.floatCorrect) {
    printTile(os, "Top-1, quantized",
              getRate(*comparison.quantizedCorrect, samples),
              getCount(*comparison.quantizedCorrect, samples));
    printTile(os, "Top-1, float", getRate(*comparison.floatCorrect, samples),
              getCount(*comparison.floatCorrect, samples));
  }
  if (comparison.agreeing)
    printTile(os, "Same answer", getRate(*comparison.agreeing, samples),
              getCount(*comparison.agreeing, samples));
  for (const OutputComparison &output : comparison.outputs) {
    const ErrorMetrics &error = output.error;
    std::string unit = error.getSQNR() ? " dB" : "";
    printTile(os, "SQNR of " + escape(output.name), formatSQNR(error) + unit,
              "cosine " + formatCosine(error.getCosine()) + ", largest error " +
                  formatNumber(error.getMaxAbsError()));
  }
  printTile(os, "Layers", std::to_string(comparison.layers.size()),
            describeCoverage(comparison));
  os << "</dl>\n";
}

/// Why calibrators have no range for some layers, each reason once.
static void printProblems(raw_ostream &os, const Comparison &comparison) {
  std::map<std::string, size_t> layers;
  for (const LayerComparison &layer : comparison.layers)
    for (const CalibratorCost &cost : layer.costs)
      if (!cost.range)
        ++layers[cost.problem];
  if (layers.empty())
    return;
  os << "<ul class=\"names soft\">\n";
  for (const auto &[problem, count] : layers)
    os << "<li>No range for " << count << " layers: " << escape(problem)
       << "</li>\n";
  os << "</ul>\n";
}

static void printCalibrators(raw_ostream &os, const Comparison &comparison) {
  if (comparison.calibrators.empty())
    return;
  os << "<section aria-labelledby=\"calibrators\">\n<h2 "
        "id=\"calibrators\">Calibrators</h2>\n<p class=\"soft\">What each "
        "would choose from "
     << getFileName(comparison.statistics)
     << ", and the SQNR that storing the values of each layer would leave, "
        "predicted from its histogram. Errors of earlier layers are not in "
        "it.</p>\n<div class=\"scroll\"><table class=\"figures\"><thead><tr>"
        "<th scope=\"col\">Calibrator</th><th scope=\"col\" "
        "class=\"num\">Best on</th><th scope=\"col\" class=\"num\">Mean, "
        "dB</th><th scope=\"col\" class=\"num\">Lowest, dB</th><th "
        "scope=\"col\">on layer</th></tr></thead><tbody>\n";
  auto summaries = summarizeCalibrators(comparison);
  for (auto [summary, name] : zip_equal(summaries, comparison.calibrators)) {
    os << "<tr><th scope=\"row\">" << escape(name) << "</th><td class=\"num\">"
       << summary.best << " of " << summary.layers << "</td><td class=\"num\">"
       << (summary.mean ? formatDecibels(summary.mean) : "&ndash;")
       << "</td><td class=\"num\">"
       << (summary.lowest ? formatDecibels(summary.lowest) : "&ndash;")
       << "</td><td class=\"name\">"
       << (summary.lowest
               ? escapeName(comparison.layers[summary.lowestLayer].name)
               : "&ndash;")
       << "</td></tr>\n";
  }
  os << "</tbody></table></div>\n";
  printProblems(os, comparison);
  os << "</section>\n";
}

/// Names with the same reason stand together.
static void printLeftOut(raw_ostream &os, StringRef title,
                         ArrayRef<LeftOut> values) {
  std::map<std::string, std::vector<std::string>> byReason;
  for (const LeftOut &value : values)
    byReason[value.reason].push_back(value.name);
  for (const auto &[reason, names] : byReason) {
    os << "<details><summary>" << names.size() << " only in the " << title
       << ": " << escape(reason) << "</summary>\n<ul class=\"names\">\n";
    for (const std::string &name : names)
      os << "<li>" << escapeName(name) << "</li>\n";
    os << "</ul></details>\n";
  }
}

static void printRest(raw_ostream &os, const Comparison &comparison) {
  if (!comparison.leftOutFloat.empty() ||
      !comparison.leftOutQuantized.empty()) {
    os << "<section aria-labelledby=\"rest\">\n<h2 id=\"rest\">Not "
          "compared</h2>\n";
    printLeftOut(os, "float model", comparison.leftOutFloat);
    printLeftOut(os, "quantized model", comparison.leftOutQuantized);
    os << "</section>\n";
  }
  os << "<section aria-labelledby=\"terms\">\n<h2 id=\"terms\">Terms</h2>\n"
        "<dl class=\"terms\">\n"
        "<dt>SQNR</dt><dd>10 log<sub>10</sub> of the squares of the float "
        "values over the squares of the errors, in dB: 20 dB is an error of a "
        "tenth of the values, 40 dB of a hundredth. Errors of all layers "
        "before are in it.</dd>\n"
        "<dt>Storage alone</dt><dd>The same if the float values of this layer "
        "were stored and nothing else went wrong: what its own scale "
        "costs.</dd>\n"
        "<dt>Clipped</dt><dd>The share of the float values that the ends of "
        "the storage cut off, below and above.</dd>\n"
        "<dt>Cosine</dt><dd>Of the angle between all float and all quantized "
        "values of the layer.</dd>\n</dl>\n</section>\n";
}

void report::printPage(raw_ostream &os, const Comparison &comparison) {
  printHead(os, comparison);
  printHeader(os, comparison);
  os << "<main>\n";
  printTiles(os, comparison);
  printOverview(os, comparison);
  printLayers(os, comparison);
  printCalibrators(os, comparison);
  printRest(os, comparison);
  os << "</main>\n<footer class=\"soft\">" << escape(comparison.producer)
     << "</footer>\n<script>\n"
     << pageScript << "</script>\n</body>\n</html>\n";
}
