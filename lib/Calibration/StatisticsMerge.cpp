//===- StatisticsMerge.cpp - Shards into one ------------------------------===//

#include "quantx/Calibration/StatisticsFile.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace quantx::calibration;

/// Sorts and joins ranges that touch; fails where two overlap.
static Error normalize(DataRecord &record) {
  llvm::sort(record.samples);
  std::vector<SampleRange> joined;
  for (SampleRange range : record.samples) {
    if (range.first == range.second)
      continue;
    if (joined.empty() || joined.back().second < range.first) {
      joined.push_back(range);
      continue;
    }
    if (joined.back().second > range.first)
      return createStringError(
          "sample " + Twine(range.first) + " of '" + record.file +
          "' would be counted twice for input '" + record.input + "'");
    joined.back().second = range.second;
  }
  record.samples = std::move(joined);
  return Error::success();
}

Error quantx::calibration::addDataRecord(std::vector<DataRecord> &data,
                                         DataRecord record) {
  auto it = llvm::lower_bound(data, record,
                              [](const DataRecord &a, const DataRecord &b) {
                                return a.getKey() < b.getKey();
                              });
  if (it == data.end() || it->getKey() != record.getKey())
    it = data.insert(it, {record.input, record.file, record.sha256, {}});
  append_range(it->samples, record.samples);
  return normalize(*it);
}

Error quantx::calibration::mergeStatistics(ModelStatistics &into,
                                           const ModelStatistics &from) {
  auto differ = [](StringRef what, StringRef a, StringRef b) {
    return createStringError("the statistics are of different " + what +
                             "s: '" + a + "' and '" + b + "'");
  };
  if (into.model != from.model)
    return differ("model", into.model, from.model);
  if (into.producer != from.producer)
    return differ("producer", into.producer, from.producer);
  for (const DataRecord &record : from.data)
    if (Error error = addDataRecord(into.data, record))
      return error;
  for (const auto &[name, tensor] : into.tensors)
    if (!from.tensors.count(name))
      return createStringError("tensor '" + name + "' is only in one of them");
  for (const auto &[name, tensor] : from.tensors) {
    auto it = into.tensors.find(name);
    if (it == into.tensors.end())
      return createStringError("tensor '" + name + "' is only in one of them");
    it->second.merge(tensor);
  }
  return Error::success();
}
