//===- PageCharts.cpp - The charts of an HTML page ------------------------===//
//
// Shapes are SVG that stretches to the width it gets; all text is HTML beside
// it, so that letters keep their size.
//
//===----------------------------------------------------------------------===//

#include "Format.h"
#include "Page.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cmath>

using namespace llvm;
using namespace quantx;
using namespace quantx::report;

/// The decibels at the upper edge of the overview.
static constexpr double kHighest = 60;

static double getHeight(std::optional<double> sqnr, bool isExact) {
  double decibels = sqnr.value_or(isExact ? kHighest : 0);
  return 100 * std::clamp(decibels, 0.0, kHighest) / kHighest;
}

/// The layers in the order of the model, by their place in the table.
static std::vector<std::pair<size_t, const LayerComparison *>>
getModelOrder(const Comparison &comparison) {
  std::vector<std::pair<size_t, const LayerComparison *>> order;
  for (auto [i, layer] : enumerate(comparison.layers))
    order.emplace_back(i, &layer);
  llvm::sort(order, [](auto a, auto b) {
    return a.second->position < b.second->position;
  });
  return order;
}

static void printBar(raw_ostream &os, size_t x, size_t id,
                     const LayerComparison &layer) {
  StringRef grade = getGrade(layer.error);
  // What is least visible is worst: there is always something to see.
  double height =
      std::max(getHeight(layer.error.getSQNR(), grade == "exact"), 1.0);
  os << "<a href=\"#layer" << id << "\"><title>" << escape(layer.name) << ": "
     << formatSQNR(layer.error) << (layer.error.getSQNR() ? " dB" : "")
     << "</title><rect class=\"hit\" x=\"" << x
     << "\" y=\"0\" width=\"1\" height=\"100\"/><rect class=\"" << grade
     << "\" x=\"" << format("%.2f", static_cast<double>(x) + 0.08) << "\" y=\""
     << format("%.1f", 100 - height) << "\" width=\"0.84\" height=\""
     << format("%.1f", height) << "\"/>";
  if (layer.stored) {
    double alone = 100 - getHeight(layer.stored->getSQNR(), /*isExact=*/true);
    os << "<line class=\"alone\" x1=\"" << x << "\" x2=\"" << x + 1
       << "\" y1=\"" << format("%.1f", alone) << "\" y2=\""
       << format("%.1f", alone) << "\"/>";
  }
  os << "</a>\n";
}

void report::printOverview(raw_ostream &os, const Comparison &comparison) {
  auto order = getModelOrder(comparison);
  os << "<section aria-labelledby=\"overview\">\n<h2 id=\"overview\">SQNR "
        "along the network</h2>\n<div class=\"overview\"><div class=\"scale "
        "soft\" aria-hidden=\"true\"><span>60 dB</span><span>40</span><span>20"
        "</span><span>0</span></div>\n<svg viewBox=\"0 0 "
     << order.size() << " 100\" style=\"max-width:" << 64 * order.size()
     << "px\" preserveAspectRatio=\"none\" role=\"group\" "
        "aria-label=\"SQNR of each layer, from the first to the last\">\n";
  for (double y : {100.0 / 3, 200.0 / 3})
    os << "<line class=\"grid\" x1=\"0\" x2=\"" << order.size() << "\" y1=\""
       << format("%.1f", y) << "\" y2=\"" << format("%.1f", y) << "\"/>\n";
  for (auto [x, entry] : enumerate(order))
    printBar(os, x, entry.first, *entry.second);
  os << "</svg></div>\n<p class=\"legend soft\">";
  constexpr std::pair<const char *, const char *> keys[] = {
      {"bad", "below 15 dB"},
      {"fair", "below 25 dB"},
      {"good", "25 dB and more"},
      {"line", "storage alone"}};
  for (auto [style, text] : keys)
    os << "<span><span class=\"key " << style << "\"></span>" << text
       << "</span> ";
  os << "</p>\n</section>\n";
}

namespace {

/// The horizontal axis of a histogram.
struct Axis {
  double low, high;

  /// In percent of the width.
  double place(double value) const {
    return std::clamp(100 * (value - low) / (high - low), 0.0, 100.0);
  }
};

} // namespace

static void printBars(raw_ostream &os, const DisplayHistogram &shown) {
  uint64_t most = *std::max_element(shown.counts.begin(), shown.counts.end());
  double perCount =
      96 / std::log1p(static_cast<double>(std::max<uint64_t>(most, 1)));
  double width = 100 / static_cast<double>(shown.counts.size());
  os << "<path class=\"bars\" d=\"";
  for (auto [i, count] : enumerate(shown.counts)) {
    if (count == 0)
      continue;
    double top = 100 - perCount * std::log1p(static_cast<double>(count));
    os << format("M%.2f 100V%.1fh%.2fV100z", width * static_cast<double>(i),
                 top, width);
  }
  os << "\"/>\n";
}

/// Shades what the storage clips, and marks its ends where they are in sight.
static void printLimits(raw_ostream &os, const Axis &axis, double min,
                        double max) {
  double from = axis.place(min), to = axis.place(max);
  auto shade = [&](double x, double width) {
    if (width > 0)
      os << format("<rect class=\"cut\" x=\"%.2f\" y=\"0\" width=\"%.2f\" "
                   "height=\"100\"/>\n",
                   x, width);
  };
  shade(0, from);
  shade(to, 100 - to);
  for (double end : {min, max})
    if (end >= axis.low && end <= axis.high)
      os << format("<line class=\"limit\" x1=\"%.2f\" x2=\"%.2f\" y1=\"0\" "
                   "y2=\"100\"/>\n",
                   axis.place(end), axis.place(end));
}

static void printTrack(raw_ostream &os, const Axis &axis, StringRef name,
                       double min, double max, StringRef result,
                       StringRef kind) {
  double from = axis.place(min), to = axis.place(max);
  os << "<li><span class=\"name\">" << escape(name) << "</span><span>"
     << formatRange(min, max) << "</span><span class=\"num\">" << result
     << "</span><div class=\"track\"><div class=\"" << kind << "\" style=\""
     << format("left:%.2f%%;width:%.2f%%", from, std::max(to - from, 0.3))
     << "\"></div></div></li>\n";
}

/// Ranges below the histogram, on the same axis.
static void printTracks(raw_ostream &os, const Axis &axis,
                        const Comparison &comparison,
                        const LayerComparison &layer) {
  auto label = [](std::optional<double> sqnr) {
    return formatDecibels(sqnr) + (sqnr ? " dB" : "");
  };
  os << "<ul class=\"tracks\">\n";
  const IntegerStorage &storage = layer.stored->getStorage();
  printTrack(os, axis, "as it is stored", storage.getMin(), storage.getMax(),
             label(layer.stored->getSQNR()), "stored");
  for (auto [cost, name] : zip(layer.costs, comparison.calibrators)) {
    if (cost.range)
      printTrack(os, axis, name, cost.range->min, cost.range->max,
                 label(cost.sqnr), "chosen");
    else
      os << "<li title=\"" << escape(cost.problem) << "\"><span class=\"name\">"
         << escape(name)
         << "</span><span class=\"soft\">no range</span></li>\n";
  }
  os << "</ul>\n";
}

void report::printHistogram(raw_ostream &os, const Comparison &comparison,
                            const LayerComparison &layer) {
  if (layer.values.getCount() == 0) {
    os << "<p class=\"soft\">The layer had no finite value.</p>\n";
    return;
  }
  DisplayHistogram shown = makeDisplayHistogram(layer);
  Axis axis = {shown.low, shown.high};
  std::string observed =
      formatRange(layer.values.getMin(), layer.values.getMax());
  os << "<figure>\n<svg class=\"histogram\" viewBox=\"0 0 100 100\" "
        "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Histogram of "
        "float values in "
     << observed << "\">\n";
  printBars(os, shown);
  if (layer.stored)
    printLimits(os, axis, layer.stored->getStorage().getMin(),
                layer.stored->getStorage().getMax());
  os << "</svg>\n<div class=\"ends soft\" aria-hidden=\"true\"><span>"
     << formatNumber(shown.low) << "</span><span>" << formatNumber(shown.high)
     << "</span></div>\n";
  if (layer.stored)
    printTracks(os, axis, comparison, layer);
  os << "<figcaption class=\"soft\">Float values, counts on a logarithmic "
        "scale";
  if (layer.stored)
    os << "; shaded: clipped";
  if (shown.below || shown.above)
    os << "; not shown: " << shown.below << " values below, " << shown.above
       << " above";
  os << "</figcaption>\n</figure>\n";
}
