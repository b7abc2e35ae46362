//===- Compare.h - quant-run --compare --------------------------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_COMPARE_H
#define QUANTX_LIB_TOOLS_COMPARE_H

#include "RunOptions.h"

namespace quantx::tools {

/// Runs the two models that `options` names over the samples, and writes how
/// far the values of the second are from those of the first.
llvm::Error compareModels(const RunOptions &options);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_COMPARE_H
