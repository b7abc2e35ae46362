//===- ParamsMapping.cpp - Parameters of moved dimensions -----------------===//

#include "ParamsMapping.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;

/// The elements at `indices`, in the type they have.
static ElementsAttr pick(ElementsAttr elements, ArrayRef<int64_t> shape,
                         ArrayRef<int64_t> indices, StringRef name) {
  ElementsReader reader = *ElementsReader::get(elements);
  ElementsBuilder builder(
      RankedTensorType::get(shape, elements.getElementType()), name);
  for (auto [to, from] : llvm::enumerate(indices))
    builder.set(to, reader.getBits(from));
  return builder.take();
}

/// `params` on other axes, of the given numbers of channels: those at `indices`
/// of the channels they had.
static ParamsAttr withChannels(ParamsAttr params, ArrayRef<int64_t> axes,
                               ArrayRef<int64_t> shape,
                               ArrayRef<int64_t> indices) {
  MLIRContext *context = params.getContext();
  auto scale = ScaleAttr::get(
      context, pick(params.getScale().getValues(), shape, indices, "scales"));
  ZeroPointAttr zeroPoint = params.getZeroPoint();
  if (!params.hasScalarZeroPoint())
    zeroPoint = ZeroPointAttr::get(
        context, pick(zeroPoint.getValues(), shape, indices, "zero_points"));
  return ParamsAttr::get(context, params.getStorageType(),
                         params.getStorageMin(), params.getStorageMax(),
                         params.getOverflow(), axes, ArrayRef<int64_t>(), scale,
                         params.getOuterScale(), zeroPoint);
}

static ParamsAttr reshapeChannels(ParamsAttr params, ArrayRef<int64_t> axes,
                                  ArrayRef<int64_t> shape) {
  return withChannels(
      params, axes, shape,
      llvm::to_vector(llvm::seq<int64_t>(0, params.getScale().size())));
}

/// Each axis by the loop it belongs to.
static FailureOr<ParamsAttr> mapThroughLoops(linalg::LinalgOp op,
                                             OpOperand &operand,
                                             OpResult result,
                                             ParamsAttr params) {
  AffineMap from = op.getMatchingIndexingMap(&operand);
  AffineMap to =
      op.getMatchingIndexingMap(op.getDpsInitOperand(result.getResultNumber()));
  SmallVector<int64_t> axes;
  for (int64_t axis : params.getAxes()) {
    AffineExpr expr = from.getResult(axis);
    std::optional<unsigned> position = to.getResultPosition(expr);
    bool isUnique = llvm::count(from.getResults(), expr) == 1;
    if (!isa<AffineDimExpr>(expr) || !position || !isUnique)
      return failure();
    axes.push_back(*position);
  }
  // Several axes that change their order would need their scales transposed.
  if (!llvm::is_sorted(axes))
    return failure();
  return params.withAxes(axes);
}

/// An axis splits into all dimensions of its group that have more than one
/// index.
static FailureOr<ParamsAttr> mapThroughExpand(tensor::ExpandShapeOp op,
                                              ParamsAttr params) {
  if (!params.getBlockSizes().empty())
    return failure();
  auto groups = op.getReassociationIndices();
  SmallVector<int64_t> axes, shape;
  for (int64_t axis : params.getAxes()) {
    size_t before = axes.size();
    for (int64_t dim : groups[axis]) {
      if (op.getType().isDynamicDim(dim))
        return failure();
      if (op.getType().getDimSize(dim) == 1)
        continue;
      axes.push_back(dim);
      shape.push_back(op.getType().getDimSize(dim));
    }
    if (axes.size() == before) {
      axes.push_back(groups[axis].back());
      shape.push_back(1);
    }
  }
  return reshapeChannels(params, axes, shape);
}

/// The axes of a group merge when they are all of its dimensions that have more
/// than one index.
static FailureOr<ParamsAttr> mapThroughCollapse(tensor::CollapseShapeOp op,
                                                ParamsAttr params) {
  if (!params.getBlockSizes().empty())
    return failure();
  SmallVector<int64_t> axes, shape;
  for (auto [group, dims] : llvm::enumerate(op.getReassociationIndices())) {
    bool hasAxis = false, hasOther = false;
    for (int64_t dim : dims) {
      bool isAxis = llvm::is_contained(params.getAxes(), dim);
      hasAxis |= isAxis;
      hasOther |= !isAxis && op.getSrcType().getDimSize(dim) != 1;
    }
    if (!hasAxis)
      continue;
    if (hasOther)
      return failure();
    axes.push_back(group);
    shape.push_back(op.getType().getDimSize(group));
  }
  return reshapeChannels(params, axes, shape);
}

/// Keeps the scales of the part that is cut out.
static FailureOr<ParamsAttr> mapThroughSlice(tensor::ExtractSliceOp op,
                                             ParamsAttr params) {
  std::optional<int64_t> axis = params.getAxis();
  if (!axis || op.getDroppedDims().test(*axis))
    return failure();
  int64_t offset = op.getStaticOffsets()[*axis];
  int64_t size = op.getStaticSizes()[*axis];
  int64_t stride = op.getStaticStrides()[*axis];
  if (llvm::any_of(ArrayRef<int64_t>{offset, size, stride},
                   ShapedType::isDynamic) ||
      size == 0)
    return failure();
  SmallVector<int64_t> indices;
  for (int64_t i = 0; i < size; ++i)
    indices.push_back(offset + i * stride);
  int64_t dropped = 0;
  for (int64_t dim = 0; dim < *axis; ++dim)
    dropped += op.getDroppedDims().test(dim);
  return withChannels(params, *axis - dropped, size, indices);
}

static FailureOr<ParamsAttr> mapThroughPad(tensor::PadOp op,
                                           ParamsAttr params) {
  for (int64_t axis : params.getAxes())
    if (op.getStaticLow()[axis] != 0 || op.getStaticHigh()[axis] != 0)
      return failure();
  return params;
}

/// The parameters without regard to whether the result's shape allows them.
static FailureOr<ParamsAttr> mapAxes(OpOperand &operand, OpResult result,
                                     ParamsAttr params) {
  using Result = FailureOr<ParamsAttr>;
  return TypeSwitch<Operation *, Result>(operand.getOwner())
      .Case<linalg::LinalgOp>([&](linalg::LinalgOp op) {
        return mapThroughLoops(op, operand, result, params);
      })
      .Case<tensor::CastOp>([&](auto) { return Result(params); })
      .Case<tensor::CollapseShapeOp>(
          [&](auto op) { return mapThroughCollapse(op, params); })
      .Case<tensor::ConcatOp>([&](tensor::ConcatOp op) -> Result {
        if (llvm::is_contained(params.getAxes(),
                               static_cast<int64_t>(op.getDim())))
          return failure();
        return params;
      })
      .Case<tensor::ExpandShapeOp>(
          [&](auto op) { return mapThroughExpand(op, params); })
      .Case<tensor::ExtractSliceOp>(
          [&](auto op) { return mapThroughSlice(op, params); })
      .Case<tensor::PadOp>([&](auto op) { return mapThroughPad(op, params); })
      .Default([](Operation *) { return failure(); });
}

FailureOr<ParamsAttr> quantx::mapParams(OpOperand &operand, OpResult result,
                                        ParamsAttr params) {
  if (params.isPerTensor())
    return params;
  FailureOr<ParamsAttr> mapped = mapAxes(operand, result, params);
  if (failed(mapped) || !mapped->isValidFor(cast<ShapedType>(result.getType())))
    return failure();
  return mapped;
}
