//===- CalibrationPlan.cpp - What is to be run, and what has been ---------===//

#include "Calibration.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;
using namespace quantx::tools;

/// A batch filled up with repetitions would count samples twice.
static Error checkWholeBatches(const SamplePlan &plan, int64_t batch) {
  if (all_of(plan.getCalls(),
             [=](SampleCall call) { return call.count == batch; }))
    return Error::success();
  int64_t samples = plan.countSamples();
  if (samples < batch)
    return createStringError(Twine(samples) +
                             " samples are fewer than the "
                             "model's batch of " +
                             Twine(batch) +
                             "; more are needed, or a model with a dynamic "
                             "batch");
  return createStringError(
      Twine(samples) + " samples are no multiple of the model's batch of " +
      Twine(batch) + "; use --limit=" + Twine(samples - samples % batch) +
      ", or a model with a dynamic batch");
}

Error Calibration::planSamples() {
  Shard shard;
  if (!options.shard.empty()) {
    auto parsed = Shard::parse(options.shard);
    if (!parsed)
      return parsed.takeError();
    shard = *parsed;
  }
  const Batching &batching = data->getBatching();
  if (!batching.hasSamples())
    return createStringError("the function has no argument whose leading "
                             "dimension counts samples");
  if (data->getNumSamples() == 0)
    return createStringError("the calibration set is empty: the files hold no "
                             "more samples than --skip leaves out");
  auto batch = options.getBatchSize(batching);
  if (!batch)
    return batch.takeError();
  plan = SamplePlan(data->getNumSamples(), *batch);
  if (batching.fixedBatch)
    if (Error error = checkWholeBatches(plan, *batch))
      return error;
  plan.keepShard(shard);
  if (Error error = data->computeChecksums())
    return error;
  if (Error error = readEarlier())
    return error;
  // A run that was interrupted has made whole calls, unless the batch differed.
  if (batching.fixedBatch)
    if (Error error = checkWholeBatches(plan, *batch))
      return error;
  plan.keepShard({group.getRank(), group.getSize()});
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Going on from an earlier run
//===----------------------------------------------------------------------===//

Error Calibration::cannotResume(const Twine &what) const {
  return createStringError("cannot go on from '" + options.output +
                           "': " + what);
}

static uint64_t count(ArrayRef<SampleRange> ranges) {
  uint64_t samples = 0;
  for (auto [begin, end] : ranges)
    samples += end - begin;
  return samples;
}

static bool hasBatchRanges(const ModelStatistics &statistics) {
  return any_of(statistics.tensors, [](const auto &entry) {
    return entry.second.getBatchRanges().has_value();
  });
}

/// Whether all of `plan` comes after the samples `taken`.
static bool follows(const SamplePlan &plan, ArrayRef<SampleRange> taken) {
  return plan.getCalls().empty() || taken.empty() ||
         taken.back().second <=
             static_cast<uint64_t>(plan.getCalls().front().first);
}

/// Reads what --resume goes on from, and leaves its samples out of the plan.
Error Calibration::readEarlier() {
  if (!options.resume || !sys::fs::exists(options.output))
    return Error::success();
  Expected<ModelStatistics> read = readStatisticsFile(options.output);
  if (!read)
    return cannotResume(toString(read.takeError()));
  if (read->model != statistics.model || read->producer != statistics.producer)
    return cannotResume("it is of model " + read->model + ", by " +
                        read->producer + ", and this is model " +
                        statistics.model + ", by " + statistics.producer +
                        "; calibrate without --resume");
  auto samples = data->findSamples(read->data);
  if (!samples)
    return cannotResume(toString(samples.takeError()));
  uint64_t total = plan.countSamples();
  plan.leaveOut(samples->taken);
  uint64_t found = total - plan.countSamples();
  SamplePlan beyond = plan;
  beyond.leaveOut(samples->missing);
  uint64_t open = plan.countSamples() - beyond.countSamples();
  if (found != count(samples->taken) || open != count(samples->missing))
    return cannotResume(
        "it is of a run over other samples; --limit, --skip and "
        "--shard must be what they were");
  if (hasBatchRanges(*read) && !follows(plan, samples->taken))
    return cannotResume(
        "the moving average depends on the order of the samples, and "
        "some that are missing come before others that are not, as an "
        "interruption of several processes leaves them; calibrate "
        "without --resume");
  earlier = std::move(*read);
  return Error::success();
}

/// Whether what is kept of each tensor now can be added to what was kept.
Error Calibration::checkEarlier() const {
  for (const auto &[name, tensor] : runtime->getStatistics()) {
    auto it = earlier->tensors.find(name);
    if (it == earlier->tensors.end())
      return cannotResume("it knows nothing of tensor '" + name +
                          "'; calibrate without --resume");
    if (Error error = it->second.checkMergeable(tensor))
      return cannotResume("tensor '" + name +
                          "': " + toString(std::move(error)) +
                          "; what is kept must be what it was");
  }
  return Error::success();
}
