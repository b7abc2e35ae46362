//===- QuantizationScheme.cpp - From reals to parameters ------------------===//

#include "quantx/Dialect/QuantX/Transforms/QuantizationScheme.h"

#include "mlir/IR/Matchers.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// One range
//===----------------------------------------------------------------------===//

static unsigned getBits(StorageType storage) {
  switch (storage) {
  case StorageType::I4:
  case StorageType::UI4:
    return 4;
  case StorageType::I8:
  case StorageType::UI8:
    return 8;
  case StorageType::I16:
  case StorageType::UI16:
    return 16;
  }
  llvm_unreachable("unknown storage type");
}

static bool isUnsigned(StorageType storage) {
  return storage == StorageType::UI4 || storage == StorageType::UI8 ||
         storage == StorageType::UI16;
}

static Type getStorage(MLIRContext *context, StorageType storage) {
  return IntegerType::get(context, getBits(storage),
                          isUnsigned(storage) ? IntegerType::Unsigned
                                              : IntegerType::Signless);
}

static numerics::StorageRange getRange(const RoleScheme &role) {
  auto range = numerics::StorageRange::full(getBits(role.storage),
                                            !isUnsigned(role.storage));
  switch (role.bounds) {
  case StorageBounds::Full:
    return range;
  case StorageBounds::Narrow:
    return range.narrow();
  case StorageBounds::Reduced:
    return numerics::StorageRange::reduced(range.bits, range.isSigned);
  }
  llvm_unreachable("unknown bounds");
}

static numerics::DerivedParams derive(const QuantizationScheme &scheme,
                                      const RoleScheme &role, Interval range) {
  numerics::ParamOptions options;
  options.symmetric = role.symmetric;
  options.divisor = scheme.divisor;
  options.zeroPointRounding = scheme.zeroPointRounding;
  numerics::StorageRange storage = getRange(role);
  numerics::DerivedParams derived =
      numerics::deriveParams(range.min, range.max, storage, options);
  // A symmetric scale is meant for [-qmax, qmax]; the smallest value of the
  // type may still hold what saturates, unless it is to be left out.
  derived.params.range = storage;
  return derived;
}

static std::string explain(Interval range, numerics::RangeStatus status) {
  return llvm::formatv("has the range [{0}, {1}], which {2}", range.min,
                       range.max, numerics::describe(status));
}

static SchemeResult makePerTensor(MLIRContext *context,
                                  const QuantizationScheme &scheme,
                                  const RoleScheme &role, Interval range) {
  numerics::DerivedParams derived = derive(scheme, role, range);
  if (derived.status != numerics::RangeStatus::Ok)
    return {{}, explain(range, derived.status)};
  const numerics::QuantParams &params = derived.params;
  return {ParamsAttr::get(context, getStorage(context, role.storage),
                          params.range.qmin, params.range.qmax, params.scale,
                          params.zeroPoint),
          "", derived.scaleRaised};
}

SchemeResult QuantizationScheme::getActivationParams(MLIRContext *context,
                                                     Interval range,
                                                     bool isWide) const {
  return makePerTensor(context, *this, isWide ? wideActivation : activation,
                       range);
}

SchemeAttr QuantizationScheme::getDynamicScheme(MLIRContext *context,
                                                ArrayRef<int64_t> axes) const {
  numerics::StorageRange range = getRange(activation);
  return SchemeAttr::get(context, getStorage(context, activation.storage),
                         range.qmin, range.qmax, Overflow::Saturate, axes,
                         /*blockSizes=*/{});
}

SchemeResult QuantizationScheme::getFixedRangeParams(MLIRContext *context,
                                                     Interval range,
                                                     bool isWide) const {
  if (isWide || activation.symmetric ||
      activation.bounds == StorageBounds::Narrow)
    return getActivationParams(context, range, isWide);
  // One step more than there are: 2^n steps over the range.
  numerics::StorageRange storage = getRange(activation);
  double steps = static_cast<double>(storage.qmax - storage.qmin + 1);
  range.max -= (range.max - range.min) / steps;
  return makePerTensor(context, *this, activation, range);
}

//===----------------------------------------------------------------------===//
// Choices of a recipe
//===----------------------------------------------------------------------===//

void StorageChoice::update(const StorageChoice &later) {
  auto replace = [](auto &value, const auto &newer) {
    if (newer)
      value = newer;
  };
  replace(type, later.type);
  replace(symmetric, later.symmetric);
  replace(bounds, later.bounds);
  replace(granularity, later.granularity);
  replace(block, later.block);
}

RoleScheme StorageChoice::apply(RoleScheme role) const {
  return {type.value_or(role.storage), symmetric.value_or(role.symmetric),
          bounds.value_or(role.bounds)};
}

QuantizationScheme
QuantizationScheme::withActivation(const StorageChoice &choice) const {
  QuantizationScheme scheme = *this;
  scheme.activation = choice.apply(activation);
  if (choice.type && getBits(*choice.type) >= getBits(wideActivation.storage))
    scheme.wideActivation = scheme.activation;
  return scheme;
}

QuantizationScheme
QuantizationScheme::withWeight(const StorageChoice &choice) const {
  QuantizationScheme scheme = *this;
  scheme.weight = choice.apply(weight);
  scheme.weightGranularity = choice.granularity.value_or(weightGranularity);
  scheme.weightBlock = choice.block.value_or(weightBlock);
  return scheme;
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

static void extend(std::optional<Interval> &interval, double value) {
  if (!interval)
    interval = Interval{value, value};
  interval->min = std::fmin(interval->min, value);
  interval->max = std::fmax(interval->max, value);
}

std::optional<Interval> quantx::getInterval(ElementsAttr elements) {
  std::optional<Interval> interval;
  ElementsReader values = *ElementsReader::get(elements);
  for (size_t index = 0; index < values.size(); ++index) {
    float value = values.getFloat(index);
    if (!std::isfinite(value))
      return std::nullopt;
    extend(interval, value);
  }
  return interval;
}

std::optional<Interval> quantx::getInterval(Value value) {
  ElementsAttr elements;
  if (matchPattern(value, m_Constant(&elements)))
    return canReadElements(elements) ? getInterval(elements) : std::nullopt;
  if (std::optional<double> number = getConstantNumber(value))
    return std::isfinite(*number) ? std::optional(Interval{*number, *number})
                                  : std::nullopt;
  QuantizationFlow flow = getQuantizationFlow(value);
  auto *moved = std::get_if<SameScaleFlow>(&flow);
  if (!moved)
    return std::nullopt;
  std::optional<Interval> interval;
  auto add = [&](Value part) {
    std::optional<Interval> other = getInterval(part);
    if (other && interval)
      other = {{std::min(interval->min, other->min),
                std::max(interval->max, other->max)}};
    interval = other;
    return other.has_value();
  };
  bool known = llvm::all_of(moved->fills, add) &&
               llvm::all_of(moved->data, [&](OpOperand *operand) {
                 return add(operand->get());
               });
  return known ? interval : std::nullopt;
}

namespace {
/// What shares parameters in a weight: each index of some dimensions, or each
/// block along them.
struct Groups {
  SmallVector<int64_t> dims, blockSizes, counts;

  Groups(RankedTensorType type, ArrayRef<int64_t> channelDims, int64_t block) {
    std::optional<int64_t> blocked;
    if (block != 0)
      blocked = getLongest(type, channelDims);
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      bool isChannel = llvm::is_contained(channelDims, dim);
      if (!isChannel && dim != blocked)
        continue;
      int64_t size = isChannel ? 1 : block;
      dims.push_back(dim);
      blockSizes.push_back(size);
      counts.push_back(llvm::divideCeil(type.getDimSize(dim), size));
    }
    if (!blocked)
      blockSizes.clear();
  }

  int64_t getBlockSize(size_t index) const {
    return blockSizes.empty() ? 1 : blockSizes[index];
  }

private:
  /// The longest dimension that is no channel, the first of equal ones.
  static std::optional<int64_t> getLongest(RankedTensorType type,
                                           ArrayRef<int64_t> channelDims) {
    std::optional<int64_t> longest;
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      if (!llvm::is_contained(channelDims, dim) &&
          (!longest || type.getDimSize(dim) > type.getDimSize(*longest)))
        longest = dim;
    return longest;
  }
};
} // namespace

/// The interval of each group, groups numbered row-major over their dimensions.
/// None if a number is not finite.
static std::optional<std::vector<std::optional<Interval>>>
getGroupIntervals(ElementsAttr elements, ArrayRef<int64_t> shape,
                  const Groups &groups) {
  // Of each dimension: its size, and the elements per index of it.
  SmallVector<std::pair<int64_t, int64_t>, 2> sizes;
  int64_t count = 1;
  for (auto [dim, groupCount] : llvm::zip_equal(groups.dims, groups.counts)) {
    int64_t stride = 1;
    for (int64_t size : shape.drop_front(dim + 1))
      stride *= size;
    sizes.emplace_back(shape[dim], stride);
    count *= groupCount;
  }
  std::vector<std::optional<Interval>> intervals(count);
  // In place: these are weights.
  ElementsReader values = *ElementsReader::get(elements);
  for (size_t index = 0; index < values.size(); ++index) {
    float value = values.getFloat(index);
    if (!std::isfinite(value))
      return std::nullopt;
    int64_t group = 0;
    for (auto [i, sizeAndStride] : llvm::enumerate(sizes)) {
      auto [size, stride] = sizeAndStride;
      int64_t at = static_cast<int64_t>(index) / stride % size;
      group = group * groups.counts[i] + at / groups.getBlockSize(i);
    }
    extend(intervals[group], value);
  }
  return intervals;
}

/// Gives groups of nothing but zeros the narrowest interval of the others. Any
/// scale represents them, but the bias of a pruned channel is counted in steps
/// of it, and those of the degenerate range would be far too long.
static void widenZeroGroups(std::vector<std::optional<Interval>> &intervals) {
  auto isZero = [](const std::optional<Interval> &interval) {
    return !interval || (interval->min == 0 && interval->max == 0);
  };
  auto getWidth = [](const Interval &interval) {
    return std::fmax(std::fabs(interval.min), std::fabs(interval.max));
  };
  std::optional<Interval> narrowest;
  for (const std::optional<Interval> &interval : intervals)
    if (!isZero(interval) &&
        (!narrowest || getWidth(*interval) < getWidth(*narrowest)))
      narrowest = interval;
  for (std::optional<Interval> &interval : intervals)
    if (isZero(interval) && narrowest)
      interval = narrowest;
}

/// One number per group, given by its bits: in line for channels, so that equal
/// parameters are equal attributes, a resource for many blocks.
static ElementsAttr toElements(const Groups &groups, Type type,
                               ArrayRef<int64_t> bits, StringRef name) {
  auto tensor = RankedTensorType::get(groups.counts, type);
  if (groups.blockSizes.empty()) {
    auto integers = integersToElements(
        bits, tensor.clone(IntegerType::get(type.getContext(),
                                            type.getIntOrFloatBitWidth())));
    return withElementType(integers, type);
  }
  ElementsBuilder builder(tensor, name);
  for (auto [index, value] : llvm::enumerate(bits))
    builder.set(index, static_cast<uint64_t>(value));
  return builder.take();
}

static ParamsAttr makePerGroup(RankedTensorType type, const Groups &groups,
                               const RoleScheme &role,
                               const numerics::StorageRange &range,
                               ArrayRef<float> scales,
                               ArrayRef<int64_t> zeroPoints) {
  MLIRContext *context = type.getContext();
  Type storage = getStorage(context, role.storage);
  auto zeroPoint =
      llvm::all_equal(zeroPoints)
          ? ZeroPointAttr::get(context, zeroPoints.front(), storage)
          : ZeroPointAttr::get(
                context, toElements(groups, storage, zeroPoints, "zero_point"));
  SmallVector<int64_t> bits;
  for (float scale : scales)
    bits.push_back(llvm::bit_cast<uint32_t>(scale));
  auto scale = ScaleAttr::get(
      context, toElements(groups, Float32Type::get(context), bits, "scale"));
  return ParamsAttr::get(context, storage, range.qmin, range.qmax, groups.dims,
                         groups.blockSizes, scale, zeroPoint);
}

SchemeResult QuantizationScheme::getWeightParams(MLIRContext *context,
                                                 Interval range) const {
  return makePerTensor(context, *this, weight, range);
}

SchemeResult
QuantizationScheme::getWeightParams(RankedTensorType type,
                                    ElementsAttr elements,
                                    ArrayRef<int64_t> channelDims) const {
  if (weightGranularity == WeightGranularity::Tensor)
    channelDims = {};
  Groups groups(type, channelDims, weightBlock);
  auto intervals = getGroupIntervals(elements, type.getShape(), groups);
  if (!intervals)
    return {{}, "holds a number that is NaN or infinite"};
  if (intervals->empty())
    return {{}, "holds no numbers"};
  if (groups.dims.empty())
    return makePerTensor(type.getContext(), *this, weight,
                         intervals->front().value_or(Interval{0, 0}));
  widenZeroGroups(*intervals);
  SmallVector<float> scales;
  SmallVector<int64_t> zeroPoints;
  bool scaleRaised = false;
  numerics::StorageRange range;
  for (const std::optional<Interval> &interval : *intervals) {
    Interval values = interval.value_or(Interval{0, 0});
    numerics::DerivedParams derived = derive(*this, weight, values);
    if (derived.status != numerics::RangeStatus::Ok)
      return {{}, explain(values, derived.status)};
    scales.push_back(derived.params.scale);
    zeroPoints.push_back(derived.params.zeroPoint);
    scaleRaised |= derived.scaleRaised;
    range = derived.params.range;
  }
  return {makePerGroup(type, groups, weight, range, scales, zeroPoints), "",
          scaleRaised};
}
