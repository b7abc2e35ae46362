//===- QuantCalibrateMain.cpp - The driver behind quant-calibrate ---------===//

#include "quantx/Tools/QuantCalibrateMain.h"

#include "ToolError.h"
#include "ToolOptions.h"

#include "quantx/Analysis/ModelFingerprint.h"
#include "quantx/Calibration/StatisticsFile.h"
#include "quantx/Conversion/Passes.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Dialect/QuantX/Transforms/Passes.h"
#include "quantx/ExecutionEngine/ObserverRuntime.h"
#include "quantx/Pipelines/QuantizePipeline.h"
#include "quantx/Support/AtomicFile.h"
#include "quantx/Support/ProgressBar.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;
using namespace quantx::tools;

namespace {

struct CalibrateOptions : SharedOptions {
  CalibrateOptions() : SharedOptions(/*defaultLimit=*/512) {}

  cl::opt<std::string> output{"o", cl::cat(category), cl::value_desc("FILE"),
                              cl::desc("The statistics file to write")};
  cl::opt<bool> merge{
      "merge", cl::cat(category),
      cl::desc("Merge statistics files, given instead of a model, into what "
               "one run over all their samples would have written")};
};

/// The steps of one calibration.
class Calibration {
public:
  explicit Calibration(const CalibrateOptions &options) : options(options) {}

  Error run();

private:
  /// Everything that can be wrong with the command line and the files, before
  /// anything is compiled.
  Error prepare();
  Error checkSamples();
  Error compile();
  Error observeSamples();
  Error checkFinite(ArrayRef<HostTensor> arguments, int64_t first);
  Error write();

  const CalibrateOptions &options;
  CompiledModel model;
  std::optional<DataSet> data;
  int64_t batchSize = 0;
  std::unique_ptr<ObserverRuntime> runtime;
  ModelStatistics statistics;
};

} // namespace

Error Calibration::prepare() {
  auto modelOptions = options.getModelOptions();
  if (!modelOptions)
    return modelOptions.takeError();
  auto dataOptions = options.getDataOptions();
  if (!dataOptions)
    return dataOptions.takeError();
  if (Error error = model.load(*modelOptions))
    return error;
  // As quantx-quantize-pipeline does, so that it finds the same values.
  if (Error error = model.transform(buildPreparePipeline))
    return error;
  statistics.model = fingerprintModule(model.getModule());
  statistics.producer = "quantx " QUANTX_VERSION;
  auto loaded = DataSet::load(model.getSignature(), *dataOptions);
  if (!loaded)
    return loaded.takeError();
  data = std::move(*loaded);
  return checkSamples();
}

Error Calibration::checkSamples() {
  int64_t samples = data->getNumSamples();
  if (!data->getBatching().hasSamples())
    return createStringError("the function has no argument whose leading "
                             "dimension counts samples");
  if (samples == 0)
    return createStringError("the calibration set is empty: the files hold no "
                             "more samples than --skip leaves out");
  auto batch = options.getBatchSize(data->getBatching());
  if (!batch)
    return batch.takeError();
  batchSize = *batch;
  // A batch filled up with repetitions would count samples twice.
  if (data->getBatching().fixedBatch && samples % batchSize != 0)
    return createStringError(
        Twine(samples) + " samples are no multiple of the model's batch of " +
        Twine(batchSize) +
        "; use --limit=" + Twine(samples - samples % batchSize) +
        ", or a model with a dynamic batch");
  return Error::success();
}

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
  auto created = ObserverRuntime::create(model.getModule());
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

Error Calibration::observeSamples() {
  int64_t samples = data->getNumSamples();
  ProgressBar progress("calibrating", samples);
  for (int64_t first = 0; first < samples; first += batchSize) {
    auto arguments =
        data->getArguments(first, std::min(batchSize, samples - first));
    if (!arguments)
      return arguments.takeError();
    if (Error error = checkFinite(*arguments, first))
      return error;
    auto results = model.getFunction()(*arguments);
    if (!results)
      return results.takeError();
    progress.update(first + batchSize);
  }
  return Error::success();
}

Error Calibration::write() {
  auto records = data->makeRecords();
  if (!records)
    return records.takeError();
  statistics.data = std::move(*records);
  statistics.tensors = runtime->getStatistics();
  for (const auto &[name, tensor] : statistics.tensors) {
    uint64_t infinite =
        tensor.getPositiveInfinityCount() + tensor.getNegativeInfinityCount();
    if (tensor.getNaNCount() + infinite != 0)
      WithColor::warning(errs(), "quant-calibrate")
          << "tensor '" << name << "' took " << tensor.getNaNCount()
          << " NaN and " << infinite
          << " infinite values; they are counted and left out of its range\n";
  }
  if (Error error = writeStatisticsFile(options.output, statistics))
    return error;
  if (options.output != "-")
    outs() << options.output << ": " << statistics.tensors.size()
           << " tensors over " << data->getNumSamples() << " samples\n";
  return Error::success();
}

Error Calibration::run() {
  if (Error error = prepare())
    return error;
  if (Error error = compile())
    return error;
  if (Error error = observeSamples())
    return error;
  return write();
}

static Error mergeFiles(const CalibrateOptions &options) {
  if (options.positional.size() < 2)
    return createStringError("--merge needs two statistics files or more");
  std::optional<ModelStatistics> merged;
  for (const std::string &path : options.positional) {
    auto statistics = readStatisticsFile(path);
    if (!statistics)
      return statistics.takeError();
    if (!merged)
      merged = std::move(*statistics);
    else if (Error error = mergeStatistics(*merged, *statistics))
      return createStringError("'" + path +
                               "' cannot be merged with those "
                               "before it: " +
                               toString(std::move(error)));
  }
  return writeStatisticsFile(options.output, *merged);
}

static Error runTool(const CalibrateOptions &options) {
  if (options.output.empty())
    return createStringError("no output file is given; use -o FILE");
  if (Error error = checkWritable(options.output))
    return error;
  if (options.merge)
    return mergeFiles(options);
  return Calibration(options).run();
}

int quantx::quantCalibrateMain(int argc, char **argv) {
  InitLLVM init(argc, argv);
  CalibrateOptions options;
  parseCommandLine(argc, argv, options.category,
                   "Runs a float model over samples and keeps statistics of "
                   "its tensors\n");
  return reportError("quant-calibrate", runTool(options));
}
