//===- ObserverRuntime.h - Where observed values go -------------*- C++ -*-===//

#ifndef QUANTX_EXECUTIONENGINE_OBSERVERRUNTIME_H
#define QUANTX_EXECUTIONENGINE_OBSERVERRUNTIME_H

#include "quantx/Calibration/TensorGatherer.h"

#include "mlir/IR/BuiltinOps.h"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace quantx {

/// What the observers of a module keep beyond what the module asks for.
struct ObserverOptions {
  /// The rows that are kept of a tensor whose observer asks for rows; 0 for
  /// none at all.
  size_t rowCapacity = 64;
  /// A histogram of each channel, where the observer asks for channels.
  bool channelHistograms = false;
  /// The range of each call, for a moving average.
  bool batchRanges = false;
};

/// Gathers what the observers of one module see. Compiled code may call it from
/// several threads at a time.
class ObserverRuntime {
public:
  /// The name of a tensor and what is kept of it.
  struct Observer {
    std::string name;
    calibration::GatherOptions options;
  };

  /// Their position is their id. Observers of one name have equal options.
  explicit ObserverRuntime(llvm::ArrayRef<Observer> observers);
  virtual ~ObserverRuntime() = default;

  /// The observers of a module that convert-quantx-observe-to-calls has seen;
  /// fails where the module has none, or two of one name that differ.
  static llvm::Expected<std::unique_ptr<ObserverRuntime>>
  create(mlir::ModuleOp module, const ObserverOptions &options = {});

  /// Tells which samples the calls that follow are for, by
  /// calibration::hashSample; without that no rows are kept. No call of the
  /// module may run meanwhile.
  void setSamples(std::vector<uint64_t> hashes) { samples = std::move(hashes); }

  /// By id.
  std::vector<std::string> getNames() const;

  /// Adds values of the observer `id`; see TensorGatherer::add. A derived class
  /// may do something else with them.
  virtual void observe(size_t id, llvm::ArrayRef<float> values,
                       llvm::ArrayRef<int64_t> shape,
                       llvm::ArrayRef<unsigned> order = {});

  /// Whether `observe` gets values in row-major order. Statistics do not depend
  /// on the order in memory, and get values as they lie there.
  virtual bool needsOrder() const { return false; }

  /// The statistics gathered so far, by name.
  std::map<std::string, calibration::TensorStatistics> getStatistics() const;

private:
  struct Gatherer {
    Gatherer(const Observer &observer)
        : name(observer.name), gatherer(observer.options) {}

    std::string name;
    std::mutex mutex;
    calibration::TensorGatherer gatherer;
  };

  std::vector<std::unique_ptr<Gatherer>> gatherers;
  std::vector<uint64_t> samples;
};

} // namespace quantx

#endif // QUANTX_EXECUTIONENGINE_OBSERVERRUNTIME_H
