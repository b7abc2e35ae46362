//===- ObserverRuntime.cpp - Where observed values go ---------------------===//

#include "quantx/ExecutionEngine/ObserverRuntime.h"

using namespace mlir;
using namespace quantx;

ObserverRuntime::ObserverRuntime(std::vector<std::string> names)
    : names(std::move(names)) {
  for (size_t i = 0; i < this->names.size(); ++i)
    observers.push_back(std::make_unique<Observer>());
}

llvm::Expected<std::unique_ptr<ObserverRuntime>>
ObserverRuntime::create(ModuleOp module) {
  auto attribute = module->getAttrOfType<ArrayAttr>("quantx.observers");
  if (!attribute || attribute.empty())
    return llvm::createStringError(
        "the module has no observers ('quantx.observers' is missing or "
        "empty): run quantx-insert-observers and "
        "convert-quantx-observe-to-calls first");
  std::vector<std::string> names;
  for (Attribute element : attribute) {
    auto name = llvm::dyn_cast<StringAttr>(element);
    if (!name)
      return llvm::createStringError("'quantx.observers' must hold strings");
    names.push_back(name.str());
  }
  return std::make_unique<ObserverRuntime>(std::move(names));
}

void ObserverRuntime::observe(size_t id, llvm::ArrayRef<float> values) {
  assert(id < observers.size() && "no such observer");
  Observer &observer = *observers[id];
  std::scoped_lock lock(observer.mutex);
  observer.statistics.add(values);
}

std::map<std::string, calibration::TensorStatistics>
ObserverRuntime::getStatistics() const {
  std::map<std::string, calibration::TensorStatistics> statistics;
  for (size_t i = 0; i < names.size(); ++i) {
    std::scoped_lock lock(observers[i]->mutex);
    statistics[names[i]].merge(observers[i]->statistics);
  }
  return statistics;
}
