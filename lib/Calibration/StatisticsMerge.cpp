//===- StatisticsMerge.cpp - Shards into one ------------------------------===//

#include "quantx/Calibration/StatisticsFile.h"

#include "llvm/ADT/STLExtras.h"

#include <optional>

using namespace llvm;
using namespace quantx::calibration;

/// Sorts ranges and joins those that touch or overlap. Returns the first sample
/// that two of them hold.
static std::optional<uint64_t> normalize(std::vector<SampleRange> &ranges) {
  llvm::sort(ranges);
  std::optional<uint64_t> shared;
  std::vector<SampleRange> joined;
  for (SampleRange range : ranges) {
    if (range.first == range.second)
      continue;
    if (joined.empty() || joined.back().second < range.first) {
      joined.push_back(range);
      continue;
    }
    if (!shared && joined.back().second > range.first)
      shared = range.first;
    joined.back().second = std::max(joined.back().second, range.second);
  }
  ranges = std::move(joined);
  return shared;
}

/// What is in `ranges` and not in `taken`, both normalized.
static std::vector<SampleRange> subtract(ArrayRef<SampleRange> ranges,
                                         ArrayRef<SampleRange> taken) {
  std::vector<SampleRange> rest;
  for (auto [begin, end] : ranges) {
    for (auto [first, last] : taken) {
      if (last <= begin || end <= first)
        continue;
      if (begin < first)
        rest.emplace_back(begin, first);
      begin = std::min(last, end);
    }
    if (begin < end)
      rest.emplace_back(begin, end);
  }
  return rest;
}

static uint64_t countSamples(ArrayRef<SampleRange> ranges) {
  uint64_t count = 0;
  for (auto [begin, end] : ranges)
    count += end - begin;
  return count;
}

/// The most samples of any argument; `ranges` chooses what is counted.
static uint64_t countMost(ArrayRef<DataRecord> data,
                          std::vector<SampleRange> DataRecord::*ranges) {
  std::map<StringRef, uint64_t> counts;
  uint64_t most = 0;
  for (const DataRecord &record : data)
    most = std::max(most, counts[record.input] += countSamples(record.*ranges));
  return most;
}

uint64_t ModelStatistics::getNumSamples() const {
  return countMost(data, &DataRecord::samples);
}

uint64_t ModelStatistics::getNumMissing() const {
  return countMost(data, &DataRecord::missing);
}

Error quantx::calibration::checkComplete(const ModelStatistics &statistics,
                                         StringRef path, StringRef option) {
  if (statistics.isComplete())
    return Error::success();
  uint64_t seen = statistics.getNumSamples();
  return createStringError(
      "'" + path + "' is of an interrupted run: it holds " + Twine(seen) +
      " of " + Twine(seen + statistics.getNumMissing()) +
      " samples; complete it by quant-calibrate --resume, or accept it as it "
      "is by " +
      option);
}

bool ModelStatistics::isComplete() const {
  return all_of(
      data, [](const DataRecord &record) { return record.missing.empty(); });
}

Error quantx::calibration::addDataRecord(std::vector<DataRecord> &data,
                                         DataRecord record) {
  auto it = llvm::lower_bound(data, record,
                              [](const DataRecord &a, const DataRecord &b) {
                                return a.getKey() < b.getKey();
                              });
  if (it == data.end() || it->getKey() != record.getKey())
    it = data.insert(
        it, {record.input, record.file, record.sha256, {}, record.scale, {}});
  if (it->scale != record.scale)
    return createStringError(
        "'" + record.file + "' was scaled by " +
        (it->scale.empty() ? "an unknown number" : it->scale) + " and by " +
        (record.scale.empty() ? "an unknown number" : record.scale) +
        " for input '" + record.input + "'; statistics of both do not merge");
  append_range(it->samples, record.samples);
  if (std::optional<uint64_t> shared = normalize(it->samples))
    return createStringError(
        "sample " + Twine(*shared) + " of '" + record.file +
        "' would be counted twice for input '" + record.input + "'");
  append_range(it->missing, record.missing);
  normalize(it->missing);
  it->missing = subtract(it->missing, it->samples);
  return Error::success();
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
    if (Error error = it->second.checkMergeable(tensor))
      return createStringError("tensor '" + name +
                               "': " + toString(std::move(error)));
    it->second.merge(tensor);
  }
  return Error::success();
}
