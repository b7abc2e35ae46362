//===- RunOptions.h - The command line of quant-run -------------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_RUNOPTIONS_H
#define QUANTX_LIB_TOOLS_RUNOPTIONS_H

#include "ToolOptions.h"

namespace quantx::tools {

struct RunOptions : SharedOptions {
  RunOptions() : SharedOptions(/*defaultLimit=*/0) {}

  llvm::cl::opt<std::string> labels{
      "labels", llvm::cl::cat(category), llvm::cl::value_desc("FILE"),
      llvm::cl::desc(
          "Integers of shape [N]: what the largest element of the first "
          "result should be, for top-1 accuracy")};
  llvm::cl::opt<std::string> reference{
      "reference", llvm::cl::cat(category), llvm::cl::value_desc("FILE"),
      llvm::cl::desc(
          "Results of another run to compare the first result with")};
  llvm::cl::list<std::string> outputs{"outputs", llvm::cl::cat(category),
                                      llvm::cl::value_desc("[NAME=]FILE"),
                                      llvm::cl::desc("Write a result as .npy")};
  llvm::cl::opt<bool> interpret{
      "interpret", llvm::cl::cat(category),
      llvm::cl::desc(
          "Evaluate the model op by op instead of compiling it: slow, "
          "and the definition that compiled code is compared with")};
  llvm::cl::opt<bool> benchmark{
      "benchmark", llvm::cl::cat(category),
      llvm::cl::desc("Measure the latency of single calls, too")};
  llvm::cl::opt<int64_t> repeat{
      "repeat", llvm::cl::cat(category), llvm::cl::init(200),
      llvm::cl::value_desc("N"),
      llvm::cl::desc("Calls that --benchmark measures")};
  llvm::cl::opt<std::string> json{"json", llvm::cl::cat(category),
                                  llvm::cl::value_desc("FILE"),
                                  llvm::cl::desc("Write the table as JSON")};
  llvm::cl::opt<bool> compare{
      "compare", llvm::cl::cat(category),
      llvm::cl::desc("Run two models, FLOAT and QUANTIZED, and say how far the "
                     "values of the second are from those of the first")};
  llvm::cl::opt<std::string> page{
      "o", llvm::cl::cat(category), llvm::cl::value_desc("FILE"),
      llvm::cl::desc("Write the comparison as an HTML page")};
  llvm::cl::opt<std::string> statistics{
      "statistics", llvm::cl::cat(category), llvm::cl::value_desc("FILE"),
      llvm::cl::desc(
          "A statistics file of FLOAT, to say what each calibrator would "
          "cost")};
  llvm::cl::list<std::string> calibrators{
      "calibrators", llvm::cl::cat(category), llvm::cl::CommaSeparated,
      llvm::cl::value_desc("NAME,..."),
      llvm::cl::desc(
          "The calibrators to compare (default all, with their default "
          "options)")};
  llvm::cl::opt<int64_t> worst{
      "worst", llvm::cl::cat(category), llvm::cl::init(20),
      llvm::cl::value_desc("N"),
      llvm::cl::desc("Layers that the table of a comparison shows; 0 for all "
                     "(default 20)")};
};

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_RUNOPTIONS_H
