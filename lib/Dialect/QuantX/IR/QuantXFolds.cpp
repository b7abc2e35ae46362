//===- QuantXFolds.cpp - Exact folds of the quantx ops --------------------===//
//
// Only folds that give the same bits for every input. dequantize(quantize(x))
// is not x, and a dequantize of constant weights stays, since folding it would
// turn them back into floats.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/Matchers.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Numerics/FixedPoint.h"
#include "quantx/Numerics/FloatStorage.h"
#include "quantx/Numerics/InterpolatedTable.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

static_assert(int(RoundingMode::Single) == int(numerics::RoundingMode::Single));
static_assert(int(RoundingMode::Double) == int(numerics::RoundingMode::Double));
static_assert(int(RoundingMode::NearestEven) ==
              int(numerics::RoundingMode::NearestEven));
static_assert(int(Overflow::Saturate) == int(numerics::Overflow::Saturate));
static_assert(int(Overflow::IEEE) == int(numerics::Overflow::IEEE));

namespace {
/// Walks a tensor in row-major order and tells which parameters hold for each
/// element, whatever the granularity.
class ParamsWalker {
public:
  ParamsWalker(ArrayRef<int64_t> shape, ArrayRef<int64_t> axes,
               ArrayRef<int64_t> blockSizes, ArrayRef<int64_t> counts)
      : shape(shape), position(shape.size(), 0), strides(shape.size(), 0),
        blocks(shape.size(), 1) {
    int64_t stride = 1;
    for (size_t i = axes.size(); i-- > 0;) {
      strides[axes[i]] = stride;
      blocks[axes[i]] = blockSizes.empty() ? 1 : blockSizes[i];
      stride *= counts[i];
    }
  }

  /// Index into the flattened parameters for the current element.
  int64_t index() const {
    int64_t result = 0;
    for (auto [at, stride, block] : llvm::zip(position, strides, blocks))
      result += at / block * stride;
    return result;
  }

  void advance() {
    for (size_t dim = shape.size(); dim-- > 0;) {
      if (++position[dim] < shape[dim])
        return;
      position[dim] = 0;
    }
  }

private:
  ArrayRef<int64_t> shape;
  SmallVector<int64_t> position;
  SmallVector<int64_t> strides;
  SmallVector<int64_t> blocks;
};
} // namespace

/// The constant behind a fold's operand, if its numbers can be read and the
/// result has a place for each.
static std::optional<ElementsReader> getReadable(Attribute operand,
                                                 RankedTensorType result) {
  auto elements = dyn_cast_if_present<ElementsAttr>(operand);
  if (!elements || !result.hasStaticShape())
    return std::nullopt;
  return ElementsReader::get(elements);
}

/// Elements of `type` from one call of `next` each, in order.
template <typename Next>
static ElementsAttr generate(RankedTensorType type, StringRef name, Next next) {
  ElementsBuilder builder(type, name);
  size_t count = type.getNumElements();
  for (size_t i = 0; i < count; ++i)
    builder.set(i, static_cast<uint64_t>(next(i)));
  return builder.take();
}

namespace {
/// quantize of one element, whatever the storage.
class ElementQuantizer {
public:
  ElementQuantizer(ParamsAttr params, Type precision)
      : params(params), scales(params.getScales()),
        zeroPoints(params.getZeroPoints()),
        format(getFloatFormat(params.getStorageType())),
        precision(getDivision(precision)) {}

  /// The stored bits for the parameters at position `at`.
  uint64_t operator()(float x, int64_t at) const {
    if (format)
      return numerics::quantizeToFloat(x, scales[at], *format, getOverflow(),
                                       precision);
    return numerics::quantize(
        x, scales[at], zeroPoints[zeroPoints.size() == 1 ? 0 : at],
        params.getStorageMin(), params.getStorageMax(), precision);
  }

private:
  static numerics::Precision getDivision(Type type) {
    if (type && type.isF16())
      return numerics::Precision::F16;
    if (type && type.isBF16())
      return numerics::Precision::BF16;
    return numerics::Precision::F32;
  }

  numerics::Overflow getOverflow() const {
    return static_cast<numerics::Overflow>(params.getOverflow());
  }

  ParamsAttr params;
  SmallVector<float> scales;
  SmallVector<int64_t> zeroPoints;
  std::optional<numerics::FloatFormat> format;
  numerics::Precision precision;
};
} // namespace

static ElementsAttr quantizeConstant(const ElementsReader &input,
                                     ParamsAttr params, Type precision,
                                     RankedTensorType type) {
  ElementQuantizer quantize(params, precision);
  ParamsWalker walker(type.getShape(), params.getAxes(), params.getBlockSizes(),
                      params.getScale().getValues().getShapedType().getShape());
  return generate(type, "quantized", [&](size_t i) {
    int64_t at = walker.index();
    walker.advance();
    return quantize(input.getFloat(i), at);
  });
}

/// True when quantize gives back every stored value that dequantize was given:
/// the differences to the zero point are exact in f32 and their products with
/// the scale are finite (rule QX-C4).
static bool isExactRoundTrip(ParamsAttr params) {
  if (params.isFloat() || params.getStorageType().getIntOrFloatBitWidth() > 16)
    return false;
  // The largest scale decides, as rounding is monotone. Read in place: a weight
  // has millions of them.
  std::optional<ElementsReader> scales =
      ElementsReader::get(params.getScale().getValues());
  if (!scales)
    return false;
  float largest = 0.0f;
  for (size_t i = 0; i < scales->size(); ++i)
    largest = std::max(largest, scales->getFloat(i));
  if (ScaleAttr outer = params.getOuterScale())
    largest *= outer.toFloats().front();
  auto span =
      static_cast<float>(params.getStorageMax() - params.getStorageMin());
  return std::isfinite(span * largest);
}

/// True when no element of a constant leaves the bounds of `params`. Read in
/// place: weights are large.
static bool isWithinBounds(ElementsAttr constant, ParamsAttr params) {
  std::optional<ElementsReader> values = ElementsReader::get(constant);
  if (!values)
    return false;
  for (size_t i = 0; i < values->size(); ++i) {
    int64_t value = params.isUnsigned()
                        ? static_cast<int64_t>(values->getBits(i))
                        : values->getInteger(i);
    if (value < params.getStorageMin() || value > params.getStorageMax())
      return false;
  }
  return true;
}

/// True when every value of `stored` lies in the bounds of `params`: they are
/// the type's own, the producer clamps to them, or it is a constant inside.
static bool liesInBounds(Value stored, ParamsAttr params) {
  auto bounds = std::make_pair(params.getStorageMin(), params.getStorageMax());
  if (bounds == ParamsAttr::getTypeBounds(params.getStorageType()))
    return true;
  ElementsAttr constant;
  if (matchPattern(stored, m_Constant(&constant)))
    return isWithinBounds(constant, params);
  ParamsAttr produced;
  if (auto quantize = stored.getDefiningOp<QuantizeOp>())
    produced = quantize.getParams();
  else if (auto requantize = stored.getDefiningOp<RequantizeOp>())
    produced = requantize.getParams();
  return produced && produced.isUnsigned() == params.isUnsigned() &&
         produced.getStorageMin() >= bounds.first &&
         produced.getStorageMax() <= bounds.second;
}

OpFoldResult QuantizeOp::fold(FoldAdaptor adaptor) {
  auto type = getResult().getType();
  if (auto dequantize = getInput().getDefiningOp<DequantizeOp>())
    if (dequantize.getParams() == getParams() && !getPrecision() &&
        getInput().getType().getElementType().isF32() &&
        dequantize.getInput().getType() == type &&
        isExactRoundTrip(getParams()) &&
        liesInBounds(dequantize.getInput(), getParams()))
      return dequantize.getInput();
  std::optional<ElementsReader> input = getReadable(adaptor.getInput(), type);
  if (!input)
    return {};
  return quantizeConstant(*input, getParams(), getPrecision().value_or(Type()),
                          type);
}

// Present so that the absence of a fold is a decision one can read.
OpFoldResult DequantizeOp::fold(FoldAdaptor) { return {}; }

OpFoldResult RequantizeOp::fold(FoldAdaptor adaptor) {
  auto type = getResult().getType();
  std::optional<ElementsReader> input = getReadable(adaptor.getInput(), type);
  if (!input)
    return {};
  FixedPointAttr fixedPoint = getFixedPoint();
  SmallVector<int64_t> axes;
  if (!fixedPoint.isScalar())
    axes.push_back(*getAxis());
  ParamsWalker walker(type.getShape(), axes, {}, {fixedPoint.size()});
  auto rounding = static_cast<numerics::RoundingMode>(fixedPoint.getRounding());
  ParamsAttr params = getParams();
  int64_t zeroPoint = params.getZeroPointAt(0);
  return generate(type, "requantized", [&](size_t i) {
    int64_t at = walker.index();
    walker.advance();
    int64_t value =
        getInputUnsigned() ? input->getBits(i) : input->getInteger(i);
    return numerics::requantize(
        value - getInputZeroPoint(),
        {fixedPoint.getMultipliers()[at], fixedPoint.getShifts()[at]}, rounding,
        zeroPoint, params.getStorageMin(), params.getStorageMax());
  });
}

OpFoldResult LookupOp::fold(FoldAdaptor adaptor) {
  auto type = getResult().getType();
  std::optional<ElementsReader> input = getReadable(adaptor.getInput(), type);
  std::optional<ElementsReader> table = ElementsReader::get(getTable());
  if (!input || !table)
    return {};
  bool isInterpolated = table->size() == numerics::kInterpolatedEntries;
  SmallVector<int64_t> entries = elementsToIntegers(getTable());
  return generate(type, "looked_up", [&](size_t i) {
    if (!isInterpolated)
      return entries[input->getBits(i)];
    auto fromLowest = static_cast<uint32_t>(input->getInteger(i) + 0x8000);
    return numerics::interpolate(entries.data(), fromLowest);
  });
}
