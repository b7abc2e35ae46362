//===- FuseElementwise.cpp - One elementwise op behind each contraction ---===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXFUSEELEMENTWISE
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;

/// The op that sums products to make `value`, if nothing else uses `value`: a
/// kernel for it can take the elementwise op that does.
static Operation *getContraction(Value value) {
  auto op = value.getDefiningOp<linalg::LinalgOp>();
  bool sums = op && op.getNumReductionLoops() != 0 && op.getNumDpsInputs() > 1;
  return sums && value.hasOneUse() ? op.getOperation() : nullptr;
}

/// The contraction whose kernel would take `op`: of several the last, because
/// the results of the others are needed before it starts.
static Operation *getLastContraction(linalg::GenericOp op) {
  Operation *last = nullptr;
  for (Value input : op.getInputs())
    if (Operation *contraction = getContraction(input))
      if (contraction->getBlock() == op->getBlock() &&
          (!last || last->isBeforeInBlock(contraction)))
        last = contraction;
  return last;
}

static bool isElementwise(linalg::GenericOp op) {
  return op && op.hasPureTensorSemantics() && op.getNumReductionLoops() == 0;
}

/// True if `op` is after a contraction, and going into `consumer` would leave
/// that contraction without it: another one takes `consumer`.
static bool isEpilogueOfEarlierContraction(linalg::GenericOp op,
                                           linalg::GenericOp consumer) {
  Operation *own = getLastContraction(op);
  if (!own)
    return false;
  auto isLater = [&](Operation *other) {
    return other && other != own && other->getBlock() == own->getBlock() &&
           own->isBeforeInBlock(other);
  };
  if (isLater(getLastContraction(consumer)))
    return true;
  return llvm::any_of(consumer.getInputs(), [&](Value input) {
    auto producer = input.getDefiningOp<linalg::GenericOp>();
    return producer && producer != op && isElementwise(producer) &&
           input.hasOneUse() && isLater(getLastContraction(producer));
  });
}

/// True if the producer of `operand` is to become part of its consumer.
static bool shouldFuse(OpOperand *operand) {
  auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
  auto consumer = dyn_cast<linalg::GenericOp>(operand->getOwner());
  return isElementwise(producer) && isElementwise(consumer) &&
         llvm::all_of(producer->getUsers(),
                      [&](Operation *user) { return user == consumer; }) &&
         !isEpilogueOfEarlierContraction(producer, consumer);
}

/// Named ops that do one elementwise thing become linalg.generic, so that they
/// can be fused. A transpose stays: fused, it would make its consumer read
/// across rows. So does what only prepares a value for a contraction.
static bool shouldGeneralize(linalg::LinalgOp op) {
  if (isa<linalg::GenericOp, linalg::TransposeOp, linalg::FillOp>(op) ||
      !op.hasPureTensorSemantics() || op.getNumReductionLoops() != 0 ||
      !linalg::allIndexingsAreProjectedPermutation(op))
    return false;
  if (!isa<linalg::BroadcastOp>(op))
    return true;
  return llvm::all_of(op->getUsers(), [](Operation *user) {
    auto linalgUser = dyn_cast<linalg::LinalgOp>(user);
    return linalgUser && linalgUser.getNumReductionLoops() == 0;
  });
}

namespace {
struct FuseElementwise
    : quantx::impl::QuantXFuseElementwiseBase<FuseElementwise> {
  void runOnOperation() override {
    generalize();
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    linalg::populateElementwiseOpsFusionPatterns(patterns, shouldFuse);
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    linalg::GenericOp::getCanonicalizationPatterns(patterns, context);
    GreedyRewriteConfig config;
    config.setUseTopDownTraversal(true);
    if (failed(
            applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }

private:
  void generalize() {
    SmallVector<linalg::LinalgOp> ops;
    getOperation()->walk([&](linalg::LinalgOp op) {
      if (shouldGeneralize(op))
        ops.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (linalg::LinalgOp op : ops) {
      rewriter.setInsertionPoint(op);
      (void)linalg::generalizeNamedOp(rewriter, op);
    }
  }
};
} // namespace
