//===- DecomposePads.cpp - Pads and concatenations as insertions
//------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXDECOMPOSEPADS
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;

/// Borders are filled one by one if their rows are at least this long; the fill
/// of many short rows costs more than that of the whole tensor.
static constexpr int64_t kMinBorderRow = 8;

namespace {
/// One tensor.pad on its way to fills and an insertion.
class PadDecomposition {
public:
  PadDecomposition(tensor::PadOp op, RewriterBase &rewriter)
      : op(op), rewriter(rewriter), loc(op.getLoc()), low(op.getMixedLowPad()),
        high(op.getMixedHighPad()) {
    inner = tensor::getMixedSizes(rewriter, loc, op.getSource());
    for (auto [before, size, after] : llvm::zip(low, inner, high))
      outer.push_back(add(add(before, size), after));
  }

  /// Pads with `value`.
  Value build(Value value) {
    // Not tensor.empty: CSE would make one of two pads with the same borders,
    // and each source would then be inserted into a copy of it.
    SmallVector<Value> dynamicSizes;
    SmallVector<int64_t> staticSizes;
    dispatchIndexOpFoldResults(outer, dynamicSizes, staticSizes);
    Value result = bufferization::AllocTensorOp::create(
        rewriter, loc, op.getResultType().clone(staticSizes), dynamicSizes);
    result =
        fillsBorders()
            ? fillBorders(result, value)
            : linalg::FillOp::create(rewriter, loc, value, result).getResult(0);
    Value whole = tensor::InsertSliceOp::create(rewriter, loc, op.getSource(),
                                                result, low, inner, ones());
    if (whole.getType() == op.getType())
      return whole;
    return tensor::CastOp::create(rewriter, loc, op.getType(), whole);
  }

private:
  OpFoldResult add(OpFoldResult a, OpFoldResult b) {
    AffineExpr x, y;
    bindSymbols(rewriter.getContext(), x, y);
    return affine::makeComposedFoldedAffineApply(rewriter, loc, x + y, {a, b});
  }

  SmallVector<OpFoldResult> ones() {
    return SmallVector<OpFoldResult>(outer.size(), rewriter.getIndexAttr(1));
  }

  /// True if what lies behind the last padded dim makes rows long enough.
  bool fillsBorders() {
    int64_t row = 1;
    for (int64_t dim = op.getResultType().getRank() - 1; dim >= 0; --dim) {
      if (!isZeroInteger(low[dim]) || !isZeroInteger(high[dim]))
        break;
      int64_t size = op.getSourceType().getDimSize(dim);
      if (ShapedType::isDynamic(size))
        return false;
      row *= size;
    }
    return row >= kMinBorderRow;
  }

  /// For each padded dim the slab before and the slab behind the source. Dims
  /// before it are limited to the source's extent, those after it are whole.
  Value fillBorders(Value result, Value value) {
    SmallVector<OpFoldResult> offsets(outer.size(), rewriter.getIndexAttr(0));
    SmallVector<OpFoldResult> sizes = outer;
    for (size_t dim = 0; dim < outer.size(); ++dim) {
      result = fillSlab(result, value, offsets, sizes, dim,
                        rewriter.getIndexAttr(0), low[dim]);
      result = fillSlab(result, value, offsets, sizes, dim,
                        add(low[dim], inner[dim]), high[dim]);
      offsets[dim] = low[dim];
      sizes[dim] = inner[dim];
    }
    return result;
  }

  Value fillSlab(Value result, Value value, SmallVector<OpFoldResult> offsets,
                 SmallVector<OpFoldResult> sizes, size_t dim,
                 OpFoldResult offset, OpFoldResult size) {
    if (isZeroInteger(size))
      return result;
    offsets[dim] = offset;
    sizes[dim] = size;
    Value slab = tensor::ExtractSliceOp::create(rewriter, loc, result, offsets,
                                                sizes, ones());
    Value filled =
        linalg::FillOp::create(rewriter, loc, value, slab).getResult(0);
    return tensor::InsertSliceOp::create(rewriter, loc, filled, result, offsets,
                                         sizes, ones());
  }

  tensor::PadOp op;
  RewriterBase &rewriter;
  Location loc;
  SmallVector<OpFoldResult> low, high, inner, outer;
};
} // namespace

/// Moves `op` and what it needs to right before `before` in the same block, as
/// far as they have no side effects and do not depend on what is in between.
static void hoistInBlock(Operation *op, Operation *before) {
  if (op->isBeforeInBlock(before) || op == before)
    return;
  // Other regions may use values from outside, which are no operands.
  bool isReady = op->getNumRegions() == 0
                     ? isPure(op) || isa<bufferization::AllocTensorOp>(op)
                     : isa<linalg::FillOp>(op);
  for (Value operand : op->getOperands()) {
    Operation *producer = operand.getDefiningOp();
    if (!producer || producer->getBlock() != op->getBlock())
      continue;
    hoistInBlock(producer, before);
    isReady &= producer->isBeforeInBlock(before);
  }
  if (isReady)
    op->moveBefore(before);
}

static void decomposePad(tensor::PadOp op, IRRewriter &rewriter) {
  Value value = op.getConstantPaddingValue();
  if (!value)
    return;
  rewriter.setInsertionPoint(op);
  rewriter.replaceOp(op, PadDecomposition(op, rewriter).build(value));
}

/// Makes the destination of `op` before its source, if nothing is in the way.
static void makeDestinationFirst(tensor::InsertSliceOp op) {
  Operation *source = op.getSource().getDefiningOp();
  Operation *destination = op.getDest().getDefiningOp();
  if (source && destination && source->getBlock() == op->getBlock() &&
      destination->getBlock() == op->getBlock() &&
      source->isBeforeInBlock(destination))
    hoistInBlock(destination, source);
}

namespace {
struct DecomposePads : quantx::impl::QuantXDecomposePadsBase<DecomposePads> {
  void runOnOperation() override {
    func::FuncOp func = getOperation();
    IRRewriter rewriter(&getContext());
    func.walk([&](tensor::PadOp op) { decomposePad(op, rewriter); });
    // Sizes are asked of what values are made from, so that a destination does
    // not wait for its source only to know its size.
    RewritePatternSet patterns(&getContext());
    tensor::populateDecomposeTensorConcatPatterns(patterns);
    memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
    if (failed(applyPatternsGreedily(func, std::move(patterns))))
      return signalPassFailure();
    func.walk([](tensor::InsertSliceOp op) { makeDestinationFirst(op); });
  }
};
} // namespace
