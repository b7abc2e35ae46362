//===- FoldAffine.cpp - Scales and offsets into contractions --------------===//
//
//   factor * (init + sum(x * w)) + offset
//     = (factor * init + offset) + sum(x * (factor * w))
//
// for a factor per channel of w: batch normalization folds into the convolution
// before it (Jacob et al., arXiv 1712.05877, section 3.2).
//
//===----------------------------------------------------------------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "ChannelAffine.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "quantx/Analysis/QuantizationChain.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/bit.h"

#include <cmath>

namespace quantx {
#define GEN_PASS_DEF_QUANTXFOLDAFFINE
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Folding
//===----------------------------------------------------------------------===//

namespace {
/// A contraction whose weight and init are constant f32.
struct Head {
  OpResult result;
  AccumulatingFlow flow;
  ElementsAttr weight;
  Grid<float> init = 0.0f;
  int64_t rank = 0;
};
} // namespace

static std::optional<Head> getHead(OpResult result) {
  QuantizationFlow any = getQuantizationFlow(result);
  auto *flow = std::get_if<AccumulatingFlow>(&any);
  auto type = dyn_cast<RankedTensorType>(result.getType());
  if (!flow || !type || !type.getElementType().isF32() || !flow->init ||
      flow->initMap || flow->init->get().getType() != type)
    return std::nullopt;
  Head head{result, *flow, {}, 0.0f, type.getRank()};
  if (!matchPattern(flow->weight->get(), m_Constant(&head.weight)) ||
      !canReadElements(head.weight) || !head.weight.getElementType().isF32())
    return std::nullopt;
  auto init = readConstant(flow->init->get(), AffineMap(), head.rank);
  if (!init)
    return std::nullopt;
  head.init = *init;
  return head;
}

/// `number` rounded to f32; none if that is not finite.
static std::optional<float> roundToFinite(double number) {
  auto rounded = static_cast<float>(number);
  return std::isfinite(rounded) ? std::optional(rounded) : std::nullopt;
}

static std::optional<std::vector<float>>
roundToFinite(ArrayRef<double> numbers) {
  std::vector<float> result;
  for (double number : numbers) {
    std::optional<float> rounded = roundToFinite(number);
    if (!rounded)
      return std::nullopt;
    result.push_back(*rounded);
  }
  return result;
}

/// The elements of the weight times the factor of their channel, none if one of
/// them is not finite.
static std::optional<ElementsAttr> scaleWeight(const Head &head,
                                               const Grid<double> &factor) {
  if (factor.isAll(1.0))
    return head.weight;
  auto type = cast<RankedTensorType>(head.weight.getType());
  ElementsReader reader = *ElementsReader::get(head.weight);
  std::string name = getLocationName(head.flow.weight->get().getLoc());
  ElementsBuilder scaled(type, name.empty() ? "weight" : name);
  SmallVector<int64_t> strides = computeStrides(type.getShape());
  SmallVector<int64_t> index(head.rank, 0);
  for (size_t i = 0; i < reader.size(); ++i) {
    SmallVector<int64_t> position =
        delinearize(static_cast<int64_t>(i), strides);
    for (auto [from, to] : llvm::zip_equal(head.flow.weightChannelDims,
                                           head.flow.resultChannelDims))
      index[to] = position[from];
    std::optional<float> value = roundToFinite(
        static_cast<double>(reader.getFloat(i)) * factor.at(index));
    if (!value)
      return std::nullopt;
    scaled.set(i, llvm::bit_cast<uint32_t>(*value));
  }
  return scaled.take();
}

/// What the sum starts from, times the factor, plus the offset.
static Grid<double> scaleInit(const Head &head, const ChannelAffine &affine) {
  GridDomain domain = head.init.getDomain();
  domain.include(affine.factor.getDomain());
  domain.include(affine.offset.getDomain());
  return generateGrid(domain, head.rank, [&](ArrayRef<int64_t> index) {
    return static_cast<double>(head.init.at(index)) * affine.factor.at(index) +
           affine.offset.at(index);
  });
}

/// Makes `head` compute what `affine` makes of its result.
static LogicalResult fold(Head &head, const ChannelAffine &affine,
                          Location loc) {
  for (int64_t dim : affine.factor.getDomain().dims)
    if (!llvm::is_contained(head.flow.resultChannelDims, dim))
      return failure();
  std::optional<std::vector<float>> init;
  Grid<double> exactInit = scaleInit(head, affine);
  std::optional<ElementsAttr> weight = scaleWeight(head, affine.factor);
  if (!weight || !(init = roundToFinite(exactInit.getValues())))
    return failure();
  Operation *op = head.result.getOwner();
  OpBuilder builder(op);
  Value oldWeight = head.flow.weight->get(), oldInit = head.flow.init->get();
  head.flow.weight->set(arith::ConstantOp::create(builder, oldWeight.getLoc(),
                                                  cast<TypedAttr>(*weight)));
  head.flow.init->set(createGridTensor(
      builder, oldInit.getLoc(),
      Grid<float>(exactInit.getDomain(), std::move(*init)), oldInit));
  op->setLoc(loc);
  return success();
}

/// Where the only op that reads `value` does so. Fills `ranges` with the range
/// ops between, which hold no longer once that op is folded.
static OpOperand *getFollower(Value value, SmallVectorImpl<RangeOp> &ranges) {
  OpOperand *use = getOnlyReader(value);
  while (use) {
    auto range = dyn_cast<RangeOp>(use->getOwner());
    if (!range)
      break;
    ranges.push_back(range);
    use = getOnlyReader(range);
  }
  return use && use->getOwner()->getNumResults() == 1 ? use : nullptr;
}

/// Folds the op that reads `head`, and returns it for its result to be
/// replaced; null if there is none that can be. Fills `ranges` with those
/// between.
static Operation *foldFollower(Head &head, SmallVectorImpl<RangeOp> &ranges) {
  OpResult result = head.result;
  OpOperand *use = getFollower(result, ranges);
  if (!use || use->getOwner()->getResult(0).getType() != result.getType() ||
      use->getOwner()->getBlock() != result.getOwner()->getBlock())
    return nullptr;
  std::optional<ChannelAffine> affine = readAffine(*use, head.rank);
  if (!affine)
    return nullptr;
  Operation *follower = use->getOwner();
  if (succeeded(fold(head, *affine, follower->getLoc())))
    return follower;
  remark::missed(
      follower->getLoc(),
      remark::RemarkOpts::name("NotFolded").category("quantx-fold-affine"))
      << remark::reason("{0} scales other dimensions than the channels of "
                        "what comes before, or to numbers that are not finite",
                        describeValue(follower->getResult(0)));
  return nullptr;
}

//===----------------------------------------------------------------------===//
// What is not folded
//===----------------------------------------------------------------------===//

/// x * factor + offset as a sum of one product that starts from the offset;
/// null if `op` is none, or starts from it already.
static Operation *startFromOffset(linalg::LinalgOp op) {
  QuantizationFlow any = getQuantizationFlow(op->getResult(0));
  auto *flow = std::get_if<AccumulatingFlow>(&any);
  if (!flow || !flow->initMap)
    return nullptr;
  OpOperand *out = op.getDpsInitOperand(0);
  auto type = cast<RankedTensorType>(out->get().getType());
  auto offset = readConstant(flow->init->get(), flow->initMap, type.getRank());
  auto isF32 = [](OpOperand *operand) {
    return getElementTypeOrSelf(operand->get()).isF32();
  };
  if (!offset || !isF32(out) || !isF32(flow->data) || !isF32(flow->weight))
    return nullptr;
  OpBuilder builder(op);
  Value init = createGridTensor(builder, getPartLocation(op.getLoc(), "offset"),
                                *offset, out->get());
  SmallVector<AffineMap> maps;
  for (OpOperand *operand : {flow->data, flow->weight, out})
    maps.push_back(op.getMatchingIndexingMap(operand));
  return linalg::GenericOp::create(
      builder, op.getLoc(), type,
      ValueRange{flow->data->get(), flow->weight->get()}, init, maps,
      op.getIteratorTypesArray(),
      [](OpBuilder &nested, Location loc, ValueRange args) {
        Value value = arith::MulFOp::create(nested, loc, args[0], args[1]);
        value = arith::AddFOp::create(nested, loc, value, args[2]);
        linalg::YieldOp::create(nested, loc, value);
      });
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
struct FoldAffine : quantx::impl::QuantXFoldAffineBase<FoldAffine> {
  void runOnOperation() override {
    SmallVector<linalg::LinalgOp> ops;
    getOperation()->walk([&](linalg::LinalgOp op) {
      if (op->getNumResults() == 1)
        ops.push_back(op);
    });
    for (linalg::LinalgOp op : ops)
      if (!erased.contains(op))
        foldFollowers(cast<OpResult>(op->getResult(0)));
    for (linalg::LinalgOp op : ops)
      if (!erased.contains(op))
        if (Operation *product = startFromOffset(op))
          replace(op, product->getResult(0));
    eraseDead();
  }

private:
  void foldFollowers(OpResult result) {
    while (std::optional<Head> head = getHead(result)) {
      Operation *weight = head->flow.weight->get().getDefiningOp();
      Operation *init = head->flow.init->get().getDefiningOp();
      SmallVector<RangeOp> ranges;
      Operation *follower = foldFollower(*head, ranges);
      if (!follower)
        return;
      for (Operation *op : {weight, init})
        if (op)
          maybeDead.insert(op);
      replace(follower, result);
      for (RangeOp range : llvm::reverse(ranges))
        replace(range, result);
    }
  }

  void replace(Operation *op, Value value) {
    op->getResult(0).replaceAllUsesWith(value);
    for (Value operand : op->getOperands())
      if (Operation *producer = operand.getDefiningOp())
        maybeDead.insert(producer);
    erased.insert(op);
    maybeDead.remove(op);
    op->erase();
  }

  /// Constants, broadcasts and empty tensors that only folded ops read would
  /// otherwise be told of by the passes that follow.
  void eraseDead() {
    while (!maybeDead.empty()) {
      Operation *op = maybeDead.pop_back_val();
      if (!isOpTriviallyDead(op))
        continue;
      for (Value operand : op->getOperands())
        if (Operation *producer = operand.getDefiningOp())
          maybeDead.insert(producer);
      op->erase();
    }
    erased.clear();
  }

  DenseSet<Operation *> erased;
  llvm::SetVector<Operation *> maybeDead;
};
} // namespace
