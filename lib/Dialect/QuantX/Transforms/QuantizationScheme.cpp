//===- QuantizationScheme.cpp - From reals to parameters ------------------===//

#include "quantx/Dialect/QuantX/Transforms/QuantizationScheme.h"

#include "mlir/IR/Matchers.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// One range
//===----------------------------------------------------------------------===//

static Type getStorage(MLIRContext *context, StorageType storage) {
  bool isUnsigned = storage == StorageType::UI8 || storage == StorageType::UI16;
  bool isWide = storage == StorageType::I16 || storage == StorageType::UI16;
  return IntegerType::get(context, isWide ? 16 : 8,
                          isUnsigned ? IntegerType::Unsigned
                                     : IntegerType::Signless);
}

static numerics::StorageRange getRange(const RoleScheme &role) {
  bool isUnsigned =
      role.storage == StorageType::UI8 || role.storage == StorageType::UI16;
  bool isWide =
      role.storage == StorageType::I16 || role.storage == StorageType::UI16;
  auto range = numerics::StorageRange::full(isWide ? 16 : 8, !isUnsigned);
  return role.narrow ? range.narrow() : range;
}

static numerics::DerivedParams derive(const RoleScheme &role, Interval range) {
  numerics::ParamOptions options;
  options.symmetric = role.symmetric;
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

static SchemeResult makePerTensor(MLIRContext *context, const RoleScheme &role,
                                  Interval range) {
  numerics::DerivedParams derived = derive(role, range);
  if (derived.status != numerics::RangeStatus::Ok)
    return {{}, explain(range, derived.status)};
  const numerics::QuantParams &params = derived.params;
  return {ParamsAttr::get(context, getStorage(context, role.storage),
                          params.range.qmin, params.range.qmax, params.scale,
                          params.zeroPoint),
          "", derived.scaleRaised};
}

SchemeResult QuantizationScheme::getActivationParams(MLIRContext *context,
                                                     Interval range) const {
  return makePerTensor(context, activation, range);
}

SchemeResult QuantizationScheme::getFixedRangeParams(MLIRContext *context,
                                                     Interval range) const {
  if (activation.symmetric || activation.narrow)
    return makePerTensor(context, activation, range);
  // One step more than there are: 2^n steps over the range.
  numerics::StorageRange storage = getRange(activation);
  double steps = static_cast<double>(storage.qmax - storage.qmin + 1);
  range.max -= (range.max - range.min) / steps;
  return makePerTensor(context, activation, range);
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

/// The interval of each channel, channels numbered row-major over `dims`. None
/// if a number is not finite.
static std::optional<std::vector<std::optional<Interval>>>
getChannelIntervals(ElementsAttr elements, ArrayRef<int64_t> shape,
                    ArrayRef<int64_t> dims) {
  // Of each channel dimension: its size and the elements per index of it.
  SmallVector<std::pair<int64_t, int64_t>, 2> sizes;
  int64_t count = 1;
  for (int64_t dim : dims) {
    auto inner = shape.drop_front(dim + 1);
    int64_t stride = 1;
    for (int64_t size : inner)
      stride *= size;
    sizes.emplace_back(shape[dim], stride);
    count *= shape[dim];
  }
  std::vector<std::optional<Interval>> intervals(count);
  // In place: these are weights.
  ElementsReader values = *ElementsReader::get(elements);
  for (size_t index = 0; index < values.size(); ++index) {
    float value = values.getFloat(index);
    if (!std::isfinite(value))
      return std::nullopt;
    int64_t channel = 0;
    for (auto [size, stride] : sizes)
      channel = channel * size + index / stride % size;
    extend(intervals[channel], value);
  }
  return intervals;
}

static ParamsAttr makePerChannel(RankedTensorType type, ArrayRef<int64_t> dims,
                                 const RoleScheme &role,
                                 const numerics::StorageRange &range,
                                 ArrayRef<float> scales,
                                 ArrayRef<int64_t> zeroPoints) {
  MLIRContext *context = type.getContext();
  SmallVector<int64_t> shape;
  for (int64_t dim : dims)
    shape.push_back(type.getDimSize(dim));
  Type storage = getStorage(context, role.storage);
  auto scaleType = RankedTensorType::get(shape, Float32Type::get(context));
  auto scale =
      ScaleAttr::get(context, DenseElementsAttr::get(scaleType, scales));
  auto zeroPoint =
      llvm::all_equal(zeroPoints)
          ? ZeroPointAttr::get(context, zeroPoints.front(), storage)
          : ZeroPointAttr::get(
                context, integersToElements(zeroPoints, RankedTensorType::get(
                                                            shape, storage)));
  return ParamsAttr::get(context, storage, range.qmin, range.qmax, dims,
                         /*blockSizes=*/{}, scale, zeroPoint);
}

SchemeResult QuantizationScheme::getWeightParams(MLIRContext *context,
                                                 Interval range) const {
  return makePerTensor(context, weight, range);
}

SchemeResult
QuantizationScheme::getWeightParams(RankedTensorType type,
                                    ElementsAttr elements,
                                    ArrayRef<int64_t> channelDims) const {
  if (weightGranularity == WeightGranularity::Tensor)
    channelDims = {};
  auto intervals = getChannelIntervals(elements, type.getShape(), channelDims);
  if (!intervals)
    return {{}, "holds a number that is NaN or infinite"};
  if (intervals->empty())
    return {{}, "holds no numbers"};
  if (channelDims.empty())
    return makePerTensor(type.getContext(), weight,
                         intervals->front().value_or(Interval{0, 0}));
  SmallVector<float> scales;
  SmallVector<int64_t> zeroPoints;
  bool scaleRaised = false;
  numerics::StorageRange range;
  for (const std::optional<Interval> &interval : *intervals) {
    Interval values = interval.value_or(Interval{0, 0});
    numerics::DerivedParams derived = derive(weight, values);
    if (derived.status != numerics::RangeStatus::Ok)
      return {{}, explain(values, derived.status)};
    scales.push_back(derived.params.scale);
    zeroPoints.push_back(derived.params.zeroPoint);
    scaleRaised |= derived.scaleRaised;
    range = derived.params.range;
  }
  return {makePerChannel(type, channelDims, weight, range, scales, zeroPoints),
          "", scaleRaised};
}
