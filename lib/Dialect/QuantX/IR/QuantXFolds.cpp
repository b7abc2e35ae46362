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
#include "quantx/Numerics/Quantize.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

static_assert(int(RoundingMode::Single) == int(numerics::RoundingMode::Single));
static_assert(int(RoundingMode::Double) == int(numerics::RoundingMode::Double));
static_assert(int(RoundingMode::NearestEven) ==
              int(numerics::RoundingMode::NearestEven));

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

/// The constant behind a fold's operand, if its numbers can be read.
static ElementsAttr getReadable(Attribute operand) {
  auto elements = dyn_cast_if_present<ElementsAttr>(operand);
  if (!elements || !canReadElements(elements))
    return {};
  return elements;
}

/// Elements of `type` from `count` calls of `next`, in the width of the type.
template <typename Next>
static ElementsAttr generate(RankedTensorType type, StringRef name, Next next) {
  size_t count = type.getNumElements();
  size_t bytes = type.getElementTypeBitWidth() / 8;
  std::vector<char> data(count * bytes);
  for (size_t i = 0; i < count; ++i) {
    auto bits = static_cast<uint64_t>(next(i));
    for (size_t byte = 0; byte < bytes; ++byte)
      data[i * bytes + byte] = static_cast<char>(bits >> (8 * byte));
  }
  return makeElements(type, data, name);
}

static ElementsAttr quantizeConstant(ElementsAttr input, ParamsAttr params,
                                     RankedTensorType type) {
  SmallVector<float> values = elementsToFloats(input);
  SmallVector<float> scales = params.getScale().toFloats();
  SmallVector<int64_t> zeroPoints = params.getZeroPoint().toIntegers();
  ParamsWalker walker(type.getShape(), params.getAxes(), params.getBlockSizes(),
                      params.getScale().getValues().getShapedType().getShape());
  return generate(type, "quantized", [&](size_t i) {
    int64_t at = walker.index();
    walker.advance();
    return numerics::quantize(values[i], scales[at],
                              zeroPoints[zeroPoints.size() == 1 ? 0 : at],
                              params.getStorageMin(), params.getStorageMax());
  });
}

/// True when quantize gives back every stored value that dequantize was given:
/// the differences to the zero point are exact in f32 and their products with
/// the scale are finite (rule QX-C4).
static bool isExactRoundTrip(ParamsAttr params) {
  if (params.getStorageType().getIntOrFloatBitWidth() > 16)
    return false;
  auto span =
      static_cast<float>(params.getStorageMax() - params.getStorageMin());
  return llvm::all_of(params.getScale().toFloats(),
                      [&](float scale) { return std::isfinite(span * scale); });
}

/// True when every value of `stored` lies in the bounds of `params`: they are
/// the type's own, or the producer clamps to them.
static bool liesInBounds(Value stored, ParamsAttr params) {
  auto bounds = std::make_pair(params.getStorageMin(), params.getStorageMax());
  if (bounds == ParamsAttr::getTypeBounds(params.getStorageType()))
    return true;
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
    if (dequantize.getParams() == getParams() &&
        getInput().getType().getElementType().isF32() &&
        dequantize.getInput().getType() == type &&
        isExactRoundTrip(getParams()) &&
        liesInBounds(dequantize.getInput(), getParams()))
      return dequantize.getInput();
  ElementsAttr input = getReadable(adaptor.getInput());
  if (!input || !type.hasStaticShape())
    return {};
  return quantizeConstant(input, getParams(), type);
}

// Present so that the absence of a fold is a decision one can read.
OpFoldResult DequantizeOp::fold(FoldAdaptor) { return {}; }

OpFoldResult RequantizeOp::fold(FoldAdaptor adaptor) {
  ElementsAttr input = getReadable(adaptor.getInput());
  auto type = getResult().getType();
  if (!input || !type.hasStaticShape())
    return {};
  SmallVector<int64_t> values = elementsToIntegers(input);
  FixedPointAttr fixedPoint = getFixedPoint();
  SmallVector<int64_t> axes;
  if (!fixedPoint.isScalar())
    axes.push_back(*getAxis());
  ParamsWalker walker(type.getShape(), axes, {}, {fixedPoint.size()});
  auto rounding = static_cast<numerics::RoundingMode>(fixedPoint.getRounding());
  unsigned width = getInput().getType().getElementTypeBitWidth();
  ParamsAttr params = getParams();
  int64_t zeroPoint = params.getZeroPointAt(0);
  return generate(type, "requantized", [&](size_t i) {
    int64_t at = walker.index();
    walker.advance();
    int64_t value = values[i];
    if (getInputUnsigned())
      value &= static_cast<int64_t>(llvm::maxUIntN(width));
    return numerics::requantize(
        value - getInputZeroPoint(),
        {fixedPoint.getMultipliers()[at], fixedPoint.getShifts()[at]}, rounding,
        zeroPoint, params.getStorageMin(), params.getStorageMax());
  });
}

OpFoldResult LookupOp::fold(FoldAdaptor adaptor) {
  ElementsAttr input = getReadable(adaptor.getInput());
  auto type = getResult().getType();
  if (!input || !type.hasStaticShape() || !canReadElements(getTable()))
    return {};
  SmallVector<int64_t> values = elementsToIntegers(input);
  SmallVector<int64_t> table = elementsToIntegers(getTable());
  return generate(type, "looked_up",
                  [&](size_t i) { return table[values[i] & 0xFF]; });
}
