//===- EmitReshape.cpp - Reshapes as collapse and expand ------------------===//

#include "Emit.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace quantx::importer {
namespace {

/// Neighbouring dimensions of the source and of the result that hold the same
/// elements.
struct ReshapeGroup {
  ReassociationIndices source;
  ReassociationIndices result;
};

} // namespace

/// The smallest runs of dimensions that start at `source` and `result` and have
/// equal products, as their lengths; nullopt if there are none.
static std::optional<std::pair<int64_t, int64_t>>
matchRuns(const ShapeMath &math, ArrayRef<OpFoldResult> source,
          ArrayRef<OpFoldResult> result) {
  int64_t most = source.size() + result.size();
  for (int64_t total = 2; total <= most; ++total)
    for (int64_t length = 1; length < total; ++length) {
      int64_t other = total - length;
      if (length > static_cast<int64_t>(source.size()) ||
          other > static_cast<int64_t>(result.size()))
        continue;
      if (math.factorize(source.take_front(length)) ==
          math.factorize(result.take_front(other)))
        return std::make_pair(length, other);
    }
  return std::nullopt;
}

/// Pairs the dimensions of the two shapes up. What cannot be told apart
/// (dynamic extents) or is left over (extents of 1) joins the last group.
static SmallVector<ReshapeGroup> groupDims(const ShapeMath &math,
                                           ArrayRef<OpFoldResult> source,
                                           ArrayRef<OpFoldResult> result) {
  SmallVector<ReshapeGroup> groups;
  size_t i = 0, j = 0;
  while (i < source.size() && j < result.size()) {
    auto runs = matchRuns(math, source.drop_front(i), result.drop_front(j));
    int64_t length = runs ? runs->first : source.size() - i;
    int64_t other = runs ? runs->second : result.size() - j;
    ReshapeGroup &group = groups.emplace_back();
    for (; length > 0; --length)
      group.source.push_back(i++);
    for (; other > 0; --other)
      group.result.push_back(j++);
  }
  for (; i < source.size(); ++i)
    groups.back().source.push_back(i);
  for (; j < result.size(); ++j)
    groups.back().result.push_back(j);
  return groups;
}

static Value emitCollapse(NodeImporter &importer, Value value,
                          ArrayRef<ReassociationIndices> groups, Location loc) {
  auto type = cast<RankedTensorType>(value.getType());
  if (static_cast<int64_t>(groups.size()) == type.getRank())
    return value;
  return tensor::CollapseShapeOp::create(importer.getBuilder(), loc, value,
                                         groups);
}

static Value emitExpand(NodeImporter &importer, Value value,
                        RankedTensorType type,
                        ArrayRef<ReassociationIndices> groups,
                        const Shape &shape, Location loc) {
  if (static_cast<int64_t>(groups.size()) == type.getRank())
    return value;
  return tensor::ExpandShapeOp::create(importer.getBuilder(), loc, type, value,
                                       groups, shape);
}

/// Collapses every group of `value` to one dimension and expands it again. The
/// two sides of a group may disagree on what is static; a cast bridges that.
static Value emitGroups(NodeImporter &importer, const TensorValue &value,
                        RankedTensorType type, const Shape &shape,
                        Location loc) {
  ShapeMath &math = importer.getMath();
  SmallVector<ReassociationIndices> collapse, expand;
  SmallVector<int64_t> middle;
  if (!value.shape.empty() && !shape.empty())
    for (ReshapeGroup &group : groupDims(math, value.shape, shape)) {
      auto product = [&](const Shape &extents,
                         const ReassociationIndices &dims) {
        return math.product(llvm::map_to_vector(
            dims, [&](int64_t dim) { return extents[dim]; }));
      };
      OpFoldResult target = product(shape, group.result);
      emitRequireEqual(importer, product(value.shape, group.source), target,
                       "the number of elements changes in the reshape");
      middle.push_back(getStatic(target));
      collapse.push_back(std::move(group.source));
      expand.push_back(std::move(group.result));
    }
  Value result =
      emitCollapse(importer, importer.materialize(value), collapse, loc);
  auto middleType = RankedTensorType::get(middle, type.getElementType());
  if (result.getType() != middleType)
    result =
        tensor::CastOp::create(importer.getBuilder(), loc, middleType, result);
  return emitExpand(importer, result, type, expand, shape, loc);
}

TensorValue emitReshape(NodeImporter &importer, const TensorValue &value,
                        const Shape &shape, Location loc) {
  if (value.shape == shape)
    return value;
  if (value.reshapedFrom && value.reshapedFrom->shape == shape)
    return *value.reshapedFrom;
  TensorValue result;
  result.type = value.type;
  result.shape = shape;
  if (value.known && result.hasStaticShape()) {
    KnownTensor known = *value.known;
    known.data.shape = result.getStaticShape();
    result.known = std::make_shared<KnownTensor>(std::move(known));
    return result;
  }
  result.value = emitGroups(
      importer, value, result.getTensorType(importer.getContext()), shape, loc);
  result.reshapedFrom = std::make_shared<TensorValue>(value);
  return result;
}

} // namespace quantx::importer
