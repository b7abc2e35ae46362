//===- Format.h - Figures as people read them -------------------*- C++ -*-===//

#ifndef QUANTX_LIB_REPORT_FORMAT_H
#define QUANTX_LIB_REPORT_FORMAT_H

#include "quantx/Report/Comparison.h"

#include <string>

namespace quantx::report {

/// "31.4"; "exact" without noise, "no signal" with noise alone, "no values".
std::string formatSQNR(const ErrorMetrics &error);

/// "31.4", or "exact" for none.
std::string formatDecibels(std::optional<double> decibels);

/// "0.999812", or "-" for none.
std::string formatCosine(std::optional<double> cosine);

/// A number to four significant digits.
std::string formatNumber(double number);

/// "0", "12.3 %", "0.004 %": two or more significant digits.
std::string formatShare(double share);

/// "0.9234 (9234 of 10000)".
std::string formatRate(int64_t part, int64_t whole);

/// "[-1.2, 3.4]".
std::string formatRange(double min, double max);

/// The scale and zero point of a layer; empty where they vary or there are
/// none.
std::string formatParams(const LayerComparison &layer);

/// "31 values of the float model were compared, 12 were not".
std::string describeCoverage(const Comparison &comparison);

} // namespace quantx::report

#endif // QUANTX_LIB_REPORT_FORMAT_H
