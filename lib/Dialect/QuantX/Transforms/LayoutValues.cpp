//===- LayoutValues.cpp - Values in the layouts they are needed in --------===//

#include "LayoutValues.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Remarks.h"
#include "quantx/Dialect/QuantX/Utils/Elements.h"

using namespace mlir;
using namespace quantx;

/// True if a transpose to `permutation` keeps the order of all dims but those
/// of size 1.
static bool movesOnlyUnitDims(RankedTensorType type,
                              ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> moved(llvm::make_filter_range(
      permutation, [&](int64_t dim) { return type.getDimSize(dim) != 1; }));
  return llvm::is_sorted(moved);
}

/// What the transpose of layout `from` to layout `to` does: both orders of the
/// same dims.
static SmallVector<int64_t> getPermutation(ArrayRef<int64_t> from,
                                           ArrayRef<int64_t> to, int64_t rank) {
  SmallVector<int64_t> positions =
      from.empty() ? llvm::to_vector(llvm::seq<int64_t>(0, rank))
                   : invertPermutationVector(from);
  if (!to.empty())
    applyPermutationToVector(positions, to);
  return positions;
}

std::optional<std::pair<Layout, Value>> LayoutValues::getForm(Value value) {
  if (!rewritten.contains(value))
    return std::nullopt;
  return forms[value].front();
}

Value LayoutValues::get(Value value, const Layout &layout, Operation *user) {
  for (auto &[known, form] : forms[value])
    if (known == layout)
      return form;
  bool isRewritten = rewritten.contains(value);
  if (!isRewritten && layout.empty())
    return value;
  Value form = isRewritten ? transpose(value, layout, user)
                           : create(value, layout, user);
  forms[value].push_back({layout, form});
  return form;
}

Value LayoutValues::create(Value value, const Layout &layout, Operation *user) {
  OpBuilder::InsertionGuard guard(rewriter);
  Operation *op = value.getDefiningOp();
  if (op)
    rewriter.setInsertionPointAfter(op);
  if (auto constant = dyn_cast_or_null<arith::ConstantOp>(op))
    if (auto elements = dyn_cast<ElementsAttr>(constant.getValue()))
      if (ElementsAttr folded = transposeElements(elements, layout))
        return arith::ConstantOp::create(rewriter, op->getLoc(),
                                         cast<TypedAttr>(folded));
  if (auto empty = dyn_cast_or_null<tensor::EmptyOp>(op)) {
    SmallVector<OpFoldResult> sizes = empty.getMixedSizes();
    applyPermutationToVector(sizes, layout);
    return tensor::EmptyOp::create(rewriter, op->getLoc(), sizes,
                                   empty.getType().getElementType());
  }
  if (auto fill = dyn_cast_or_null<linalg::FillOp>(op)) {
    Value init = get(fill.getOutputs()[0], layout, fill);
    rewriter.setInsertionPointAfter(op);
    return linalg::FillOp::create(rewriter, op->getLoc(), fill.getInputs(),
                                  ValueRange{init})
        .getResult(0);
  }
  return transpose(value, layout, user);
}

Value LayoutValues::transpose(Value value, const Layout &layout,
                              Operation *user) {
  auto [from, source] =
      getForm(value).value_or(std::pair<Layout, Value>{Layout(), value});
  auto type = cast<RankedTensorType>(source.getType());
  SmallVector<int64_t> permutation =
      getPermutation(from, layout, type.getRank());
  RankedTensorType newType = permuteType(type, permutation);
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPointAfterValue(source);
  Location loc = value.getLoc();
  if (movesOnlyUnitDims(type, permutation))
    return moveUnitDims(rewriter, loc, source, newType);
  Operation *producer = value.getDefiningOp();
  remark::missed(
      loc,
      remark::RemarkOpts::name("transpose").category("quantx-channels-last"))
      << remark::reason("{0} and {1} do not agree on an order of dims",
                        producer ? producer->getName().getStringRef()
                                 : "a block argument",
                        user->getName().getStringRef());
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(rewriter, loc, source);
  applyPermutationToVector(sizes, permutation);
  Value init =
      tensor::EmptyOp::create(rewriter, loc, sizes, type.getElementType());
  return linalg::TransposeOp::create(rewriter, loc, source, init, permutation)
      ->getResult(0);
}
