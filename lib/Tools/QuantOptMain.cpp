//===- QuantOptMain.cpp - The driver behind quant-opt ---------------------===//
//
// Upstream's printer has one set of options for dumps and for output. They are
// read for the dumps while the pass manager is configured, for the output after
// it has run. So elision is set on the command line, cleared once the pass
// manager is configured, and set again when it is destroyed, for the next chunk
// of a split input.
//
// A file keeps the locations, for they are the names of values, which
// statistics, recipes and comparisons go by. On standard output they are only
// in the way, unless --mlir-print-debuginfo asks for them.
//
//===----------------------------------------------------------------------===//

#include "quantx/Tools/QuantOptMain.h"

#include "Elision.h"

#include "mlir/Pass/PassInstrumentation.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/FileUtilities.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace mlir;
using namespace quantx::tools;

namespace {
/// Lives as long as one pass manager: the elision is off until it dies.
struct PrintWholeOutput : PassInstrumentation {
  explicit PrintWholeOutput(bool toFile) {
    clearElision();
    setPrintLocations(toFile);
  }
  ~PrintWholeOutput() override {
    setElision();
    setPrintLocations(false);
  }
};

/// Reads the input, runs what `config` says and writes the output file.
LogicalResult processFile(StringRef inputFilename, StringRef outputFilename,
                          DialectRegistry &registry,
                          const MlirOptMainConfig &config) {
  std::string message;
  auto input = openInputFile(inputFilename, &message);
  if (!input) {
    llvm::errs() << message << "\n";
    return failure();
  }
  auto output = openOutputFile(outputFilename, &message);
  if (!output) {
    llvm::errs() << message << "\n";
    return failure();
  }
  if (failed(MlirOptMain(output->os(), std::move(input), registry, config)))
    return failure();
  output->keep();
  return success();
}
} // namespace

LogicalResult quantx::quantOptMain(int argc, char **argv, StringRef toolName,
                                   DialectRegistry &registry) {
  llvm::InitLLVM initLLVM(argc, argv);
  auto [input, output] =
      registerAndParseCLIOptions(argc, argv, toolName, registry);
  MlirOptMainConfig config = MlirOptMainConfig::createFromCLOptions();
  bool asked = config.shouldShowDialects() || config.shouldListPasses() ||
               isElisionSet();
  if (asked)
    return MlirOptMain(argc, argv, input, output, registry);

  setElision();
  MlirOptMainConfig inner = config;
  bool toFile = output != "-";
  config.setPassPipelineSetupFn([=](PassManager &pm) {
    pm.addInstrumentation(std::make_unique<PrintWholeOutput>(toFile));
    return inner.setupPassPipeline(pm);
  });
  return processFile(input, output, registry, config);
}
