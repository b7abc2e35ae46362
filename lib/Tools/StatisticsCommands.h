//===- StatisticsCommands.h - What is done with statistics files *- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_STATISTICSCOMMANDS_H
#define QUANTX_LIB_TOOLS_STATISTICSCOMMANDS_H

#include "CalibrateOptions.h"

namespace quantx::tools {

/// quant-calibrate --merge A B ... -o C.
llvm::Error mergeFiles(const CalibrateOptions &options);

/// quant-calibrate --print-ranges STATISTICS [-o FILE].
llvm::Error printRangeFile(const CalibrateOptions &options);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_STATISTICSCOMMANDS_H
