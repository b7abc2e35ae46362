//===- SamplePlan.cpp - Which samples a process takes, and when -----------===//

#include "SamplePlan.h"

#include <algorithm>

using namespace llvm;
using namespace quantx::tools;

Expected<Shard> Shard::parse(StringRef text) {
  auto [index, count] = text.split('/');
  Shard shard;
  if (index.getAsInteger(10, shard.index) ||
      count.getAsInteger(10, shard.count) || shard.count == 0)
    return createStringError("--shard=" + text +
                             " is not of the form I/N, such as 0/4 for the "
                             "first of four shards");
  if (shard.index >= shard.count)
    return createStringError("--shard=" + text +
                             ": shards count from 0, so that the last of " +
                             Twine(shard.count) + " is " +
                             Twine(shard.count - 1) + "/" + Twine(shard.count));
  return shard;
}

SamplePlan::SamplePlan(int64_t samples, int64_t batchSize) {
  for (int64_t first = 0; first < samples; first += batchSize)
    calls.push_back({first, std::min(batchSize, samples - first)});
}

void SamplePlan::keepShard(Shard shard) {
  uint64_t share = calls.size() / shard.count;
  uint64_t rest = calls.size() % shard.count;
  // The first `rest` shares have one call more.
  auto beginOf = [&](uint64_t index) {
    return index * share + std::min(index, rest);
  };
  uint64_t begin = beginOf(shard.index), end = beginOf(shard.index + 1);
  calls.erase(calls.begin() + static_cast<ptrdiff_t>(end), calls.end());
  calls.erase(calls.begin(), calls.begin() + static_cast<ptrdiff_t>(begin));
}

void SamplePlan::leaveOut(ArrayRef<SampleRange> seen) {
  std::vector<SampleCall> rest;
  for (SampleCall call : calls) {
    int64_t first = call.first, end = call.first + call.count;
    for (auto [seenBegin, seenEnd] : seen) {
      auto begin = static_cast<int64_t>(seenBegin);
      auto last = static_cast<int64_t>(seenEnd);
      if (last <= first || end <= begin)
        continue;
      if (first < begin)
        rest.push_back({first, begin - first});
      first = std::min(last, end);
    }
    if (first < end)
      rest.push_back({first, end - first});
  }
  calls = std::move(rest);
}

/// Joins calls that follow one another.
static std::vector<SampleRange> joinCalls(ArrayRef<SampleCall> calls) {
  std::vector<SampleRange> ranges;
  for (SampleCall call : calls) {
    auto begin = static_cast<uint64_t>(call.first);
    auto end = static_cast<uint64_t>(call.first + call.count);
    if (!ranges.empty() && ranges.back().second == begin)
      ranges.back().second = end;
    else
      ranges.emplace_back(begin, end);
  }
  return ranges;
}

std::vector<SampleRange> SamplePlan::getSamplesBefore(size_t numCalls) const {
  return joinCalls(getCalls().take_front(numCalls));
}

std::vector<SampleRange> SamplePlan::getSamplesFrom(size_t numCalls) const {
  return joinCalls(getCalls().drop_front(numCalls));
}

int64_t SamplePlan::countSamples() const {
  int64_t count = 0;
  for (SampleCall call : calls)
    count += call.count;
  return count;
}
