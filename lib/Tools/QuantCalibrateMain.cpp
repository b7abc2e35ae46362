//===- QuantCalibrateMain.cpp - The driver behind quant-calibrate ---------===//

#include "quantx/Tools/QuantCalibrateMain.h"

#include "Calibration.h"
#include "StatisticsCommands.h"
#include "ToolError.h"

#include "quantx/Support/AtomicFile.h"

#include "llvm/Support/InitLLVM.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

/// Fails where options contradict one another.
static Error checkOptions(const CalibrateOptions &options) {
  if (options.merge && options.printRanges)
    return createStringError("--merge and --print-ranges are two commands; "
                             "give one of them");
  if (options.resume && options.output == "-")
    return createStringError("--resume needs a file to go on from; standard "
                             "output is none");
  return Error::success();
}

static Error checkOutput(const CalibrateOptions &options) {
  if (!options.output.empty())
    return checkWritable(options.output);
  if (options.printRanges)
    return Error::success();
  return createStringError("no output file is given; use -o FILE");
}

/// Runs the command; `signal` becomes what ended it early, if anything did.
static Error runCommand(const CalibrateOptions &options, ProcessGroup &group,
                        int &signal) {
  Error error = checkOptions(options);
  if (!error && group.isFirst())
    error = checkOutput(options);
  if (Error agreed = group.agree(std::move(error)))
    return agreed;
  if (options.merge || options.printRanges) {
    auto command = options.merge ? mergeFiles : printRangeFile;
    return group.agree(group.isFirst() ? command(options) : Error::success());
  }
  Calibration calibration(options, group);
  Error result = calibration.run();
  signal = calibration.getSignal();
  return result;
}

int quantx::quantCalibrateMain(int argc, char **argv) {
  InitLLVM init(argc, argv);
  CalibrateOptions options;
  parseCommandLine(argc, argv,
                   {&options.category, &options.sharing, &options.files},
                   "Runs a float model over samples and keeps statistics of "
                   "its tensors,\nfrom which quantization chooses ranges\n");
  // Shards are given to processes that know nothing of each other.
  bool isAlone = !options.shard.empty();
  Expected<std::unique_ptr<ProcessGroup>> group =
      isAlone ? ProcessGroup::stayAlone() : ProcessGroup::join();
  if (!group)
    return reportError("quant-calibrate", group.takeError());
  int signal = 0;
  Error error = runCommand(options, **group, signal);
  if (!(*group)->isFirst()) {
    bool failed = bool(error);
    consumeError(std::move(error));
    return failed ? 1 : 0;
  }
  if (int status = reportError("quant-calibrate", std::move(error)))
    return status;
  // As a shell says of a process that a signal ended.
  return signal == 0 ? 0 : 128 + signal;
}
