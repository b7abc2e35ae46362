//===- QuantXOpInterfaces.cpp - What upstream passes ask the ops ----------===//
//
// Result types, result shapes and integer ranges.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

LogicalResult QuantizeOp::inferReturnTypes(MLIRContext *,
                                           std::optional<Location>,
                                           Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  if (!input || !adaptor.getParams())
    return failure();
  types.push_back(input.clone(adaptor.getParams().getTensorElementType()));
  return success();
}

/// QX-C3 says what the type must be, and says it better.
bool QuantizeOp::isCompatibleReturnTypes(TypeRange, TypeRange) { return true; }

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

static LogicalResult reifyLike(OpBuilder &builder, Location loc, Value like,
                               ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(tensor::getMixedSizes(builder, loc, like));
  return success();
}

LogicalResult QuantizeOp::reifyResultShapes(OpBuilder &builder,
                                            ReifiedRankedShapedTypeDims &dims) {
  return reifyLike(builder, getLoc(), getInput(), dims);
}

LogicalResult
DequantizeOp::reifyResultShapes(OpBuilder &builder,
                                ReifiedRankedShapedTypeDims &dims) {
  return reifyLike(builder, getLoc(), getInput(), dims);
}

LogicalResult
RequantizeOp::reifyResultShapes(OpBuilder &builder,
                                ReifiedRankedShapedTypeDims &dims) {
  return reifyLike(builder, getLoc(), getInput(), dims);
}

LogicalResult LookupOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &dims) {
  return reifyLike(builder, getLoc(), getInput(), dims);
}

LogicalResult
NormalizeOp::reifyResultShapes(OpBuilder &builder,
                               ReifiedRankedShapedTypeDims &dims) {
  return reifyLike(builder, getLoc(), getInput(), dims);
}

LogicalResult
DynamicQuantizeOp::reifyResultShapes(OpBuilder &builder,
                                     ReifiedRankedShapedTypeDims &dims) {
  return reifyLike(builder, getLoc(), getInput(), dims);
}

LogicalResult
DynamicDequantizeOp::reifyResultShapes(OpBuilder &builder,
                                       ReifiedRankedShapedTypeDims &dims) {
  return reifyLike(builder, getLoc(), getInput(), dims);
}

LogicalResult
FakeQuantizeOp::reifyResultShapes(OpBuilder &builder,
                                  ReifiedRankedShapedTypeDims &dims) {
  return reifyLike(builder, getLoc(), getInput(), dims);
}

LogicalResult
FakeQuantizeGradientOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &dims) {
  return reifyLike(builder, getLoc(), getInput(), dims);
}

LogicalResult
LSQGradientOp::reifyResultShapes(OpBuilder &builder,
                                 ReifiedRankedShapedTypeDims &dims) {
  return reifyLike(builder, getLoc(), getScale(), dims);
}

LogicalResult
PACTGradientOp::reifyResultShapes(OpBuilder &builder,
                                  ReifiedRankedShapedTypeDims &dims) {
  dims.push_back(tensor::getMixedSizes(builder, getLoc(), getInput()));
  dims.emplace_back();
  return success();
}

/// ceil(size / block) for each axis of the scheme.
LogicalResult
ChooseParamsOp::reifyResultShapes(OpBuilder &builder,
                                  ReifiedRankedShapedTypeDims &dims) {
  SmallVector<OpFoldResult> sizes;
  for (auto [index, axis] : llvm::enumerate(getScheme().getAxes())) {
    AffineExpr size = builder.getAffineSymbolExpr(0);
    sizes.push_back(affine::makeComposedFoldedAffineApply(
        builder, getLoc(), size.ceilDiv(getScheme().getBlockSize(index)),
        {tensor::getMixedSize(builder, getLoc(), getInput(), axis)}));
  }
  dims.assign(getNumResults(), sizes);
  return success();
}

//===----------------------------------------------------------------------===//
// Integer ranges
//===----------------------------------------------------------------------===//

/// [min, max] of numbers of a width that are stored signless.
static ConstantIntRanges getStoredRange(int64_t min, int64_t max,
                                        bool isUnsigned, unsigned width) {
  auto bits = [&](int64_t value) {
    return APInt(width, static_cast<uint64_t>(value), /*isSigned=*/true,
                 /*implicitTrunc=*/true);
  };
  return isUnsigned ? ConstantIntRanges::fromUnsigned(bits(min), bits(max))
                    : ConstantIntRanges::fromSigned(bits(min), bits(max));
}

static void setStoredRange(Value result, SchemeAttr scheme,
                           SetIntRangeFn setResultRange) {
  if (scheme.isFloat())
    return;
  setResultRange(
      result, getStoredRange(scheme.getStorageMin(), scheme.getStorageMax(),
                             scheme.isUnsigned(),
                             scheme.getStorageType().getIntOrFloatBitWidth()));
}

void QuantizeOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                   SetIntRangeFn setResultRange) {
  setStoredRange(getResult(), getParams().getScheme(), setResultRange);
}

void RequantizeOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                     SetIntRangeFn setResultRange) {
  setStoredRange(getResult(), getParams().getScheme(), setResultRange);
}

void DynamicQuantizeOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                          SetIntRangeFn setResultRange) {
  setStoredRange(getResult(), getScheme(), setResultRange);
}

/// The smallest and the largest entry; interpolation stays between entries.
void LookupOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                 SetIntRangeFn setResultRange) {
  std::optional<ElementsReader> table = ElementsReader::get(getTable());
  if (!table)
    return;
  int64_t min = table->getInteger(0);
  int64_t max = min;
  for (size_t index = 1; index < table->size(); ++index) {
    min = std::min(min, table->getInteger(index));
    max = std::max(max, table->getInteger(index));
  }
  setResultRange(
      getResult(),
      getStoredRange(min, max, /*isUnsigned=*/false,
                     getResult().getType().getElementTypeBitWidth()));
}
