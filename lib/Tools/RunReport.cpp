//===- RunReport.cpp - What quant-run found out ---------------------------===//

#include "RunReport.h"

#include "quantx/Support/AtomicFile.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

static double getShare(int64_t part, int64_t whole) {
  return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

void tools::printTable(raw_ostream &os, const RunReport &report) {
  auto line = [&](StringRef name) -> raw_ostream & {
    return os << left_justify(name, 14);
  };
  line("model") << report.model << "\n";
  line("target") << report.target << "\n";
  for (const std::string &input : report.inputs)
    line("input") << input << "\n";
  line("constants") << report.constantBytes << " bytes\n";
  line("samples") << report.samples << "\n";
  if (report.correct)
    line("top-1") << format("%.4f", getShare(*report.correct, report.samples))
                  << " (" << *report.correct << " of " << report.samples
                  << ")\n";
  if (report.comparison) {
    const Comparison &comparison = *report.comparison;
    line("agreement") << format("%.4f",
                                getShare(comparison.agreeing, report.samples))
                      << " (" << comparison.agreeing << " of " << report.samples
                      << ")\n";
    line("difference");
    if (comparison.identical)
      os << "none, bit-identical\n";
    else
      os << format("%g", comparison.maxAbsDifference) << " at most\n";
  }
  line("throughput") << format("%.1f", report.throughput)
                     << " samples/s at batch " << report.batchSize << "\n";
  if (report.latency)
    line("latency") << format("%.4f ms median, %.4f ms min",
                              report.latency->median, report.latency->min)
                    << " at batch " << report.latency->batch << ", "
                    << report.latency->runs << " runs\n";
}

static void printJSON(json::OStream &json, const RunReport &report) {
  json.attribute("model", report.model);
  json.attribute("target", report.target);
  json.attribute("constant_bytes", report.constantBytes);
  json.attribute("samples", report.samples);
  json.attribute("batch_size", report.batchSize);
  json.attribute("samples_per_second", report.throughput);
  if (report.correct) {
    json.attribute("correct", *report.correct);
    json.attribute("top1", getShare(*report.correct, report.samples));
  }
  if (report.comparison) {
    const Comparison &comparison = *report.comparison;
    json.attribute("agreement", getShare(comparison.agreeing, report.samples));
    // JSON has no infinity.
    constexpr double largest = std::numeric_limits<double>::max();
    json.attribute("max_abs_difference",
                   std::min(comparison.maxAbsDifference, largest));
    json.attribute("bit_identical", comparison.identical);
  }
  if (report.latency)
    json.attributeObject("latency", [&] {
      json.attribute("median_ms", report.latency->median);
      json.attribute("min_ms", report.latency->min);
      json.attribute("runs", report.latency->runs);
      json.attribute("batch_size", report.latency->batch);
    });
}

Error tools::writeJSON(StringRef path, const RunReport &report) {
  return writeFileAtomically(path, [&](raw_ostream &os) {
    json::OStream json(os, /*IndentSize=*/2);
    json.object([&] { printJSON(json, report); });
    json.flush();
    os << "\n";
    return Error::success();
  });
}
