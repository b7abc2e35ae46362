//===- ParamsToType.cpp - Parameters as upstream's types ------------------===//
//
// Upstream says less than #quantx.params does. What it cannot say is refused
// here by name, since leaving it out would make other numbers of the same bits.
//
//===----------------------------------------------------------------------===//

#include "quantx/Conversion/QuantToQuantX/QuantToQuantX.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace quantx;

static InFlightDiagnostic refuse(EmitError emitError, StringRef advice) {
  InFlightDiagnostic diagnostic = emitError();
  diagnostic.attachNote() << advice;
  diagnostic << "[QX-B5] upstream's quant types cannot say this: ";
  return diagnostic;
}

/// Upstream stores integers of up to 32 bits, and its scales have the expressed
/// type.
static LogicalResult checkStorageAndScale(ParamsAttr params,
                                          FloatType expressedType,
                                          EmitError emitError) {
  Type storage = params.getStorageType();
  if (params.isFloat())
    return refuse(emitError, "lower it with convert-quantx-to-linalg")
           << "storage must be an integer, found " << storage;
  if (storage.getIntOrFloatBitWidth() > quant::QuantizedType::MaxStorageBits)
    return refuse(emitError, "lower it with convert-quantx-to-linalg")
           << "storage must have at most 32 bits, found " << storage;
  if (params.getOuterScale())
    return refuse(emitError, "lower it with convert-quantx-to-linalg")
           << "a scale has one level, found an outer scale";
  ShapedType scale = params.getScale().getValues().getShapedType();
  if (scale.getElementType() != expressedType)
    return refuse(emitError, "convert the reals to the scale's type")
           << "the scale must have the type of the reals, " << expressedType
           << ", found " << scale.getElementType();
  if (scale.getNumElements() == 0)
    return refuse(emitError, "remove the op, whose tensor is empty")
           << "a type has at least one scale, found " << scale;
  return success();
}

/// The length of each block, cut to the dimension: one block that is longer
/// than its dimension is the whole dimension. Upstream has no shorter last
/// block.
static FailureOr<SmallVector<int64_t>> getWholeBlocks(ParamsAttr params,
                                                      RankedTensorType stored,
                                                      EmitError emitError) {
  SmallVector<int64_t> blocks;
  for (auto [index, axis] : llvm::enumerate(params.getAxes())) {
    int64_t size = stored.getDimSize(axis);
    int64_t block =
        params.getBlockSizes().empty() ? 1 : params.getBlockSizes()[index];
    block = std::min(block, size);
    if (size % block != 0)
      return refuse(emitError, "pad the dimension to whole blocks")
             << "every block must be whole, found dimension " << axis
             << " of size " << size << " in blocks of " << block;
    blocks.push_back(block);
  }
  return blocks;
}

namespace {
/// What all kinds of uniform types begin and end with.
struct TypeParts {
  unsigned flags;
  Type storage;
  FloatType expressed;
  int64_t min;
  int64_t max;
};
} // namespace

/// One zero point per scale.
static SmallVector<int64_t> getZeroPoints(ParamsAttr params, size_t count) {
  SmallVector<int64_t> zeroPoints = params.getZeroPoints();
  if (zeroPoints.size() == 1)
    zeroPoints.resize(count, zeroPoints.front());
  return zeroPoints;
}

/// Upstream's tensors of scales have the rank of the values.
static quant::QuantizedType
getSubChannelType(const TypeParts &parts, ParamsAttr params,
                  ArrayRef<int64_t> blocks, int64_t rank, EmitError emitError) {
  ElementsAttr values = params.getScale().getValues();
  SmallVector<int64_t> shape(rank, 1);
  SmallVector<int32_t> dims;
  for (auto [axis, count] :
       llvm::zip(params.getAxes(), values.getShapedType().getShape())) {
    shape[axis] = count;
    dims.push_back(static_cast<int32_t>(axis));
  }
  SmallVector<APFloat> scales;
  for (float scale : params.getScales()) {
    bool losesInfo = false;
    scales.emplace_back(scale).convert(parts.expressed.getFloatSemantics(),
                                       APFloat::rmNearestTiesToEven,
                                       &losesInfo);
  }
  ElementsAttr zeroPoints =
      integersToElements(getZeroPoints(params, scales.size()),
                         RankedTensorType::get(shape, parts.storage));
  return quant::UniformQuantizedSubChannelType::getChecked(
      emitError, parts.flags, parts.storage, parts.expressed,
      DenseElementsAttr::get(RankedTensorType::get(shape, parts.expressed),
                             scales),
      cast<DenseElementsAttr>(zeroPoints), dims, blocks, parts.min, parts.max);
}

static quant::QuantizedType
getPerAxisType(const TypeParts &parts, ParamsAttr params, EmitError emitError) {
  SmallVector<float> floats = params.getScales();
  SmallVector<double> scales(floats.begin(), floats.end());
  return quant::UniformQuantizedPerAxisType::getChecked(
      emitError, parts.flags, parts.storage, parts.expressed, scales,
      getZeroPoints(params, scales.size()),
      static_cast<int32_t>(params.getAxes().front()), parts.min, parts.max);
}

FailureOr<quant::QuantizedType>
quantx::convertParamsToQuantType(ParamsAttr params, FloatType expressedType,
                                 RankedTensorType stored, EmitError emitError) {
  if (failed(checkStorageAndScale(params, expressedType, emitError)))
    return failure();
  FailureOr<SmallVector<int64_t>> blocks =
      getWholeBlocks(params, stored, emitError);
  if (failed(blocks))
    return failure();
  TypeParts parts = {params.isUnsigned() ? 0u
                                         : quant::QuantizationFlags::Signed,
                     params.getTensorElementType(), expressedType,
                     params.getStorageMin(), params.getStorageMax()};
  quant::QuantizedType type;
  if (params.isPerTensor())
    type = quant::UniformQuantizedType::getChecked(
        emitError, parts.flags, parts.storage, parts.expressed,
        params.getScaleAt(0), params.getZeroPointAt(0), parts.min, parts.max);
  else if (params.getAxes().size() == 1 && params.getBlockSizes().empty())
    type = getPerAxisType(parts, params, emitError);
  else
    type =
        getSubChannelType(parts, params, *blocks, stored.getRank(), emitError);
  if (!type)
    return failure();
  return type;
}
