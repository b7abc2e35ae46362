//===- ToolOptions.cpp - Options that the runners share -------------------===//

#include "ToolOptions.h"

#include "Elision.h"

#include "quantx/InitAll.h"

#include "mlir/IR/AsmState.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

SharedOptions::SharedOptions(int64_t defaultLimit)
    : category("Options"),
      positional(cl::Positional, cl::desc("MODEL [input files]"),
                 cl::cat(category)),
      inputs("inputs", cl::cat(category), cl::value_desc("[NAME=]FILE"),
             cl::desc("Samples: .npy, .npz (FILE.npz:ARRAY) or IDX, also "
                      "gzipped; NAME is the argument they are for. A .npz file "
                      "without NAME gives each argument the array of its name. "
                      "Files for the same argument follow one another. More "
                      "files may follow without the option")),
      scale("input-scale", cl::cat(category), cl::value_desc("a or a/b"),
            cl::desc("What stored values are multiplied by for float "
                     "arguments. Default: 1/255 for bytes in IDX files, 1 for "
                     "floats; other integers need it said")),
      skip("skip", cl::cat(category), cl::init(0), cl::value_desc("N"),
           cl::desc("Leave out the first N samples")),
      limit("limit", cl::cat(category), cl::init(defaultLimit),
            cl::value_desc("N"),
            cl::desc(defaultLimit
                         ? "Take at most N samples; 0 for all (default 512)"
                         : "Take at most N samples; 0 for all (default)")),
      batchSize("batch-size", cl::cat(category), cl::init(0),
                cl::value_desc("N"),
                cl::desc("Samples per call of a model with a dynamic batch "
                         "(default 1); results do not depend on it, unless the "
                         "model chooses scales from the data of a call")),
      importBatchSize("import-batch-size", cl::cat(category), cl::init(0),
                      cl::value_desc("N"),
                      cl::desc("Fix the batch of an ONNX model to N")),
      entry("entry", cl::cat(category), cl::value_desc("NAME"),
            cl::desc("The function to run (default main, or the only one)")),
      target("target", cl::cat(category), cl::init("host"),
             cl::value_desc("NAME"),
             cl::desc("The CPU to compile for (default host): a row of the "
                      "target table, such as generic or avx512-vnni")),
      recipe(category),
      dumpObject("dump-object", cl::cat(category), cl::value_desc("FILE"),
                 cl::desc("Write the object file, for llvm-objdump -d")) {}

Error tools::checkNotNegative(const cl::opt<int64_t> &option) {
  if (option >= 0)
    return Error::success();
  return createStringError("--" + option.ArgStr +
                           " must not be negative, it is " + Twine(option));
}

Expected<ModelOptions> SharedOptions::getModelOptions() const {
  if (positional.empty())
    return createStringError("no model is given; see --help");
  if (Error error = checkNotNegative(importBatchSize))
    return std::move(error);
  ModelOptions options;
  options.model = positional.front();
  options.entry = entry;
  auto settings = recipe.readSettings();
  if (!settings)
    return settings.takeError();
  options.target = chooseTarget(target, *settings);
  if (importBatchSize > 0)
    options.importBatchSize = importBatchSize;
  options.dumpObject = dumpObject;
  return options;
}

Expected<DataOptions> SharedOptions::getDataOptions(size_t numModels) const {
  for (const cl::opt<int64_t> *option : {&skip, &limit, &batchSize})
    if (Error error = checkNotNegative(*option))
      return std::move(error);
  DataOptions options;
  append_range(options.inputs, inputs);
  append_range(options.inputs, drop_begin(positional, numModels));
  options.skip = skip;
  if (limit > 0)
    options.limit = limit;
  if (scale.getNumOccurrences()) {
    Expected<InputScale> parsed = InputScale::parse(scale);
    if (!parsed)
      return parsed.takeError();
    options.scale = *parsed;
  }
  return options;
}

Expected<int64_t> SharedOptions::getBatchSize(const Batching &batching) const {
  constexpr int64_t defaultBatch = 1;
  if (!batching.fixedBatch)
    return batchSize > 0 ? batchSize : defaultBatch;
  if (batchSize > 0 && batchSize != *batching.fixedBatch)
    return createStringError("--batch-size=" + Twine(batchSize) +
                             " is asked for, but the model is "
                             "compiled for a batch of " +
                             Twine(*batching.fixedBatch));
  return *batching.fixedBatch;
}

/// `text` in lines of at most `width` characters, if its words allow.
static std::string wrap(StringRef text, size_t width) {
  std::string wrapped;
  size_t column = 0;
  for (StringRef word : split(text, ' ')) {
    bool breakHere = column > 0 && column + 1 + word.size() > width;
    if (column > 0)
      wrapped += breakHere ? '\n' : ' ';
    column = (breakHere || column == 0 ? 0 : column + 1) + word.size();
    wrapped += word;
  }
  return wrapped;
}

/// Makes the descriptions of options in `categories` fit a terminal; LLVM
/// prints each line of them where descriptions begin.
static void wrapDescriptions(ArrayRef<const cl::OptionCategory *> categories) {
  // Options refer to their descriptions as long as the process lives.
  static std::vector<std::unique_ptr<std::string>> texts;
  constexpr size_t width = 62;
  for (auto &[name, option] : cl::getRegisteredOptions()) {
    if (none_of(option->Categories, [&](const auto *category) {
          return is_contained(categories, category);
        }))
      continue;
    texts.push_back(
        std::make_unique<std::string>(wrap(option->HelpStr, width)));
    option->setDescription(*texts.back());
  }
}

void tools::parseCommandLine(int argc, char **argv,
                             ArrayRef<const cl::OptionCategory *> categories,
                             StringRef overview) {
  // Options that print IR after a pass know the registered ones.
  registerAllPasses();
  mlir::registerAsmPrinterCLOptions();
  mlir::registerMLIRContextCLOptions();
  mlir::registerPassManagerCLOptions();
  mlir::registerDefaultTimingManagerCLOptions();
  cl::HideUnrelatedOptions(categories);
  wrapDescriptions(categories);
  cl::SetVersionPrinter(
      [](raw_ostream &os) { os << "quantx " QUANTX_VERSION "\n"; });
  cl::ParseCommandLineOptions(argc, argv, overview);
  if (!isElisionSet())
    setElision();
}
