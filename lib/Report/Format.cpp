//===- Format.cpp - Figures as people read them ---------------------------===//

#include "Format.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;
using namespace quantx;
using namespace quantx::report;

template <typename... Ts>
static std::string print(const char *pattern, const Ts &...values) {
  std::string text;
  raw_string_ostream(text) << format(pattern, values...);
  return text;
}

std::string report::formatDecibels(std::optional<double> decibels) {
  return decibels ? print("%.1f", *decibels) : "exact";
}

std::string report::formatSQNR(const ErrorMetrics &error) {
  if (error.getNonFiniteMismatches() != 0)
    return "not finite";
  if (error.getCount() == 0)
    return "no values";
  if (!error.getSQNR() && error.getNoisePower() > 0)
    return "no signal";
  return formatDecibels(error.getSQNR());
}

std::string report::formatCosine(std::optional<double> cosine) {
  return cosine ? print("%.6f", *cosine) : "-";
}

std::string report::formatNumber(double number) {
  return print("%.4g", number);
}

std::string report::formatShare(double share) {
  if (share == 0)
    return "0";
  double percent = 100 * share;
  int digits = percent >= 10 ? 1 : percent >= 0.1 ? 2 : 4;
  std::string text = print("%.*f %%", digits, percent);
  return percent < 0.0001 ? "< 0.0001 %" : text;
}

std::string report::formatRate(int64_t part, int64_t whole) {
  double rate =
      whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
  return print("%.4f", rate) + " (" + std::to_string(part) + " of " +
         std::to_string(whole) + ")";
}

std::string report::formatRange(double min, double max) {
  return "[" + formatNumber(min) + ", " + formatNumber(max) + "]";
}

std::string report::formatParams(const LayerComparison &layer) {
  if (!layer.stored)
    return "";
  const auto &params = layer.stored->getStorage().params;
  if (params.size() != 1)
    return std::to_string(params.size()) + " scales";
  return "scale " + formatNumber(params.front().scale) + ", zero point " +
         std::to_string(params.front().zeroPoint);
}

std::string report::describeCoverage(const Comparison &comparison) {
  StringSet<> names;
  for (const LayerComparison &layer : comparison.layers)
    names.insert(layer.name);
  size_t left = comparison.leftOutFloat.size();
  std::string text = std::to_string(names.size()) + " of " +
                     std::to_string(names.size() + left) +
                     " values of the float model are compared";
  return text;
}
