//===- QuantXTiling.cpp - Tiles of quantize, dequantize and the like ------===//
//
// Elementwise ops of this dialect tile as linalg's do, so that they can be
// fused into tiled consumers before they become linalg themselves. A tile must
// cover the dimensions that have parameters of their own whole: attributes
// cannot be cut at offsets that are values.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"
#include "mlir/Interfaces/TilingInterface.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Interfaces/TilingModels.h"

using namespace mlir;
using namespace quantx;

/// The dimensions whose elements do not share all parameters.
static ArrayRef<int64_t> getParamsAxes(QuantizeOp op) {
  return op.getParams().getAxes();
}
static ArrayRef<int64_t> getParamsAxes(DequantizeOp op) {
  return op.getParams().getAxes();
}
static SmallVector<int64_t> getParamsAxes(RequantizeOp op) {
  if (std::optional<int64_t> axis = op.getAxis())
    return {*axis};
  return {};
}
static ArrayRef<int64_t> getParamsAxes(LookupOp) { return {}; }

namespace {
template <typename OpT>
struct ElementwiseTiling
    : TilingInterface::ExternalModel<ElementwiseTiling<OpT>, OpT> {
  SmallVector<utils::IteratorType> getLoopIteratorTypes(Operation *op) const {
    int64_t rank = cast<OpT>(op).getType().getRank();
    return SmallVector<utils::IteratorType>(rank,
                                            utils::IteratorType::parallel);
  }

  SmallVector<Range> getIterationDomain(Operation *op,
                                        OpBuilder &builder) const {
    SmallVector<Range> domain;
    for (OpFoldResult size :
         tensor::getMixedSizes(builder, op->getLoc(), cast<OpT>(op).getInput()))
      domain.push_back(
          {builder.getIndexAttr(0), size, builder.getIndexAttr(1)});
    return domain;
  }

  FailureOr<TilingResult>
  getTiledImplementation(Operation *op, OpBuilder &builder,
                         ArrayRef<OpFoldResult> offsets,
                         ArrayRef<OpFoldResult> sizes) const {
    auto elementwise = cast<OpT>(op);
    if (!coversParams(elementwise, offsets, sizes))
      return op->emitOpError("is tiled along a dimension that has parameters "
                             "of its own; tile another one, or lower the op "
                             "with convert-quantx-to-linalg first");
    Location loc = op->getLoc();
    SmallVector<OpFoldResult> strides(offsets.size(), builder.getIndexAttr(1));
    auto slice = tensor::ExtractSliceOp::create(
        builder, loc, elementwise.getInput(), offsets, sizes, strides);
    auto type = cast<RankedTensorType>(
        slice.getType().clone(elementwise.getType().getElementType()));
    Operation *tiled = clone(builder, op, {type}, {slice.getResult()});
    return TilingResult{
        {tiled}, SmallVector<Value>(tiled->getResults()), {slice}};
  }

  LogicalResult getResultTilePosition(
      Operation *, OpBuilder &, unsigned, ArrayRef<OpFoldResult> offsets,
      ArrayRef<OpFoldResult> sizes, SmallVector<OpFoldResult> &resultOffsets,
      SmallVector<OpFoldResult> &resultSizes) const {
    resultOffsets.assign(offsets.begin(), offsets.end());
    resultSizes.assign(sizes.begin(), sizes.end());
    return success();
  }

  LogicalResult getIterationDomainTileFromResultTile(
      Operation *, OpBuilder &, unsigned, ArrayRef<OpFoldResult> offsets,
      ArrayRef<OpFoldResult> sizes,
      SmallVectorImpl<OpFoldResult> &domainOffsets,
      SmallVectorImpl<OpFoldResult> &domainSizes) const {
    domainOffsets.assign(offsets.begin(), offsets.end());
    domainSizes.assign(sizes.begin(), sizes.end());
    return success();
  }

  FailureOr<TilingResult>
  generateResultTileValue(Operation *op, OpBuilder &builder, unsigned,
                          ArrayRef<OpFoldResult> offsets,
                          ArrayRef<OpFoldResult> sizes) const {
    return getTiledImplementation(op, builder, offsets, sizes);
  }

private:
  static bool coversParams(OpT op, ArrayRef<OpFoldResult> offsets,
                           ArrayRef<OpFoldResult> sizes) {
    return llvm::all_of(getParamsAxes(op), [&](int64_t axis) {
      return isConstantIntValue(offsets[axis], 0) &&
             isConstantIntValue(sizes[axis], op.getType().getDimSize(axis));
    });
  }
};
} // namespace

void quantx::registerTilingModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, QuantXDialect *) {
    QuantizeOp::attachInterface<ElementwiseTiling<QuantizeOp>>(*context);
    DequantizeOp::attachInterface<ElementwiseTiling<DequantizeOp>>(*context);
    RequantizeOp::attachInterface<ElementwiseTiling<RequantizeOp>>(*context);
    LookupOp::attachInterface<ElementwiseTiling<LookupOp>>(*context);
    context->loadDialect<tensor::TensorDialect>();
  });
}
