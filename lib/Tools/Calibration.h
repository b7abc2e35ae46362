//===- Calibration.h - A model over samples, observed -----------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_CALIBRATION_H
#define QUANTX_LIB_TOOLS_CALIBRATION_H

#include "CalibrateOptions.h"
#include "SamplePlan.h"

#include "quantx/ExecutionEngine/ObserverRuntime.h"
#include "quantx/Support/ProcessGroup.h"

namespace quantx::tools {

/// The steps of one calibration, in one process of `group`. Each takes its
/// share of the samples; the first gets all statistics and writes the file.
class Calibration {
public:
  Calibration(const CalibrateOptions &options, ProcessGroup &group)
      : options(options), group(group) {}

  /// Runs the steps. Every process of the group returns the same error.
  llvm::Error run();

  /// The signal that ended the run early, on any process; 0 for none.
  int getSignal() const { return signal; }

private:
  /// Everything that can be wrong with the command line and the files, before
  /// anything is compiled.
  llvm::Error prepare();
  llvm::Error loadModel();
  llvm::Error planSamples();
  llvm::Error readEarlier();
  llvm::Error checkEarlier() const;
  llvm::Error cannotResume(const llvm::Twine &what) const;
  bool isDoneAlready();
  llvm::Error compile();
  llvm::Error observeSamples();
  llvm::Error observeCall(SampleCall call);
  llvm::Error checkFinite(llvm::ArrayRef<HostTensor> arguments, int64_t first);
  /// Puts what this process has seen into `statistics`.
  llvm::Error collect();
  llvm::Error gather();
  llvm::Error write();

  const CalibrateOptions &options;
  ProcessGroup &group;
  CompiledModel model;
  std::optional<DataSet> data;
  /// What this process runs, and how many of its calls it has run.
  SamplePlan plan;
  size_t callsDone = 0;
  std::unique_ptr<ObserverRuntime> runtime;
  calibration::ModelStatistics statistics;
  /// What the file to go on from holds, in every process; the first adds it.
  std::optional<calibration::ModelStatistics> earlier;
  int signal = 0;
};

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_CALIBRATION_H
