//===- Runner.cpp - A function over a data set ----------------------------===//

#include "Runner.h"

#include "quantx/Support/ProgressBar.h"

#include "llvm/ADT/STLExtras.h"

#include <chrono>

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

using Clock = std::chrono::steady_clock;

static double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Joins what the calls gave for one result. A result without rows for samples
/// is only meaningful where there was one call.
static Expected<HostTensor> joinResult(const TensorSpec &spec, bool batched,
                                       ArrayRef<HostTensor> parts,
                                       int64_t samples) {
  if (!batched && parts.size() > 1)
    return createStringError("result " + spec.describe() +
                             " has no row per sample, and the samples took " +
                             Twine(parts.size()) +
                             " calls; choose --batch-size or --limit so that "
                             "one call takes them all");
  Expected<HostTensor> whole = concatenate(parts);
  if (!whole || !batched)
    return whole;
  // The last call may have been filled up.
  return whole->slice(0, samples);
}

Expected<RunOutputs> tools::runOverSamples(TensorFunction function,
                                           ArrayRef<TensorSpec> results,
                                           const DataSet &data,
                                           int64_t batchSize,
                                           ArrayRef<bool> keep) {
  int64_t samples = data.getNumSamples();
  std::vector<SmallVector<HostTensor>> parts(keep.size());
  RunOutputs outputs;
  ProgressBar progress("running", samples);
  for (int64_t first = 0; first < samples; first += batchSize) {
    auto arguments =
        data.getArguments(first, std::min(batchSize, samples - first));
    if (!arguments)
      return arguments.takeError();
    Clock::time_point start = Clock::now();
    auto computed = function(*arguments);
    outputs.seconds += secondsSince(start);
    if (!computed)
      return computed.takeError();
    for (auto [i, result] : enumerate(*computed))
      if (keep[i])
        parts[i].push_back(std::move(result));
    progress.update(first + batchSize);
  }

  outputs.results.resize(keep.size());
  for (size_t i = 0; i < keep.size(); ++i) {
    if (!keep[i])
      continue;
    auto joined = joinResult(results[i], data.getBatching().results[i],
                             parts[i], samples);
    if (!joined)
      return joined.takeError();
    outputs.results[i] = std::move(*joined);
  }
  return outputs;
}

Expected<Latency> tools::measureLatency(TensorFunction function,
                                        const DataSet &data, int64_t runs) {
  Latency latency;
  latency.batch = data.getBatching().fixedBatch.value_or(1);
  int64_t numCalls = std::max<int64_t>(data.getNumSamples() / latency.batch, 1);
  constexpr int64_t maxInputs = 16;
  std::vector<SmallVector<HostTensor>> inputs;
  for (int64_t i = 0; i < std::min(numCalls, maxInputs); ++i) {
    auto arguments = data.getArguments(
        i * latency.batch,
        std::min(latency.batch, data.getNumSamples() - i * latency.batch));
    if (!arguments)
      return arguments.takeError();
    inputs.push_back(std::move(*arguments));
  }

  // Long enough for caches, branch predictors and the clock to settle.
  constexpr double warmUpSeconds = 0.2, maxSeconds = 10;
  std::vector<double> times;
  Clock::time_point begin = Clock::now();
  bool warm = false;
  for (size_t i = 0; static_cast<int64_t>(times.size()) < runs; ++i) {
    if (!warm && secondsSince(begin) >= warmUpSeconds && i > 0) {
      warm = true;
      begin = Clock::now();
    }
    Clock::time_point start = Clock::now();
    auto results = function(inputs[i % inputs.size()]);
    double seconds = secondsSince(start);
    if (!results)
      return results.takeError();
    if (warm)
      times.push_back(1e3 * seconds);
    if (warm && secondsSince(begin) > maxSeconds)
      break;
  }
  llvm::sort(times);
  latency.runs = static_cast<int64_t>(times.size());
  latency.min = times.front();
  size_t middle = times.size() / 2;
  latency.median = times.size() % 2 ? times[middle]
                                    : (times[middle - 1] + times[middle]) / 2;
  return latency;
}
