//===- RunReport.h - What quant-run found out -------------------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_RUNREPORT_H
#define QUANTX_LIB_TOOLS_RUNREPORT_H

#include "Scores.h"

#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace quantx::tools {

/// Times of single calls in milliseconds.
struct Latency {
  double median = 0;
  double min = 0;
  int64_t runs = 0;
  /// Samples of one call.
  int64_t batch = 0;
};

struct RunReport {
  std::string model;
  std::string target;
  std::vector<std::string> inputs;
  /// See countConstantBytes.
  int64_t constantBytes = 0;
  int64_t samples = 0;
  int64_t batchSize = 0;
  /// Samples per second over the whole run, data handling not counted.
  double throughput = 0;
  std::optional<int64_t> correct;
  std::optional<Comparison> comparison;
  std::optional<Latency> latency;
};

/// Prints one line for each figure.
void printTable(llvm::raw_ostream &os, const RunReport &report);

/// Writes the figures as a JSON object, whole or not at all.
llvm::Error writeJSON(llvm::StringRef path, const RunReport &report);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_RUNREPORT_H
