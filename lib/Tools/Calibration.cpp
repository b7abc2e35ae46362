//===- Calibration.cpp - A model over samples, observed -------------------===//

#include "Calibration.h"

#include "FindingsTable.h"

#include "quantx/Analysis/ModelFingerprint.h"
#include "quantx/Conversion/Passes.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Dialect/QuantX/Transforms/Passes.h"
#include "quantx/Pipelines/QuantizePipeline.h"
#include "quantx/Support/Interrupt.h"
#include "quantx/Support/ProgressBar.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;
using namespace quantx::tools;

//===----------------------------------------------------------------------===//
// Before anything is compiled
//===----------------------------------------------------------------------===//

Error Calibration::loadModel() {
  auto modelOptions = options.getModelOptions();
  if (!modelOptions)
    return modelOptions.takeError();
  if (Error error = model.load(*modelOptions))
    return error;
  // As quantx-quantize-pipeline does, so that it finds the same values.
  if (Error error = model.transform(buildPreparePipeline))
    return error;
  statistics.model = fingerprintModule(model.getModule());
  statistics.producer = "quantx " QUANTX_VERSION;
  return Error::success();
}

Error Calibration::prepare() {
  auto dataOptions = options.getDataOptions();
  if (!dataOptions)
    return dataOptions.takeError();
  if (Error error = loadModel())
    return error;
  auto loaded = DataSet::load(model.getSignature(), *dataOptions);
  if (!loaded)
    return loaded.takeError();
  data = std::move(*loaded);
  return planSamples();
}

//===----------------------------------------------------------------------===//
// The run
//===----------------------------------------------------------------------===//

Error Calibration::compile() {
  // Those of quantx-lower-to-integer, for example, which measure its errors.
  bool hasObservers =
      model.getModule()
          ->walk([](ObserveOp) { return mlir::WalkResult::interrupt(); })
          .wasInterrupted();
  auto addObservers = [=](mlir::OpPassManager &pm) {
    if (!hasObservers)
      pm.addPass(createQuantXInsertObservers());
    pm.addPass(createConvertQuantXObserveToCalls());
    // Values narrower than f32 are observed through an extension of the tensor.
    pm.addPass(mlir::createConvertElementwiseToLinalgPass());
  };
  if (Error error = model.lower(addObservers))
    return error;
  if (!model.getModule()->hasAttr("quantx.observers"))
    return createStringError("the model has no float tensor; there is nothing "
                             "to calibrate");
  ObserverOptions observerOptions;
  observerOptions.rowCapacity = options.rows;
  observerOptions.channelHistograms = options.channelHistograms;
  observerOptions.batchRanges = options.movingAverage;
  auto created = ObserverRuntime::create(model.getModule(), observerOptions);
  if (!created)
    return created.takeError();
  runtime = std::move(*created);
  return model.compile(runtime.get());
}

Error Calibration::checkFinite(ArrayRef<HostTensor> arguments, int64_t first) {
  for (auto [index, tensor] : enumerate(arguments)) {
    if (tensor.getElementType() != ElementType::F32)
      continue;
    ArrayRef<float> values = tensor.values<float>();
    const auto *bad =
        find_if(values, [](float value) { return !std::isfinite(value); });
    if (bad == values.end())
      continue;
    int64_t row = 0;
    if (data->getBatching().arguments[index])
      row = (bad - values.begin()) /
            (tensor.getNumElements() / tensor.getShape().front());
    return createStringError(data->locate(index, first + row) + " holds " +
                             (std::isnan(*bad) ? "NaN" : "infinity") +
                             "; calibration data must be finite");
  }
  return Error::success();
}

Error Calibration::observeCall(SampleCall call) {
  auto arguments = data->getArguments(call.first, call.count);
  if (!arguments)
    return arguments.takeError();
  if (Error error = checkFinite(*arguments, call.first))
    return error;
  runtime->setSamples(data->hashSamples(call.first, call.count));
  auto results = model.getFunction()(*arguments);
  return results ? Error::success() : results.takeError();
}

Error Calibration::observeSamples() {
  std::string label = "calibrating";
  if (group.getSize() > 1)
    label += " (process 0 of " + std::to_string(group.getSize()) + ")";
  ProgressBar progress(label, plan.countSamples(), !group.isFirst());
  InterruptGuard guard;
  int64_t samplesDone = 0;
  for (SampleCall call : plan.getCalls()) {
    if (guard.getSignal() != 0 || group.isStopRequested())
      break;
    if (Error error = observeCall(call))
      return error;
    // Before hours of work that could not be added to what there is.
    if (callsDone++ == 0 && earlier)
      if (Error error = checkEarlier())
        return error;
    samplesDone += call.count;
    progress.update(samplesDone);
  }
  signal = guard.getSignal();
  return Error::success();
}

//===----------------------------------------------------------------------===//
// The result
//===----------------------------------------------------------------------===//

Error Calibration::collect() {
  auto records = data->makeRecords(plan.getSamplesBefore(callsDone),
                                   plan.getSamplesFrom(callsDone));
  if (!records)
    return records.takeError();
  statistics.data = std::move(*records);
  statistics.tensors = runtime->getStatistics();
  if (!earlier)
    return Error::success();
  // What was seen earlier comes first, where the order matters.
  if (Error error = mergeStatistics(*earlier, statistics))
    return error;
  statistics = std::move(*earlier);
  return Error::success();
}

/// Brings the statistics of all processes to the first.
Error Calibration::gather() {
  // The others would merge the earlier ones again.
  if (!group.isFirst())
    earlier.reset();
  Error error = collect();
  auto writeText = [&] {
    std::string text;
    raw_string_ostream os(text);
    printStatistics(os, statistics);
    return text;
  };
  auto mergeText = [&](StringRef text) -> Error {
    auto other = parseStatistics(MemoryBufferRef(text, "another process"));
    return other ? mergeStatistics(statistics, *other) : other.takeError();
  };
  Error gathered = group.gather(writeText, mergeText);
  return group.agree(joinErrors(std::move(error), std::move(gathered)));
}

Error Calibration::write() {
  uint64_t samples = statistics.getNumSamples();
  if (signal != 0 && samples == 0) {
    WithColor::warning(errs(), "quant-calibrate")
        << "interrupted before the first sample; nothing is written\n";
    return Error::success();
  }
  printFindings(statistics, options.verbose);
  if (Error error = writeStatisticsFile(options.output, statistics))
    return error;
  // A signal after the last call interrupted nothing.
  if (statistics.isComplete())
    signal = 0;
  else
    WithColor::warning(errs(), "quant-calibrate")
        << "interrupted; '" << options.output << "' holds " << samples << " of "
        << samples + statistics.getNumMissing()
        << " samples and is marked as partial; the same command with --resume "
           "goes on from there\n";
  if (statistics.isComplete() && options.output != "-")
    outs() << options.output << ": " << statistics.tensors.size()
           << " tensors over " << samples << " samples\n";
  return Error::success();
}

/// Whether no process has anything left to do after what it goes on from.
bool Calibration::isDoneAlready() {
  bool open = group.computeMax(!plan.getCalls().empty());
  return !open && group.computeMax(earlier.has_value());
}

Error Calibration::run() {
  // The first process alone says what is wrong with what all of them are given.
  if (Error error = group.agree(group.isFirst() ? prepare() : Error::success()))
    return error;
  if (Error error = group.agree(group.isFirst() ? Error::success() : prepare()))
    return error;
  if (isDoneAlready()) {
    statistics = std::move(*earlier);
    return group.agree(group.isFirst() ? write() : Error::success());
  }
  if (Error error = group.agree(compile()))
    return error;
  Error error = observeSamples();
  if (error || signal != 0)
    group.requestStop();
  signal = group.computeMax(signal);
  if (Error agreed = group.agree(std::move(error)))
    return agreed;
  if (Error gathered = gather())
    return gathered;
  return group.agree(group.isFirst() ? write() : Error::success());
}
