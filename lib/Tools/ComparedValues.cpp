//===- ComparedValues.cpp - Pairs of values as layers of a report ---------===//

#include "ComparedValues.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace quantx;
using namespace quantx::tools;

static numerics::StorageRange getStorageRange(ParamsAttr params) {
  return {params.getStorageType().getIntOrFloatBitWidth(), !params.isUnsigned(),
          params.getStorageMin(), params.getStorageMax()};
}

/// The dimension of the float value that `axis` of the quantized one is.
static int64_t getRealAxis(const ValuePair &pair, int64_t axis, int64_t rank) {
  if (!pair.isChannelsLast || axis == 0)
    return axis;
  return axis == rank - 1 ? 1 : axis + 1;
}

/// None for floats, for scales that are chosen at run time or belong to blocks,
/// and where sizes are not known.
static std::optional<report::IntegerStorage>
getIntegerStorage(const ValuePair &pair) {
  ParamsAttr params = pair.params;
  if (!params || !params.isInteger() ||
      !(params.isPerTensor() || params.isPerAxis()))
    return std::nullopt;
  report::IntegerStorage storage;
  for (auto [i, scale] : llvm::enumerate(params.getScales()))
    storage.params.push_back({scale,
                              params.getZeroPointAt(static_cast<int64_t>(i)),
                              getStorageRange(params)});
  if (params.isPerTensor())
    return storage;
  ArrayRef<int64_t> shape =
      cast<RankedTensorType>(pair.real.getType()).getShape();
  int64_t axis =
      getRealAxis(pair, *params.getAxis(), static_cast<int64_t>(shape.size()));
  for (int64_t size : shape.drop_front(axis + 1)) {
    if (ShapedType::isDynamic(size))
      return std::nullopt;
    storage.inner *= static_cast<uint64_t>(size);
  }
  return storage;
}

std::vector<report::LayerComparison>
tools::makeLayers(const ValueMatching &matching) {
  std::vector<report::LayerComparison> layers;
  for (const ValuePair &pair : matching.pairs) {
    report::LayerComparison &layer = layers.emplace_back();
    layer.name = pair.name;
    layer.position = layers.size() - 1;
    layer.storage = pair.describeStorage();
    if (auto storage = getIntegerStorage(pair))
      layer.stored.emplace(std::move(*storage));
  }
  return layers;
}

void tools::addValues(report::LayerComparison &layer,
                      llvm::ArrayRef<float> real,
                      llvm::ArrayRef<float> quantized) {
  layer.error.add(real, quantized);
  layer.values.add(real);
  if (layer.stored)
    layer.stored->add(real);
}
