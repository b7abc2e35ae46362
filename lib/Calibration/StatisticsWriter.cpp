//===- StatisticsWriter.cpp - Statistics as JSON --------------------------===//

#include "quantx/Calibration/StatisticsFile.h"
#include "quantx/Support/AtomicFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;

/// Prints `[first, [count, ...]]` for each run of bins without a zero, a run to
/// a line. Two or more zeros end a run; single ones are cheaper inside it.
static void printRuns(json::OStream &json, const Histogram &histogram) {
  ArrayRef<uint64_t> counts = histogram.getCounts();
  auto isZero = [&](size_t i) { return i >= counts.size() || counts[i] == 0; };
  size_t begin = 0;
  while (begin < counts.size()) {
    if (isZero(begin)) {
      ++begin;
      continue;
    }
    size_t end = begin + 1;
    while (!isZero(end) || !isZero(end + 1))
      ++end;
    json.rawValue([&](raw_ostream &os) {
      os << "[" << histogram.getFirstBin() + static_cast<int64_t>(begin)
         << ",[";
      interleave(counts.slice(begin, end - begin), os, ",");
      os << "]]";
    });
    begin = end;
  }
}

static void printTensor(json::OStream &json,
                        const TensorStatistics &statistics) {
  json.attribute("count", statistics.getCount());
  json.attribute("nan", statistics.getNaNCount());
  json.attribute("positive_infinity", statistics.getPositiveInfinityCount());
  json.attribute("negative_infinity", statistics.getNegativeInfinityCount());
  if (statistics.getCount() == 0)
    return;
  json.attribute("min", statistics.getMin());
  json.attribute("max", statistics.getMax());
  json.attribute("sum", statistics.getSum().toString());
  json.attribute("sum_of_squares", statistics.getSumOfSquares().toString());
  json.attributeObject("histogram", [&] {
    const Histogram &histogram = statistics.getHistogram();
    json.attribute("log2_bin_width", histogram.getWidthExponent());
    json.attributeArray("runs", [&] { printRuns(json, histogram); });
  });
}

static void printRecord(json::OStream &json, const DataRecord &record) {
  json.attribute("input", record.input);
  json.attribute("file", record.file);
  json.attribute("sha256", record.sha256);
  json.attributeArray("samples", [&] {
    for (auto [begin, end] : record.samples)
      json.rawValue([&, begin = begin, end = end](raw_ostream &os) {
        os << "[" << begin << "," << end << "]";
      });
  });
}

void quantx::calibration::printStatistics(raw_ostream &os,
                                          const ModelStatistics &statistics) {
  json::OStream json(os, /*IndentSize=*/1);
  json.object([&] {
    json.attribute("format", "quantx-statistics");
    json.attribute("version", statisticsVersion);
    json.attribute("producer", statistics.producer);
    json.attribute("model", statistics.model);
    json.attributeArray("data", [&] {
      for (const DataRecord &record : statistics.data)
        json.object([&] { printRecord(json, record); });
    });
    json.attributeObject("tensors", [&] {
      for (const auto &[name, tensor] : statistics.tensors)
        json.attributeObject(
            name, [&, &tensor = tensor] { printTensor(json, tensor); });
    });
  });
  json.flush();
  os << "\n";
}

Error quantx::calibration::writeStatisticsFile(
    StringRef path, const ModelStatistics &statistics) {
  return writeFileAtomically(path, [&](raw_ostream &os) {
    printStatistics(os, statistics);
    return Error::success();
  });
}
