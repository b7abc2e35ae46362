//===- Compare.cpp - quant-run --compare ----------------------------------===//

#include "Compare.h"

#include "CalibratorCosts.h"
#include "ComparedModels.h"
#include "ComparedValues.h"
#include "Scores.h"

#include "quantx/Report/Comparison.h"
#include "quantx/Support/AtomicFile.h"
#include "quantx/Support/ProgressBar.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

namespace {

/// The steps of one comparison.
class ModelComparison {
public:
  explicit ModelComparison(const RunOptions &options) : options(options) {}

  Error run();

private:
  /// Everything that can be wrong with the command line and the files, before
  /// anything is compiled.
  Error prepare();
  Error checkOptions() const;
  Error checkSamples();
  Error readLabels();
  Error runSamples();
  Error score(const HostTensor &real, const HostTensor &quantized,
              int64_t first);
  Error addResults(const ComparedModels::Results &results, int64_t first);
  Error write() const;

  const RunOptions &options;
  ComparedModels models;
  std::optional<DataSet> data;
  std::optional<HostTensor> labels;
  std::optional<CalibratorCosts> costs;
  report::Comparison comparison;
};

} // namespace

Error ModelComparison::checkOptions() const {
  if (options.positional.size() < 2)
    return createStringError(
        "--compare needs two models, FLOAT and QUANTIZED; see --help");
  const std::reference_wrapper<const cl::Option> useless[] = {
      options.reference, options.outputs, options.interpret,
      options.benchmark, options.repeat,  options.dumpObject};
  for (const cl::Option &option : useless)
    if (option.getNumOccurrences() != 0)
      return createStringError("--" + option.ArgStr +
                               " is of no use with --compare; leave it out");
  if (!options.calibrators.empty() && options.statistics.empty())
    return createStringError("--calibrators are compared by the statistics of "
                             "the float model; give them by --statistics");
  if (Error error = checkNotNegative(options.worst))
    return error;
  for (StringRef path : {StringRef(options.page), StringRef(options.json)})
    if (!path.empty())
      if (Error error = checkWritable(path))
        return error;
  return Error::success();
}

Error ModelComparison::checkSamples() {
  int64_t samples = data->getNumSamples();
  auto batch = options.getBatchSize(data->getBatching());
  if (!batch)
    return batch.takeError();
  if (samples == 0)
    return createStringError("no sample is left to run: the files hold no more "
                             "than --skip leaves out");
  // A batch filled up with repetitions would count samples twice.
  if (data->getBatching().fixedBatch && samples % *batch != 0)
    return createStringError(
        Twine(samples) + " samples are no multiple of the model's batch of " +
        Twine(*batch) + "; use --limit=" + Twine(samples - samples % *batch) +
        ", or a model with a dynamic batch");
  comparison.samples = samples;
  comparison.batchSize = *batch;
  return Error::success();
}

Error ModelComparison::readLabels() {
  bool hasRows = !models.getSignature().results.empty() &&
                 data->getBatching().results.front();
  if (hasRows)
    comparison.agreeing = 0;
  if (options.labels.empty())
    return Error::success();
  if (!hasRows)
    return createStringError("--labels needs a first result with one row per "
                             "sample");
  Expected<TensorFile> file = readTensorFile(options.labels);
  if (!file)
    return file.takeError();
  labels = std::move(file->tensor);
  if (Error error = checkLabels(*labels, options.skip + comparison.samples))
    return createStringError("'" + options.labels +
                             "': " + toString(std::move(error)));
  comparison.floatCorrect = comparison.quantizedCorrect = 0;
  return Error::success();
}

Error ModelComparison::prepare() {
  if (Error error = checkOptions())
    return error;
  auto floatOptions = options.getModelOptions();
  if (!floatOptions)
    return floatOptions.takeError();
  auto dataOptions = options.getDataOptions(/*numModels=*/2);
  if (!dataOptions)
    return dataOptions.takeError();
  ModelOptions quantizedOptions = *floatOptions;
  quantizedOptions.model = options.positional[1];
  // Only ONNX takes it, and the quantized model may be MLIR.
  if (!StringRef(quantizedOptions.model).ends_with(".onnx"))
    quantizedOptions.importBatchSize.reset();
  if (Error error = models.load(*floatOptions, quantizedOptions))
    return error;
  if (!options.statistics.empty()) {
    auto read = CalibratorCosts::create(
        options.statistics, models.getFingerprint(),
        {options.calibrators.begin(), options.calibrators.end()});
    if (!read)
      return read.takeError();
    costs = std::move(*read);
  }
  auto loaded = DataSet::load(models.getSignature(), *dataOptions);
  if (!loaded)
    return loaded.takeError();
  data = std::move(*loaded);
  if (Error error = checkSamples())
    return error;
  return readLabels();
}

Error ModelComparison::score(const HostTensor &real,
                             const HostTensor &quantized, int64_t first) {
  auto places = argmaxRows(real), others = argmaxRows(quantized);
  if (!places || !others)
    return joinErrors(places.takeError(), others.takeError());
  for (auto [x, y] : zip_equal(*places, *others))
    *comparison.agreeing += x == y;
  if (!labels)
    return Error::success();
  auto floatCorrect = countCorrect(real, *labels, options.skip + first);
  auto correct = countCorrect(quantized, *labels, options.skip + first);
  if (!floatCorrect || !correct)
    return joinErrors(floatCorrect.takeError(), correct.takeError());
  *comparison.floatCorrect += *floatCorrect;
  *comparison.quantizedCorrect += *correct;
  return Error::success();
}

Error ModelComparison::addResults(const ComparedModels::Results &results,
                                  int64_t first) {
  for (auto [output, real, quantized] :
       zip_equal(comparison.outputs, results.real, results.quantized)) {
    auto realNumbers = real.toF32(), numbers = quantized.toF32();
    if (!realNumbers || !numbers)
      return joinErrors(realNumbers.takeError(), numbers.takeError());
    if (realNumbers->getShape() != numbers->getShape())
      return createStringError("result '" + output.name + "' is " +
                               real.describe() + " for the float model and " +
                               quantized.describe() + " for the quantized one");
    output.error.add(realNumbers->values<float>(), numbers->values<float>());
  }
  if (!comparison.agreeing)
    return Error::success();
  return score(results.real.front(), results.quantized.front(), first);
}

Error ModelComparison::runSamples() {
  for (const TensorSpec &result : models.getSignature().results)
    comparison.outputs.push_back({result.name, {}});
  comparison.layers = makeLayers(models.getMatching());
  auto receive = [&](size_t pair, ArrayRef<float> real,
                     ArrayRef<float> quantized) {
    addValues(comparison.layers[pair], real, quantized);
  };
  if (Error error = models.compile(receive))
    return error;
  int64_t samples = comparison.samples, batch = comparison.batchSize;
  ProgressBar progress("comparing", samples);
  for (int64_t first = 0; first < samples; first += batch) {
    auto arguments =
        data->getArguments(first, std::min(batch, samples - first));
    if (!arguments)
      return arguments.takeError();
    auto results = models(*arguments);
    if (!results)
      return results.takeError();
    if (Error error = addResults(*results, first))
      return error;
    progress.update(first + batch);
  }
  return Error::success();
}

Error ModelComparison::write() const {
  auto writeFile = [&](const std::string &path, auto print) -> Error {
    if (path.empty())
      return Error::success();
    return writeFileAtomically(path, [&](raw_ostream &os) {
      print(os, comparison);
      return Error::success();
    });
  };
  report::printTable(outs(), comparison, options.worst);
  if (Error error = writeFile(options.page, report::printPage))
    return error;
  return writeFile(options.json, report::printJSON);
}

Error ModelComparison::run() {
  if (Error error = prepare())
    return error;
  comparison.producer = "quantx " QUANTX_VERSION;
  comparison.floatModel = options.positional[0];
  comparison.quantizedModel = options.positional[1];
  comparison.target = models.getTarget().name.str();
  comparison.inputs = data->describeScales();
  for (const UnmatchedValue &value : models.getMatching().unmatchedReal)
    comparison.leftOutFloat.push_back({value.name, value.reason});
  for (const UnmatchedValue &value : models.getMatching().unmatchedQuantized)
    comparison.leftOutQuantized.push_back({value.name, value.reason});
  if (Error error = runSamples())
    return error;
  if (costs)
    costs->addTo(comparison);
  report::sortLayers(comparison);
  return write();
}

Error tools::compareModels(const RunOptions &options) {
  return ModelComparison(options).run();
}
