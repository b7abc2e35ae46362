//===- StatisticsWriter.cpp - Statistics as JSON --------------------------===//

#include "quantx/Calibration/StatisticsFile.h"
#include "quantx/Support/AtomicFile.h"

#include "TensorFields.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;

static void printRanges(json::OStream &json, StringRef name,
                        ArrayRef<SampleRange> ranges) {
  json.attributeArray(name, [&] {
    for (auto [begin, end] : ranges)
      json.rawValue([&, begin = begin, end = end](raw_ostream &os) {
        os << "[" << begin << "," << end << "]";
      });
  });
}

static void printRecord(json::OStream &json, const DataRecord &record) {
  json.attribute("input", record.input);
  json.attribute("file", record.file);
  json.attribute("sha256", record.sha256);
  if (!record.scale.empty())
    json.attribute("scale", record.scale);
  printRanges(json, "samples", record.samples);
  if (!record.missing.empty())
    printRanges(json, "missing", record.missing);
}

void quantx::calibration::printStatistics(raw_ostream &os,
                                          const ModelStatistics &statistics) {
  json::OStream json(os, /*IndentSize=*/1);
  json.object([&] {
    json.attribute("format", "quantx-statistics");
    json.attribute("version", statisticsVersion);
    json.attribute("producer", statistics.producer);
    json.attribute("model", statistics.model);
    json.attribute("complete", statistics.isComplete());
    json.attribute("sample_count", statistics.getNumSamples());
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
