//===- ObserverRuntime.h - Where observed values go -------------*- C++ -*-===//

#ifndef QUANTX_EXECUTIONENGINE_OBSERVERRUNTIME_H
#define QUANTX_EXECUTIONENGINE_OBSERVERRUNTIME_H

#include "quantx/Calibration/TensorStatistics.h"

#include "mlir/IR/BuiltinOps.h"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace quantx {

/// Gathers what the observers of one module see. Compiled code may call it from
/// several threads at a time.
class ObserverRuntime {
public:
  /// One observer for each of `names`; their position is their id.
  explicit ObserverRuntime(std::vector<std::string> names);
  virtual ~ObserverRuntime() = default;

  /// The observers of a module that convert-quantx-observe-to-calls has seen;
  /// fails where the module has none.
  static llvm::Expected<std::unique_ptr<ObserverRuntime>>
  create(mlir::ModuleOp module);

  llvm::ArrayRef<std::string> getNames() const { return names; }

  /// Adds values of the observer `id`. A derived class may do something else
  /// with them.
  virtual void observe(size_t id, llvm::ArrayRef<float> values);

  /// Whether `observe` gets values in row-major order. Statistics need no
  /// order, and get values as they lie in memory.
  virtual bool needsOrder() const { return false; }

  /// The statistics gathered so far, by name.
  std::map<std::string, calibration::TensorStatistics> getStatistics() const;

private:
  struct Observer {
    std::mutex mutex;
    calibration::TensorStatistics statistics;
  };

  std::vector<std::string> names;
  std::vector<std::unique_ptr<Observer>> observers;
};

} // namespace quantx

#endif // QUANTX_EXECUTIONENGINE_OBSERVERRUNTIME_H
