//===- Runner.h - A function over a data set --------------------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_RUNNER_H
#define QUANTX_LIB_TOOLS_RUNNER_H

#include "DataSet.h"
#include "RunReport.h"

#include "quantx/ExecutionEngine/Jit.h"

namespace quantx::tools {

/// What a pass over the samples gave.
struct RunOutputs {
  /// By position of the result; empty where it was not to be kept.
  llvm::SmallVector<std::optional<HostTensor>> results;
  /// In the compiled code, over all calls.
  double seconds = 0;
};

/// Calls `function` over all samples of `data`, `batchSize` at a time, and
/// joins the rows of the results in `keep`.
llvm::Expected<RunOutputs> runOverSamples(const CompiledFunction &function,
                                          const DataSet &data,
                                          int64_t batchSize,
                                          llvm::ArrayRef<bool> keep);

/// Measures single calls with one sample, or with the function's fixed batch:
/// a warm-up, then `runs` calls over the first samples in turn, fewer where
/// they would take longer than about ten seconds.
llvm::Expected<Latency> measureLatency(const CompiledFunction &function,
                                       const DataSet &data, int64_t runs);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_RUNNER_H
