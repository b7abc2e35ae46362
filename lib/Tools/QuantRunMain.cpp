//===- QuantRunMain.cpp - The driver behind quant-run ---------------------===//

#include "quantx/Tools/QuantRunMain.h"

#include "Compare.h"
#include "ConstantBytes.h"
#include "RunOptions.h"
#include "Runner.h"
#include "ToolError.h"

#include "quantx/Support/AtomicFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

namespace {

/// The steps of one invocation.
class QuantRun {
public:
  explicit QuantRun(const RunOptions &options) : options(options) {}

  Error run();

private:
  /// Everything that can be wrong with the command line and the files, before
  /// anything is compiled.
  Error prepare();
  Error bindOutputs();
  Error readScoreFiles();
  Error checkScoreFiles();
  Error compile();
  Expected<SmallVector<HostTensor>> call(ArrayRef<HostTensor> arguments);
  Error score(const HostTensor &outputs);
  Error writeOutputs(const RunOutputs &outputs);

  const RunOptions &options;
  CompiledModel model;
  std::optional<DataSet> data;
  int64_t batchSize = 0;
  SmallVector<std::pair<size_t, std::string>> outputFiles;
  std::optional<HostTensor> labels, reference;
  /// The row of the reference that belongs to the first sample.
  int64_t firstReference = 0;
  RunReport report;
};

} // namespace

Error QuantRun::bindOutputs() {
  for (const std::string &text : options.outputs) {
    auto binding = splitBinding(text, model.getSignature().results, "results");
    if (!binding)
      return binding.takeError();
    if (Error error = checkWritable(binding->second))
      return error;
    outputFiles.emplace_back(binding->first, binding->second.str());
  }
  if (options.json.empty())
    return Error::success();
  return checkWritable(options.json);
}

Error QuantRun::readScoreFiles() {
  auto read = [](const std::string &path,
                 std::optional<HostTensor> &tensor) -> Error {
    if (path.empty())
      return Error::success();
    Expected<TensorFile> file = readTensorFile(path);
    if (!file)
      return file.takeError();
    tensor = std::move(file->tensor);
    return Error::success();
  };
  if (Error error = read(options.labels, labels))
    return error;
  if (Error error = read(options.reference, reference))
    return error;
  return checkScoreFiles();
}

Error QuantRun::checkScoreFiles() {
  auto fail = [](const std::string &path, Error error) {
    return createStringError("'" + path + "': " + toString(std::move(error)));
  };
  if (!labels && !reference)
    return Error::success();
  const auto &results = model.getSignature().results;
  if (results.empty() || !data->getBatching().results.front())
    return createStringError("--labels and --reference need a first result "
                             "with one row per sample");
  int64_t samples = data->getNumSamples();
  if (labels)
    if (Error error = checkLabels(*labels, options.skip + samples))
      return fail(options.labels, std::move(error));
  if (reference) {
    // A file of as many rows as there are samples is of the same samples; any
    // other is of all samples of the files.
    bool sameSamples =
        reference->getRank() > 0 && reference->getShape().front() == samples;
    firstReference = sameSamples ? 0 : int64_t(options.skip);
    if (Error error = checkReference(*reference, results.front(),
                                     firstReference + samples))
      return fail(options.reference, std::move(error));
  }
  return Error::success();
}

/// Options that would be passed over in silence.
static Error checkCompareOptions(const RunOptions &options) {
  const std::reference_wrapper<const cl::Option> useless[] = {
      options.page, options.statistics, options.calibrators, options.worst};
  for (const cl::Option &option : useless)
    if (option.getNumOccurrences() != 0)
      return createStringError((option.ArgStr.size() > 1 ? "--" : "-") +
                               option.ArgStr + " is an option of --compare");
  return Error::success();
}

Error QuantRun::prepare() {
  if (Error error = checkCompareOptions(options))
    return error;
  auto modelOptions = options.getModelOptions();
  if (!modelOptions)
    return modelOptions.takeError();
  auto dataOptions = options.getDataOptions();
  if (!dataOptions)
    return dataOptions.takeError();
  if (options.repeat < 1)
    return createStringError("--repeat must be at least 1");
  if (Error error = model.load(*modelOptions))
    return error;
  report.constantBytes = countConstantBytes(model.getModule());
  if (Error error = bindOutputs())
    return error;
  auto loaded = DataSet::load(model.getSignature(), *dataOptions);
  if (!loaded)
    return loaded.takeError();
  data = std::move(*loaded);
  if (data->getNumSamples() == 0)
    return createStringError("no sample is left to run: the files hold no more "
                             "than --skip leaves out");
  auto batch = options.getBatchSize(data->getBatching());
  if (!batch)
    return batch.takeError();
  batchSize = *batch;
  return readScoreFiles();
}

Error QuantRun::score(const HostTensor &outputs) {
  if (labels) {
    auto correct = countCorrect(outputs, *labels, options.skip);
    if (!correct)
      return correct.takeError();
    report.correct = *correct;
  }
  if (reference) {
    auto comparison = compareRows(outputs, *reference, firstReference);
    if (!comparison)
      return comparison.takeError();
    report.comparison = *comparison;
  }
  return Error::success();
}

Error QuantRun::writeOutputs(const RunOutputs &outputs) {
  for (const auto &[index, path] : outputFiles)
    if (Error error = writeNpyFile(path, *outputs.results[index]))
      return error;
  if (options.json.empty())
    return Error::success();
  return writeJSON(options.json, report);
}

Error QuantRun::compile() {
  if (options.interpret)
    return options.dumpObject.empty()
               ? Error::success()
               : createStringError("--dump-object needs a compiled model; "
                                   "leave out --interpret");
  if (Error error = model.lower())
    return error;
  return model.compile();
}

Expected<SmallVector<HostTensor>>
QuantRun::call(ArrayRef<HostTensor> arguments) {
  return options.interpret ? model.interpret(arguments)
                           : model.getFunction()(arguments);
}

Error QuantRun::run() {
  if (Error error = prepare())
    return error;
  if (Error error = compile())
    return error;

  SmallVector<bool> keep(model.getSignature().results.size(), false);
  for (const auto &[index, path] : outputFiles)
    keep[index] = true;
  if (labels || reference)
    keep.front() = true;
  auto function = [this](ArrayRef<HostTensor> arguments) {
    return call(arguments);
  };
  auto outputs = runOverSamples(function, model.getSignature().results, *data,
                                batchSize, keep);
  if (!outputs)
    return outputs.takeError();

  report.model = options.positional.front();
  report.target =
      options.interpret ? "interpreter" : model.getTarget().name.str();
  report.inputs = data->describeScales();
  report.samples = data->getNumSamples();
  report.batchSize = batchSize;
  report.throughput = static_cast<double>(report.samples) / outputs->seconds;
  if (labels || reference)
    if (Error error = score(*outputs->results.front()))
      return error;
  if (options.benchmark) {
    auto latency = measureLatency(function, *data, options.repeat);
    if (!latency)
      return latency.takeError();
    report.latency = *latency;
  }
  printTable(outs(), report);
  return writeOutputs(*outputs);
}

int quantx::quantRunMain(int argc, char **argv) {
  InitLLVM init(argc, argv);
  RunOptions options;
  parseCommandLine(argc, argv, {&options.category},
                   "Compiles a model and runs it over samples, or compares "
                   "a quantized model with its float one\n");
  return reportError("quant-run", options.compare ? compareModels(options)
                                                  : QuantRun(options).run());
}
