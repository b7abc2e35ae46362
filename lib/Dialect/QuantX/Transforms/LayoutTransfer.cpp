//===- LayoutTransfer.cpp - Ops that carry a layout -----------------------===//

#include "Layout.h"

#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;

/// A form where every ranked tensor of one rank has the same layout.
static OpLayout makeUniform(Operation *op, ArrayRef<int64_t> layout) {
  auto layoutOf = [&](Value value) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    bool carries =
        type && type.getRank() == static_cast<int64_t>(layout.size());
    return carries ? llvm::to_vector(layout) : Layout();
  };
  OpLayout form;
  form.operands = llvm::map_to_vector(op->getOperands(), layoutOf);
  form.results = llvm::map_to_vector(op->getResults(), layoutOf);
  return form;
}

/// Elementwise ops and reductions of one value. The known value must be
/// indexed by every loop, so that its layout orders them all.
static std::optional<OpLayout> transfer(linalg::LinalgOp op, Port port,
                                        ArrayRef<int64_t> layout) {
  if (!op.hasPureTensorSemantics() ||
      !llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
        return map.isProjectedPermutation(/*allowZeroInResults=*/true);
      }))
    return std::nullopt;
  if (op.getNumReductionLoops() != 0 && op.getNumDpsInputs() != 1)
    return std::nullopt;
  OpOperand &known = port.isResult ? *op.getDpsInitOperand(port.index)
                                   : op->getOpOperand(port.index);
  AffineMap map = op.getMatchingIndexingMap(&known);
  if (map.getNumResults() != op.getNumLoops() || !map.isPermutation())
    return std::nullopt;
  return getStructuredLayout(
      op, llvm::map_to_vector(layout, [&](int64_t dim) -> int64_t {
        return map.getDimPosition(dim);
      }));
}

/// A transpose is absorbed: its result gets the layout in which it is its
/// operand as it stands.
static OpLayout transferTranspose(linalg::TransposeOp op, Port port,
                                  ArrayRef<int64_t> layout) {
  ArrayRef<int64_t> permutation = op.getPermutation();
  SmallVector<int64_t> inverse = invertPermutationVector(permutation);
  Layout input, result;
  for (int64_t dim : layout) {
    input.push_back(port.isResult ? permutation[dim] : dim);
    result.push_back(port.isResult ? dim : inverse[dim]);
  }
  OpLayout form;
  form.operands = {normalizeLayout(input), normalizeLayout(result)};
  form.results = {normalizeLayout(result)};
  return form;
}

/// The order of the groups of a reshape whose many-dim side has `layout`, if
/// each group stays together and in order. Unit dims may be anywhere.
static std::optional<Layout> orderGroups(RankedTensorType type,
                                         ArrayRef<ReassociationIndices> groups,
                                         ArrayRef<int64_t> layout) {
  SmallVector<int64_t> groupOf(type.getRank());
  for (auto [i, group] : llvm::enumerate(groups))
    for (int64_t dim : group)
      groupOf[dim] = i;
  auto isUnit = [&](int64_t dim) { return type.getDimSize(dim) == 1; };
  Layout order;
  int64_t last = -1;
  for (int64_t dim : layout) {
    if (isUnit(dim))
      continue;
    bool continues = last >= 0 && groupOf[last] == groupOf[dim];
    if (continues ? dim < last : llvm::is_contained(order, groupOf[dim]))
      return std::nullopt;
    if (!continues)
      order.push_back(groupOf[dim]);
    last = dim;
  }
  // Groups of unit dims only go behind the group that precedes their first dim.
  for (auto [position, dim] : llvm::enumerate(layout)) {
    int64_t group = groupOf[dim];
    if (llvm::is_contained(order, group))
      continue;
    auto *insertion = order.begin();
    for (int64_t before : ArrayRef<int64_t>(layout).take_front(position))
      if (auto *it = llvm::find(order, groupOf[before]); it >= insertion)
        insertion = it == order.end() ? it : it + 1;
    order.insert(insertion, group);
  }
  return order;
}

/// The layout of the many-dim side whose groups are in the order `layout`.
static Layout expandGroups(ArrayRef<ReassociationIndices> groups,
                           ArrayRef<int64_t> layout) {
  Layout order;
  for (int64_t group : layout)
    llvm::append_range(order, groups[group]);
  return order;
}

/// `expanded` tells whether the known value is the one of many dims.
static std::optional<OpLayout>
transferReshape(Operation *op, bool isExpand, bool knowsExpanded,
                RankedTensorType expandedType,
                ArrayRef<ReassociationIndices> groups,
                ArrayRef<int64_t> layout) {
  Layout expanded, collapsed;
  if (knowsExpanded) {
    std::optional<Layout> order = orderGroups(expandedType, groups, layout);
    if (!order)
      return std::nullopt;
    expanded = llvm::to_vector(layout);
    collapsed = normalizeLayout(std::move(*order));
  } else {
    expanded = normalizeLayout(expandGroups(groups, layout));
    collapsed = llvm::to_vector(layout);
  }
  OpLayout form;
  form.operands.resize(op->getNumOperands());
  form.operands[0] = isExpand ? collapsed : expanded;
  form.results = {isExpand ? expanded : collapsed};
  return form;
}

/// Slices keep the rank, or their dims cannot be followed.
static std::optional<OpLayout> transferSlice(Operation *op,
                                             RankedTensorType sliced,
                                             RankedTensorType whole,
                                             ArrayRef<int64_t> layout) {
  if (sliced.getRank() != whole.getRank())
    return std::nullopt;
  return makeUniform(op, layout);
}

std::optional<OpLayout> quantx::transferLayout(Operation *op, Port port,
                                               ArrayRef<int64_t> layout) {
  using Form = std::optional<OpLayout>;
  return llvm::TypeSwitch<Operation *, Form>(op)
      .Case([&](linalg::TransposeOp op) -> Form {
        if (!op.hasPureTensorSemantics())
          return std::nullopt;
        return transferTranspose(op, port, layout);
      })
      .Case([&](linalg::LinalgOp op) { return transfer(op, port, layout); })
      .Case<tensor::PadOp, tensor::ConcatOp>(
          [&](auto op) -> Form { return makeUniform(op, layout); })
      .Case([&](tensor::CastOp op) -> Form {
        if (!isa<RankedTensorType>(op.getSource().getType()) ||
            !isa<RankedTensorType>(op.getType()))
          return std::nullopt;
        return makeUniform(op, layout);
      })
      .Case([&](tensor::ExtractSliceOp op) {
        return transferSlice(op, op.getType(), op.getSourceType(), layout);
      })
      .Case([&](tensor::InsertSliceOp op) {
        return transferSlice(op, op.getSourceType(), op.getDestType(), layout);
      })
      .Case([&](tensor::ExpandShapeOp op) {
        return transferReshape(op, /*isExpand=*/true, port.isResult,
                               op.getResultType(), op.getReassociationIndices(),
                               layout);
      })
      .Case([&](tensor::CollapseShapeOp op) {
        return transferReshape(op, /*isExpand=*/false, !port.isResult,
                               op.getSrcType(), op.getReassociationIndices(),
                               layout);
      })
      .Default(Form());
}
