//===- LayoutReshape.cpp - Reshapes of permuted tensors -------------------===//

#include "LayoutValues.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace quantx;

/// Groups that each hold one dim other than 1, in order; unit dims join the
/// group before them, leading ones the first.
static SmallVector<ReassociationIndices>
getUnitGroups(ArrayRef<int64_t> shape) {
  SmallVector<ReassociationIndices> groups;
  ReassociationIndices leading;
  for (auto [dim, size] : llvm::enumerate(shape)) {
    if (size == 1)
      (groups.empty() ? leading : groups.back()).push_back(dim);
    else if (groups.empty()) {
      leading.push_back(dim);
      groups.push_back(leading);
    } else
      groups.push_back({static_cast<int64_t>(dim)});
  }
  return groups;
}

static RankedTensorType dropUnitDims(RankedTensorType type) {
  SmallVector<int64_t> shape(llvm::make_filter_range(
      type.getShape(), [](int64_t d) { return d != 1; }));
  return type.clone(shape);
}

static Value dropUnitDims(OpBuilder &builder, Location loc, Value source) {
  auto type = cast<RankedTensorType>(source.getType());
  RankedTensorType core = dropUnitDims(type);
  if (core == type)
    return source;
  return tensor::CollapseShapeOp::create(builder, loc, core, source,
                                         getUnitGroups(type.getShape()));
}

static Value addUnitDims(OpBuilder &builder, Location loc, Value core,
                         RankedTensorType type) {
  if (core.getType() == type)
    return core;
  SmallVector<OpFoldResult> sizes;
  int64_t coreDim = 0;
  for (int64_t size : type.getShape())
    sizes.push_back(size == 1
                        ? builder.getIndexAttr(1)
                        : tensor::getMixedSize(builder, loc, core, coreDim++));
  return tensor::ExpandShapeOp::create(builder, loc, type, core,
                                       getUnitGroups(type.getShape()), sizes);
}

Value quantx::moveUnitDims(OpBuilder &builder, Location loc, Value source,
                           RankedTensorType type) {
  return addUnitDims(builder, loc, dropUnitDims(builder, loc, source), type);
}

/// The groups between the two sides without their unit dims.
static SmallVector<ReassociationIndices>
getCoreGroups(ArrayRef<ReassociationIndices> groups, RankedTensorType collapsed,
              ArrayRef<int64_t> collapsedLayout,
              ArrayRef<int64_t> expandedShape) {
  SmallVector<ReassociationIndices> core;
  int64_t next = 0;
  for (int64_t dim = 0; dim < collapsed.getRank(); ++dim) {
    if (collapsed.getDimSize(dim) == 1)
      continue;
    ReassociationIndices &group = core.emplace_back();
    for (int64_t old :
         groups[collapsedLayout.empty() ? dim : collapsedLayout[dim]])
      if (expandedShape[old] != 1)
        group.push_back(next++);
  }
  return core;
}

/// The shape that `layout` permuted to `shape`.
static SmallVector<int64_t> unpermute(ArrayRef<int64_t> shape,
                                      ArrayRef<int64_t> layout) {
  SmallVector<int64_t> result(shape);
  for (auto [position, dim] : llvm::enumerate(layout))
    result[dim] = shape[position];
  return result;
}

Value quantx::createReshape(OpBuilder &builder, Location loc, Value source,
                            const PermutedReshape &reshape) {
  auto sourceType = cast<RankedTensorType>(source.getType());
  Value core = dropUnitDims(builder, loc, source);
  RankedTensorType coreType = dropUnitDims(reshape.type);
  if (core.getType() == coreType)
    return addUnitDims(builder, loc, core, reshape.type);
  if (!reshape.isExpand) {
    auto groups =
        getCoreGroups(reshape.groups, reshape.type, reshape.result,
                      unpermute(sourceType.getShape(), reshape.operand));
    core =
        tensor::CollapseShapeOp::create(builder, loc, coreType, core, groups);
    return addUnitDims(builder, loc, core, reshape.type);
  }
  auto groups =
      getCoreGroups(reshape.groups, sourceType, reshape.operand,
                    unpermute(reshape.type.getShape(), reshape.result));
  SmallVector<OpFoldResult> sizes;
  for (auto [size, extent] : llvm::zip(reshape.sizes, reshape.type.getShape()))
    if (extent != 1)
      sizes.push_back(size);
  core = tensor::ExpandShapeOp::create(builder, loc, coreType, core, groups,
                                       sizes);
  return addUnitDims(builder, loc, core, reshape.type);
}
