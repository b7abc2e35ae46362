//===- StatisticsCommands.cpp - What is done with statistics files --------===//

#include "StatisticsCommands.h"

#include "FindingsTable.h"

#include "quantx/Calibration/RangeTable.h"
#include "quantx/Calibration/StatisticsFile.h"
#include "quantx/Support/AtomicFile.h"

#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;
using namespace quantx::tools;

Error tools::mergeFiles(const CalibrateOptions &options) {
  if (options.positional.size() < 2)
    return createStringError("--merge needs two statistics files or more");
  std::optional<ModelStatistics> merged;
  for (const std::string &path : options.positional) {
    auto statistics = readStatisticsFile(path);
    if (!statistics)
      return statistics.takeError();
    if (!merged)
      merged = std::move(*statistics);
    else if (Error error = mergeStatistics(*merged, *statistics))
      return createStringError("'" + path +
                               "' cannot be merged with those "
                               "before it: " +
                               toString(std::move(error)));
  }
  printFindings(*merged, options.verbose);
  if (!merged->isComplete())
    WithColor::warning(errs(), "quant-calibrate")
        << "some of the files are of interrupted runs, so that '"
        << options.output
        << "' is marked as partial; --resume completes such a file before it "
           "is merged\n";
  return writeStatisticsFile(options.output, *merged);
}

Error tools::printRangeFile(const CalibrateOptions &options) {
  if (options.positional.size() != 1)
    return createStringError("--print-ranges needs one statistics file");
  StringRef path = options.positional.front();
  bool isTensorRT = options.rangesFormat == "tensorrt";
  if (!isTensorRT && options.rangesFormat != "table")
    return createStringError("--ranges-format=" + options.rangesFormat +
                             ": ranges are written as table or as tensorrt");
  auto statistics = readStatisticsFile(path);
  if (!statistics)
    return statistics.takeError();
  if (!options.acceptPartial)
    if (Error error = checkComplete(*statistics, path, "--accept-partial"))
      return error;
  auto table = makeRangeTable(*statistics, options.calibrator);
  if (!table)
    return createStringError("'" + path + "': " + toString(table.takeError()));
  StringRef output = options.output.empty() ? "-" : StringRef(options.output);
  return writeFileAtomically(output, [&](raw_ostream &os) {
    if (isTensorRT)
      printTensorRTCache(os, *table, options.tensorRTVersion);
    else
      printRangeTable(os, *table);
    return Error::success();
  });
}
