//===- SinkReshapes.cpp - Biases and scales next to contractions ----------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "TensorLevelOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "quantx/Analysis/QuantizationChain.h"
#include "quantx/Dialect/QuantX/Utils/StructuredOps.h"
#include "llvm/ADT/DenseSet.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXSINKRESHAPES
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Dimensions before and after a reshape
//===----------------------------------------------------------------------===//

static bool isReshape(Operation *op) {
  return isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op);
}

/// For each dimension of the result of `reshape`, the dimension of its operand
/// that has the same index; -1 for those that are split or merged, and for
/// added ones of size 1.
static SmallVector<int64_t> getSameDims(Operation *reshape) {
  auto expand = dyn_cast<tensor::ExpandShapeOp>(reshape);
  auto groups =
      expand ? expand.getReassociationIndices()
             : cast<tensor::CollapseShapeOp>(reshape).getReassociationIndices();
  auto from = cast<RankedTensorType>(reshape->getOperand(0).getType());
  auto to = cast<RankedTensorType>(reshape->getResult(0).getType());
  SmallVector<int64_t> result(to.getRank(), -1);
  for (auto [index, group] : llvm::enumerate(groups)) {
    auto single = static_cast<int64_t>(index);
    SmallVector<int64_t> longDims;
    for (int64_t dim : group)
      if ((expand ? to : from).getDimSize(dim) != 1)
        longDims.push_back(dim);
    if (longDims.size() == 1)
      result[expand ? longDims.front() : single] =
          expand ? single : longDims.front();
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Elementwise ops with constants
//===----------------------------------------------------------------------===//

namespace {
/// A constant and the index into it for an index of the loops.
struct ConstantOperand {
  Value value;
  AffineMap map;
};
} // namespace

/// A broadcast tensor is the tensor that it is made of, read elsewhere.
static ConstantOperand lookThroughBroadcasts(ConstantOperand operand) {
  while (auto broadcast = operand.value.getDefiningOp<linalg::BroadcastOp>()) {
    SmallVector<AffineExpr> index;
    for (auto [dim, expr] : llvm::enumerate(operand.map.getResults()))
      if (!llvm::is_contained(broadcast.getDimensions(),
                              static_cast<int64_t>(dim)))
        index.push_back(expr);
    operand.value = broadcast.getInput();
    operand.map = AffineMap::get(operand.map.getNumDims(), 0, index,
                                 operand.map.getContext());
  }
  return operand;
}

/// The operand as loops over the tensor before a reshape read it; none if they
/// cannot.
static std::optional<ConstantOperand>
reindex(ConstantOperand operand, ArrayRef<int64_t> sameDims, int64_t rank) {
  auto type = dyn_cast<RankedTensorType>(operand.value.getType());
  MLIRContext *context = operand.map.getContext();
  SmallVector<AffineExpr> index;
  for (auto [number, expr] : llvm::enumerate(operand.map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    bool isOne = type.getDimSize(static_cast<unsigned>(number)) == 1;
    if (isOne)
      index.push_back(getAffineConstantExpr(0, context));
    else if (loop && sameDims[loop.getPosition()] >= 0)
      index.push_back(getAffineDimExpr(sameDims[loop.getPosition()], context));
    else
      return std::nullopt;
  }
  operand.map = AffineMap::get(rank, 0, index, context);
  return operand;
}

/// True if `op` computes each element from that of `data` at the same index,
/// and from constants.
static bool isElementwiseWithConstants(linalg::LinalgOp op, OpOperand &data) {
  if (op->getNumResults() != 1 || !op.hasPureTensorSemantics() ||
      op.getNumReductionLoops() != 0 || op.hasIndexSemantics())
    return false;
  OpOperand *init = op.getDpsInitOperand(0);
  if (&data == init || op.payloadUsesValueFromOperand(init) ||
      !op.getMatchingIndexingMap(init).isIdentity() ||
      !op.getMatchingIndexingMap(&data).isIdentity())
    return false;
  return llvm::all_of(op.getDpsInputOperands(), [&](OpOperand *input) {
    return input == &data || !isa<TensorType>(input->get().getType()) ||
           isConstantValue(input->get());
  });
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// `op`, which reads the result of `reshape` as `data`, as an op on the operand
/// of `reshape`; null, and nothing changed, if that is not possible.
static linalg::GenericOp moveBefore(Operation *reshape, linalg::LinalgOp op,
                                    OpOperand &data) {
  Value source = reshape->getOperand(0);
  int64_t rank = cast<RankedTensorType>(source.getType()).getRank();
  SmallVector<int64_t> sameDims = getSameDims(reshape);
  AffineMap identity =
      AffineMap::getMultiDimIdentityMap(rank, op->getContext());
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  for (OpOperand *input : op.getDpsInputOperands()) {
    std::optional<ConstantOperand> operand = {{source, identity}};
    if (input != &data)
      operand = reindex(lookThroughBroadcasts(
                            {input->get(), op.getMatchingIndexingMap(input)}),
                        sameDims, rank);
    if (!operand)
      return {};
    inputs.push_back(operand->value);
    maps.push_back(operand->map);
  }
  maps.push_back(identity);
  OpBuilder builder(op);
  Value empty = createEmptyLike(builder, op.getLoc(), source,
                                getElementTypeOrSelf(op->getResult(0)));
  SmallVector<utils::IteratorType> loops(rank, utils::IteratorType::parallel);
  return linalg::GenericOp::create(
      builder, op.getLoc(), empty.getType(), inputs, empty, maps, loops,
      [&](OpBuilder &nested, Location loc, ValueRange arguments) {
        IRMapping mapping;
        mapping.map(op.getBlock()->getArguments(), arguments);
        for (Operation &inner : *op.getBlock())
          nested.clone(inner, mapping);
      });
}

/// `reshape`, but of `value` and where `op` is.
static Value reshapeLike(Operation *reshape, Value value, Operation *op) {
  OpBuilder builder(op);
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(reshape))
    return tensor::ExpandShapeOp::create(builder, op->getLoc(), type, value,
                                         expand.getReassociationIndices(),
                                         expand.getMixedOutputShape());
  return tensor::CollapseShapeOp::create(
      builder, op->getLoc(), type, value,
      cast<tensor::CollapseShapeOp>(reshape).getReassociationIndices());
}

namespace {
struct SinkReshapes : quantx::impl::QuantXSinkReshapesBase<SinkReshapes> {
  void runOnOperation() override {
    SmallVector<Operation *> ops = getTensorLevelOps(getOperation());
    for (Operation *op : ops) {
      if (isReshape(op))
        sink(op);
      else if (isBehindContraction(op))
        behindContraction.insert(op->getResult(0));
    }
    eraseDead(ops);
    eraseDead(created);
    behindContraction.clear();
    created.clear();
  }

private:
  static void eraseDead(ArrayRef<Operation *> ops) {
    for (Operation *op : llvm::reverse(ops))
      if (isOpTriviallyDead(op))
        op->erase();
  }

  bool isBehindContraction(Operation *op) {
    auto structured = dyn_cast<linalg::LinalgOp>(op);
    if (!structured || op->getNumResults() != 1)
      return false;
    for (OpOperand &operand : op->getOpOperands())
      if (behindContraction.contains(operand.get()))
        return isElementwiseWithConstants(structured, operand);
    return std::holds_alternative<AccumulatingFlow>(
        getQuantizationFlow(op->getResult(0)));
  }

  /// Lets the ops that read `reshape` alone come before it.
  void sink(Operation *reshape) {
    if (!behindContraction.contains(reshape->getOperand(0)) ||
        !getOnlyReader(reshape->getOperand(0)))
      return;
    while (OpOperand *use = getOnlyReader(reshape->getResult(0))) {
      auto reader = dyn_cast<linalg::LinalgOp>(use->getOwner());
      if (!reader || !isElementwiseWithConstants(reader, *use))
        return;
      linalg::GenericOp moved = moveBefore(reshape, reader, *use);
      if (!moved)
        return;
      behindContraction.insert(moved.getResult(0));
      Value reshaped = reshapeLike(reshape, moved.getResult(0), reader);
      reader->getResult(0).replaceAllUsesWith(reshaped);
      reshape = reshaped.getDefiningOp();
      created.push_back(reshape);
    }
  }

  /// The results of contractions, and of elementwise ops with constants behind
  /// them.
  DenseSet<Value> behindContraction;
  /// The new reshapes.
  SmallVector<Operation *> created;
};
} // namespace
