//===- ToolOptions.h - Options that the runners share -----------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_TOOLOPTIONS_H
#define QUANTX_LIB_TOOLS_TOOLOPTIONS_H

#include "CompiledModel.h"
#include "DataSet.h"
#include "RecipeOption.h"

#include "llvm/Support/CommandLine.h"

namespace quantx::tools {

/// The options of quant-run and quant-calibrate that are the same: the model,
/// the data, the target. An object registers them with LLVM's command line for
/// as long as it lives; none are registered by linking the library.
class SharedOptions {
public:
  /// `defaultLimit` is that of --limit; 0 takes every sample.
  explicit SharedOptions(int64_t defaultLimit);

  llvm::Expected<ModelOptions> getModelOptions() const;
  /// The positional arguments after `numModels` of them are input files.
  llvm::Expected<DataOptions> getDataOptions(size_t numModels = 1) const;

  /// The samples of one call of a function.
  llvm::Expected<int64_t> getBatchSize(const Batching &batching) const;

  llvm::cl::OptionCategory category;
  llvm::cl::list<std::string> positional;
  llvm::cl::list<std::string> inputs;
  llvm::cl::opt<std::string> scale;
  llvm::cl::opt<int64_t> skip;
  llvm::cl::opt<int64_t> limit;
  llvm::cl::opt<int64_t> batchSize;
  llvm::cl::opt<int64_t> importBatchSize;
  llvm::cl::opt<std::string> entry;
  llvm::cl::opt<std::string> target;
  RecipeOption recipe;
  llvm::cl::opt<std::string> dumpObject;
};

/// Parses the command line. Only the options in `categories` are in the help;
/// those of MLIR for pass managers and for printing are there, too
/// (--help-hidden). IR is printed without large constants unless asked for.
void parseCommandLine(
    int argc, char **argv,
    llvm::ArrayRef<const llvm::cl::OptionCategory *> categories,
    llvm::StringRef overview);

/// Fails, naming the option, where its number is negative.
llvm::Error checkNotNegative(const llvm::cl::opt<int64_t> &option);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_TOOLOPTIONS_H
