//===- TypeToParams.cpp - What upstream's types state, as attributes ------===//

#include "quantx/Conversion/QuantToQuantX/QuantToQuantX.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

#include <numeric>

using namespace mlir;
using namespace quantx;

namespace {
/// The numbers of a uniform type in one form for all granularities: `axes` and
/// `counts` name the dimensions with parameters of their own.
struct UniformNumbers {
  SmallVector<double> scales;
  SmallVector<int64_t> zeroPoints;
  SmallVector<int64_t> axes;
  SmallVector<int64_t> blockSizes;
  SmallVector<int64_t> counts;
};
} // namespace

static UniformNumbers getNumbers(quant::UniformQuantizedType type) {
  return {{type.getScale()}, {type.getZeroPoint()}, {}, {}, {}};
}

static UniformNumbers getNumbers(quant::UniformQuantizedPerAxisType type) {
  auto count = static_cast<int64_t>(type.getScales().size());
  return {SmallVector<double>(type.getScales()),
          SmallVector<int64_t>(type.getZeroPoints()),
          {type.getQuantizedDimension()},
          {},
          {count}};
}

/// Upstream's scales have one dimension per dimension of the tensor, of size 1
/// where there are no blocks, and list the blocked dimensions in any order.
static UniformNumbers getNumbers(quant::UniformQuantizedSubChannelType type) {
  UniformNumbers numbers;
  for (const APFloat &scale : type.getScales().getValues<APFloat>())
    numbers.scales.push_back(scale.convertToDouble());
  // Signless integers, whatever the storage: the type's flag says how to extend
  // them. Upstream's parser leaves more bits set than they have, as in u2's -2,
  // which the reader cuts off.
  ElementsReader zeroPoints = *ElementsReader::get(type.getZeroPoints());
  for (size_t i = 0; i < zeroPoints.size(); ++i)
    numbers.zeroPoints.push_back(
        type.isSigned() ? zeroPoints.getInteger(i)
                        : static_cast<int64_t>(zeroPoints.getBits(i)));
  ArrayRef<int32_t> dims = type.getQuantizedDimensions();
  SmallVector<size_t> order(dims.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::sort(order, [&](size_t a, size_t b) { return dims[a] < dims[b]; });
  ArrayRef<int64_t> shape = type.getScales().getType().getShape();
  for (size_t at : order) {
    auto dim = static_cast<size_t>(dims[at]);
    numbers.axes.push_back(dims[at]);
    numbers.blockSizes.push_back(type.getBlockSizes()[at]);
    numbers.counts.push_back(dim < shape.size() ? shape[dim] : 1);
  }
  return numbers;
}

/// A message about `type` that ends with advice; what was found and needed is
/// appended by the caller.
static InFlightDiagnostic refuse(EmitError emitError, Type type,
                                 StringRef advice) {
  InFlightDiagnostic diagnostic = emitError();
  diagnostic.attachNote() << advice;
  diagnostic << type << " has no form in quantx: ";
  return diagnostic;
}

static FailureOr<FloatType> getExpressedType(quant::QuantizedType type,
                                             EmitError emitError) {
  Type expressed = type.getExpressedType();
  if (isa_and_nonnull<Float32Type, Float16Type, BFloat16Type>(expressed))
    return cast<FloatType>(expressed);
  return refuse(emitError, type,
                "state f32 as the expressed type and convert the reals")
         << "[QX-B2] the expressed type must be f32, f16 or bf16, found "
         << expressed;
}

/// `value` rounded to nearest even.
static APFloat roundTo(FloatType type, double value) {
  APFloat rounded(value);
  bool losesInfo = false;
  rounded.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
  return rounded;
}

/// One scale or a tensor of them, rounded once to the expressed type.
static FailureOr<ScaleAttr> makeScale(quant::QuantizedType type,
                                      FloatType expressed,
                                      const UniformNumbers &numbers,
                                      EmitError emitError) {
  SmallVector<APFloat> scales;
  scales.reserve(numbers.scales.size());
  for (double scale : numbers.scales)
    scales.push_back(roundTo(expressed, scale));
  auto values = DenseElementsAttr::get(
      RankedTensorType::get(numbers.counts, expressed), scales);
  auto scale = ScaleAttr::getChecked(
      [&] {
        return refuse(emitError, type,
                      "scales are rounded to the expressed type; state scales "
                      "that are normal numbers of it");
      },
      type.getContext(), cast<ElementsAttr>(values));
  if (!scale)
    return failure();
  return scale;
}

/// Checked before the attribute is built, which would cut the number to the
/// width of the storage.
static FailureOr<ZeroPointAttr> makeZeroPoint(quant::QuantizedType type,
                                              Type storage,
                                              const UniformNumbers &numbers,
                                              EmitError emitError) {
  int64_t min = type.getStorageTypeMin();
  int64_t max = type.getStorageTypeMax();
  for (auto [index, value] : llvm::enumerate(numbers.zeroPoints))
    if (value < min || value > max)
      return refuse(emitError, type,
                    "upstream accepts any zero point; choose one that the "
                    "storage holds, or wider storage")
             << "[QX-P6] zero point #" << index
             << " must lie in the storage bounds [" << min << ", " << max
             << "], found " << value;
  MLIRContext *context = type.getContext();
  if (!numbers.zeroPoints.empty() && llvm::all_equal(numbers.zeroPoints))
    return ZeroPointAttr::get(context, numbers.zeroPoints.front(), storage);
  auto shape = RankedTensorType::get(numbers.counts, storage);
  return ZeroPointAttr::get(context,
                            integersToElements(numbers.zeroPoints, shape));
}

static FailureOr<ParamsAttr> makeParams(quant::QuantizedType type,
                                        const UniformNumbers &numbers,
                                        EmitError emitError) {
  FailureOr<FloatType> expressed = getExpressedType(type, emitError);
  if (failed(expressed))
    return failure();
  auto signedness =
      type.isSigned() ? IntegerType::Signless : IntegerType::Unsigned;
  Type storage = IntegerType::get(
      type.getContext(), type.getStorageTypeIntegralWidth(), signedness);
  FailureOr<ScaleAttr> scale = makeScale(type, *expressed, numbers, emitError);
  if (failed(scale))
    return failure();
  FailureOr<ZeroPointAttr> zeroPoint =
      makeZeroPoint(type, storage, numbers, emitError);
  if (failed(zeroPoint))
    return failure();
  auto refuseStorage = [&] {
    return refuse(emitError, type,
                  "use the next wider storage type with explicit bounds");
  };
  // The generated overload, not the base class's template, whose storage type
  // is not visible here: hence the exact types.
  auto params = ParamsAttr::getChecked(
      EmitError(refuseStorage), type.getContext(), storage,
      type.getStorageTypeMin(), type.getStorageTypeMax(), Overflow::Saturate,
      ArrayRef<int64_t>(numbers.axes), ArrayRef<int64_t>(numbers.blockSizes),
      *scale, /*outerScale=*/ScaleAttr(), *zeroPoint);
  if (!params)
    return failure();
  return params;
}

FailureOr<ParamsAttr>
quantx::convertQuantTypeToParams(quant::QuantizedType type,
                                 EmitError emitError) {
  using Result = FailureOr<ParamsAttr>;
  return TypeSwitch<Type, Result>(type)
      .Case<quant::UniformQuantizedType, quant::UniformQuantizedPerAxisType,
            quant::UniformQuantizedSubChannelType>([&](auto uniform) {
        return makeParams(uniform, getNumbers(uniform), emitError);
      })
      .Default([&](Type) -> Result {
        return refuse(emitError, type,
                      "state the scale and the zero point in a !quant.uniform")
               << "[QX-B3] a cast needs a type that states a scale";
      });
}

FailureOr<RangeAttr>
quantx::convertQuantTypeToRange(quant::CalibratedQuantizedType type,
                                EmitError emitError) {
  if (failed(getExpressedType(type, emitError)))
    return failure();
  MLIRContext *context = type.getContext();
  auto bound = [&](double value) {
    APFloat rounded = roundTo(Float32Type::get(context), value);
    return DenseF32ArrayAttr::get(context, {rounded.convertToFloat()});
  };
  auto refuseRange = [&] {
    return refuse(emitError, type,
                  "state bounds that are finite as f32 and in order");
  };
  auto range = RangeAttr::getChecked(EmitError(refuseRange), context,
                                     bound(type.getMin()), bound(type.getMax()),
                                     std::optional<int64_t>());
  if (!range)
    return failure();
  return range;
}
