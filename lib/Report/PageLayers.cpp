//===- PageLayers.cpp - The layers of an HTML page ------------------------===//

#include "Format.h"
#include "Page.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <set>

using namespace llvm;
using namespace quantx;
using namespace quantx::report;

namespace {

struct Column {
  const char *title;
  /// "num" is aligned to the right, "wide" left out on narrow screens.
  const char *style;
};

constexpr Column kColumns[] = {
    {"No.", "num wide"},
    {"Layer", ""},
    {"Storage", ""},
    {"SQNR, dB", "num"},
    {"Storage alone, dB", "num wide"},
    {"Cosine", "num wide"},
    {"Max error", "num wide"},
    {"Clipped below", "num wide"},
    {"Clipped above", "num wide"},
};

} // namespace

/// A number to sort by; what has no ratio goes to an end.
static double getSortKey(const ErrorMetrics &error) {
  if (std::optional<double> sqnr = error.getSQNR();
      sqnr && error.getNonFiniteMismatches() == 0)
    return *sqnr;
  return getGrade(error) == "bad" ? -1e9 : 1e9;
}

static void printControls(raw_ostream &os, const Comparison &comparison) {
  std::set<std::string> storages;
  for (const LayerComparison &layer : comparison.layers)
    storages.insert(layer.storage);
  os << "<form class=\"controls\" hidden><label>Name <input type=\"search\" "
        "id=\"filter\" placeholder=\"part of a name\"></label>\n<label>Storage "
        "<select id=\"storage\"><option value=\"\">all</option>";
  for (const std::string &storage : storages)
    os << "<option>" << escape(storage) << "</option>";
  os << "</select></label>\n<label class=\"check\"><input type=\"checkbox\" "
        "id=\"clipped\"> clipped only</label>\n<output id=\"shown\" "
        "class=\"soft\"></output></form>\n";
}

static void printHeadings(raw_ostream &os) {
  os << "<thead><tr>";
  for (const Column &column : kColumns) {
    bool sorted = StringRef(column.title) == "SQNR, dB";
    os << "<th scope=\"col\" class=\"" << column.style << "\""
       << (sorted ? " aria-sort=\"ascending\"" : "") << ">" << column.title
       << "</th>";
  }
  os << "</tr></thead>\n";
}

/// The figures of a row; "-" becomes a dash.
static void printCell(raw_ostream &os, const Column &column, StringRef text) {
  os << "<td class=\"" << column.style << "\">"
     << (text == "-" ? "&ndash;" : escape(text)) << "</td>";
}

static void printRow(raw_ostream &os, const LayerComparison &layer) {
  bool stored = layer.stored.has_value();
  double bar = std::clamp(getSortKey(layer.error), 0.0, 60.0) / 0.6;
  os << "<tr>";
  printCell(os, kColumns[0], std::to_string(layer.position + 1));
  os << "<th scope=\"row\" class=\"name\"><span class=\"toggle\">"
     << escapeName(layer.name) << "</span></th>";
  printCell(os, kColumns[2], layer.storage);
  os << "<td class=\"num sqnr " << getGrade(layer.error) << "\">"
     << formatSQNR(layer.error)
     << format("<div class=\"meter\" aria-hidden=\"true\"><div "
               "style=\"width:%.0f%%\"></div></div></td>",
               bar);
  printCell(os, kColumns[4],
            stored ? formatDecibels(layer.stored->getSQNR()) : "-");
  printCell(os, kColumns[5], formatCosine(layer.error.getCosine()));
  printCell(os, kColumns[6], formatNumber(layer.error.getMaxAbsError()));
  printCell(os, kColumns[7], stored ? formatShare(layer.getShareBelow()) : "-");
  printCell(os, kColumns[8], stored ? formatShare(layer.getShareAbove()) : "-");
  os << "</tr>\n";
}

/// Name and figure of each fact about a layer.
static std::vector<std::pair<const char *, std::string>>
getFacts(const LayerComparison &layer) {
  const ErrorMetrics &error = layer.error;
  std::string unit = error.getSQNR() ? " dB" : "";
  std::vector<std::pair<const char *, std::string>> facts = {
      {"SQNR", formatSQNR(error) + unit},
      {"Cosine", formatCosine(error.getCosine())},
      {"Largest error", formatNumber(error.getMaxAbsError())},
      {"Mean error", formatNumber(error.getMeanError())},
      {"Values", std::to_string(error.getCount())},
      {"Observed", formatRange(layer.values.getMin(), layer.values.getMax())}};
  if (error.getNonFiniteCount() != 0)
    facts.emplace_back("Not finite",
                       std::to_string(error.getNonFiniteCount()) + ", " +
                           std::to_string(error.getNonFiniteMismatches()) +
                           " of them different");
  if (!layer.stored)
    return facts;
  const StorageMetrics &stored = *layer.stored;
  facts.emplace_back("Stored as", layer.storage + ", " + formatParams(layer));
  facts.emplace_back("Represents", formatRange(stored.getStorage().getMin(),
                                               stored.getStorage().getMax()));
  facts.emplace_back("Storage alone", formatDecibels(stored.getSQNR()) +
                                          (stored.getSQNR() ? " dB" : ""));
  facts.emplace_back("Clipped",
                     formatShare(layer.getShareBelow()) + " below, " +
                         formatShare(layer.getShareAbove()) + " above");
  return facts;
}

static void printDetails(raw_ostream &os, size_t id,
                         const Comparison &comparison,
                         const LayerComparison &layer) {
  os << "<tr class=\"details\" id=\"details" << id << "\"><td colspan=\""
     << std::size(kColumns) << "\"><div class=\"detail\">\n";
  printHistogram(os, comparison, layer);
  os << "<dl class=\"facts\">\n";
  for (const auto &[name, value] : getFacts(layer))
    os << "<dt>" << name << "</dt><dd>" << escape(value) << "</dd>\n";
  os << "</dl>\n</div></td></tr>\n";
}

void report::printLayers(raw_ostream &os, const Comparison &comparison) {
  os << "<section aria-labelledby=\"layers\">\n<h2 id=\"layers\">Layers, "
        "worst first</h2>\n";
  printControls(os, comparison);
  os << "<div class=\"scroll\"><table class=\"layers\">\n";
  printHeadings(os);
  for (auto [id, layer] : enumerate(comparison.layers)) {
    double sqnr = getSortKey(layer.error);
    double alone = -1e9;
    if (layer.stored)
      alone = layer.stored->getSQNR().value_or(1e9);
    os << "<tbody id=\"layer" << id << "\" data-keys=\"" << layer.position
       << format(";;;%.9g;%.9g;%.17g;%.9g;%.9g;%.9g", sqnr, alone,
                 layer.error.getCosine().value_or(-2),
                 layer.error.getMaxAbsError(), layer.getShareBelow(),
                 layer.getShareAbove())
       << "\">\n";
    printRow(os, layer);
    printDetails(os, id, comparison, layer);
    os << "</tbody>\n";
  }
  os << "</table></div>\n</section>\n";
}
