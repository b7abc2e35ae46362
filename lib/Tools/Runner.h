//===- Runner.h - A function over a data set --------------------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_RUNNER_H
#define QUANTX_LIB_TOOLS_RUNNER_H

#include "DataSet.h"
#include "RunReport.h"

#include "quantx/ExecutionEngine/FunctionSignature.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace quantx::tools {

/// What is run: a compiled function, or an interpreted one.
using TensorFunction =
    llvm::function_ref<llvm::Expected<llvm::SmallVector<HostTensor>>(
        llvm::ArrayRef<HostTensor>)>;

/// What a pass over the samples gave.
struct RunOutputs {
  /// By position of the result; empty where it was not to be kept.
  llvm::SmallVector<std::optional<HostTensor>> results;
  /// In the function, over all calls.
  double seconds = 0;
};

/// Calls `function` over all samples of `data`, `batchSize` at a time, and
/// joins the rows of those of its `results` that `keep` names.
llvm::Expected<RunOutputs> runOverSamples(TensorFunction function,
                                          llvm::ArrayRef<TensorSpec> results,
                                          const DataSet &data,
                                          int64_t batchSize,
                                          llvm::ArrayRef<bool> keep);

/// Measures single calls with one sample, or with the function's fixed batch:
/// a warm-up, then `runs` calls over the first samples in turn, fewer where
/// they would take longer than about ten seconds.
llvm::Expected<Latency> measureLatency(TensorFunction function,
                                       const DataSet &data, int64_t runs);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_RUNNER_H
