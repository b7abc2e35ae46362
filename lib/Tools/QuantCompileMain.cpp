//===- QuantCompileMain.cpp - The driver behind quant-compile -------------===//

#include "quantx/Tools/QuantCompileMain.h"

#include "ModelFile.h"
#include "ToolError.h"
#include "ToolOptions.h"

#include "quantx/Dialect/QuantX/Transforms/Passes.h"
#include "quantx/Object/ObjectFile.h"
#include "quantx/Pipelines/Pipelines.h"
#include "quantx/Support/AtomicFile.h"

#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

namespace {

struct CompileOptions {
  cl::OptionCategory category{"Options"};
  cl::opt<std::string> model{cl::Positional, cl::desc("MODEL"),
                             cl::cat(category)};
  cl::opt<std::string> output{"o", cl::cat(category), cl::value_desc("FILE"),
                              cl::desc("The object file to write")};
  cl::opt<std::string> header{
      "header", cl::cat(category), cl::value_desc("FILE"),
      cl::desc("Write a header for C and C++ that declares the functions")};
  cl::opt<std::string> prefix{
      "prefix", cl::cat(category), cl::value_desc("NAME"),
      cl::desc("What the names of the functions begin with (default: the name "
               "of the object file without its extension)")};
  cl::opt<std::string> target{
      "target", cl::cat(category), cl::init("host"), cl::value_desc("NAME"),
      cl::desc("The CPU to compile for (default host): a row of the target "
               "table, such as generic, avx512-vnni or aarch64")};
  RecipeOption recipe{category};
  cl::opt<std::string> triple{
      "triple", cl::cat(category), cl::value_desc("TRIPLE"),
      cl::desc("Operating system and ABI (default: this machine's, or Linux "
               "with GNU libc for a target of another architecture)")};
  cl::opt<int64_t> importBatchSize{
      "import-batch-size", cl::cat(category), cl::init(0), cl::value_desc("N"),
      cl::desc("Fix the batch of an ONNX model to N")};
};

} // namespace

static Expected<Machine> findMachine(const CompileOptions &options,
                                     const RecipeSettings &settings) {
  auto target = lookupTarget(chooseTarget(options.target, settings));
  if (!target)
    return target.takeError();
  return getMachine(**target, options.triple);
}

/// Everything that can be wrong with the command line.
static Error checkOptions(const CompileOptions &options) {
  if (options.model.empty())
    return createStringError("no model is given; see --help");
  if (options.output.empty())
    return createStringError("no output file is given; say -o FILE.o");
  if (options.output != "-" && options.output == options.header)
    return createStringError("the object file and the header are both '" +
                             options.output + "'; give each its own name");
  if (Error error = checkNotNegative(options.importBatchSize))
    return error;
  if (Error error = checkWritable(options.output))
    return error;
  return options.header.empty() ? Error::success()
                                : checkWritable(options.header);
}

static std::string choosePrefix(const CompileOptions &options) {
  if (options.prefix.getNumOccurrences())
    return options.prefix;
  return options.output == "-" ? "model"
                               : toCIdentifier(sys::path::stem(options.output));
}

static Expected<SmallVector<char, 0>> compile(mlir::ModuleOp module,
                                              ArrayRef<CFunction> functions,
                                              const Machine &machine,
                                              const RecipeSettings &settings,
                                              StringRef path) {
  Error lowered = runPasses(module, path, [&](mlir::OpPassManager &pm) {
    if (settings.integerOnly == IntegerOnlyCheck::Error) {
      QuantXVerifyIntegerOnlyOptions check;
      check.mode = settings.mode.value_or(QuantizationMode::Static);
      pm.addPass(createQuantXVerifyIntegerOnly(check));
    }
    CodegenPipelineOptions pipeline;
    pipeline.target = machine.target->name.str();
    buildCodegenPipeline(pm, pipeline);
  });
  if (lowered)
    return std::move(lowered);
  return emitObject(module, functions, machine);
}

static Error runTool(const CompileOptions &options) {
  if (Error error = checkOptions(options))
    return error;
  auto settings = options.recipe.readSettings();
  if (!settings)
    return settings.takeError();
  auto machine = findMachine(options, *settings);
  if (!machine)
    return machine.takeError();
  mlir::MLIRContext context;
  prepareContext(context);
  std::optional<int64_t> batchSize;
  if (options.importBatchSize > 0)
    batchSize = options.importBatchSize;
  auto module = readModel(options.model, batchSize, context);
  if (!module)
    return module.takeError();
  std::string prefix = choosePrefix(options);
  auto functions = getCFunctions(**module, prefix);
  if (!functions)
    return functions.takeError();
  auto object =
      compile(**module, *functions, *machine, *settings, options.model);
  if (!object)
    return object.takeError();
  if (Error error = writeFileAtomically(options.output, [&](raw_ostream &os) {
        os.write(object->data(), object->size());
        return Error::success();
      }))
    return error;
  if (options.header.empty())
    return Error::success();
  return writeFileAtomically(options.header, [&](raw_ostream &os) {
    printCHeader(os, *functions, prefix, machine->describe());
    return Error::success();
  });
}

int quantx::quantCompileMain(int argc, char **argv) {
  InitLLVM init(argc, argv);
  CompileOptions options;
  parseCommandLine(argc, argv, {&options.category},
                   "Compiles a model to an object file\n");
  return reportError("quant-compile", runTool(options));
}
