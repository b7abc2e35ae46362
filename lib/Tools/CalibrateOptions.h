//===- CalibrateOptions.h - The command line of quant-calibrate -*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_CALIBRATEOPTIONS_H
#define QUANTX_LIB_TOOLS_CALIBRATEOPTIONS_H

#include "ToolOptions.h"

namespace quantx::tools {

/// All options of quant-calibrate.
struct CalibrateOptions : SharedOptions {
  CalibrateOptions();

  llvm::cl::OptionCategory sharing;
  llvm::cl::OptionCategory files;

  llvm::cl::opt<std::string> output;
  llvm::cl::opt<bool> verbose;
  llvm::cl::opt<unsigned> rows;
  llvm::cl::opt<bool> channelHistograms;
  llvm::cl::opt<bool> movingAverage;

  llvm::cl::opt<std::string> shard;
  llvm::cl::opt<bool> resume;
  llvm::cl::opt<bool> merge;

  llvm::cl::opt<bool> printRanges;
  llvm::cl::opt<std::string> calibrator;
  llvm::cl::opt<std::string> rangesFormat;
  llvm::cl::opt<unsigned> tensorRTVersion;
  llvm::cl::opt<bool> acceptPartial;

  llvm::cl::extrahelp examples;
};

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_CALIBRATEOPTIONS_H
