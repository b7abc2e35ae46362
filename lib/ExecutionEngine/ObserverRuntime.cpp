//===- ObserverRuntime.cpp - Where observed values go ---------------------===//

#include "quantx/ExecutionEngine/ObserverRuntime.h"

#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;
using namespace quantx;
using calibration::GatherOptions;

ObserverRuntime::ObserverRuntime(llvm::ArrayRef<Observer> observers) {
  for (const Observer &observer : observers)
    gatherers.push_back(std::make_unique<Gatherer>(observer));
}

/// The number in the field `name`; nothing where there is no such field, or it
/// is no dimension or number of channels.
static std::optional<unsigned> getNumber(DictionaryAttr fields,
                                         StringRef name) {
  auto number = fields.getAs<IntegerAttr>(name);
  if (!number || number.getInt() < 0)
    return std::nullopt;
  return static_cast<unsigned>(number.getInt());
}

/// What ObserveToCalls says about an observer.
static llvm::Expected<ObserverRuntime::Observer>
readObserver(Attribute attribute, const ObserverOptions &options) {
  auto fields = llvm::dyn_cast<DictionaryAttr>(attribute);
  auto name = fields ? fields.getAs<StringAttr>("name") : StringAttr();
  std::optional<unsigned> channels, axis, rows;
  if (fields) {
    channels = getNumber(fields, "channels");
    axis = getNumber(fields, "axis");
    rows = getNumber(fields, "rows");
  }
  bool isKnown = name && axis.has_value() == fields.contains("axis") &&
                 rows.has_value() == fields.contains("rows") &&
                 axis.has_value() == channels.has_value();
  if (!isKnown)
    return llvm::createStringError(
        "'quantx.observers' must hold dictionaries of 'name', 'axis' and "
        "'channels', 'rows', as convert-quantx-observe-to-calls writes them");
  GatherOptions gather;
  // A tensor without elements has no channels.
  if (axis && *channels > 0) {
    gather.axis = axis;
    gather.numChannels = *channels;
    gather.channelHistograms = options.channelHistograms;
  }
  if (options.rowCapacity > 0)
    gather.rowAxis = rows;
  gather.rowCapacity = options.rowCapacity;
  gather.batchRanges = options.batchRanges;
  return ObserverRuntime::Observer{name.str(), gather};
}

llvm::Expected<std::unique_ptr<ObserverRuntime>>
ObserverRuntime::create(ModuleOp module, const ObserverOptions &options) {
  auto attribute = module->getAttrOfType<ArrayAttr>("quantx.observers");
  if (!attribute || attribute.empty())
    return llvm::createStringError(
        "the module has no observers ('quantx.observers' is missing or "
        "empty): run quantx-insert-observers and "
        "convert-quantx-observe-to-calls first");
  std::vector<Observer> observers;
  std::map<std::string, Attribute> known;
  for (Attribute element : attribute) {
    auto observer = readObserver(element, options);
    if (!observer)
      return observer.takeError();
    auto [it, isNew] = known.try_emplace(observer->name, element);
    if (!isNew && it->second != element)
      return llvm::createStringError("two observers of '" + observer->name +
                                     "' differ in their channels or rows; "
                                     "give one of them another name");
    observers.push_back(std::move(*observer));
  }
  return std::make_unique<ObserverRuntime>(observers);
}

std::vector<std::string> ObserverRuntime::getNames() const {
  std::vector<std::string> names;
  for (const auto &gatherer : gatherers)
    names.push_back(gatherer->name);
  return names;
}

void ObserverRuntime::observe(size_t id, llvm::ArrayRef<float> values,
                              llvm::ArrayRef<int64_t> shape,
                              llvm::ArrayRef<unsigned> order) {
  assert(id < gatherers.size() && "no such observer");
  Gatherer &gatherer = *gatherers[id];
  std::scoped_lock lock(gatherer.mutex);
  gatherer.gatherer.add(values, shape, samples, order);
}

std::map<std::string, calibration::TensorStatistics>
ObserverRuntime::getStatistics() const {
  std::map<std::string, calibration::TensorStatistics> statistics;
  for (const auto &gatherer : gatherers) {
    std::scoped_lock lock(gatherer->mutex);
    statistics[gatherer->name].merge(gatherer->gatherer.getStatistics());
  }
  return statistics;
}
