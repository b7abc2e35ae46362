//===- LowerToInteger.cpp - Quantized ops as integer ops ------------------===//

#include "IntegerForm.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/RegionUtils.h"
#include "quantx/Dialect/QuantX/Transforms/Passes.h"
#include "quantx/Dialect/QuantX/Transforms/Patterns.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXLOWERTOINTEGER
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

static void remarkMissed(const Refusal &refusal) {
  if (!refusal.op)
    return;
  remark::missed(
      refusal.op->getLoc(),
      remark::RemarkOpts::name("float").category("quantx-lower-to-integer"))
      << remark::reason("{0} {1}", refusal.op->getName().getStringRef(),
                        refusal.reason);
}

/// The contractions below `root` whose data is quantized at run time.
static SmallVector<OpResult> getDynamicContractions(Operation *root) {
  SmallVector<OpResult> heads;
  root->walk([&](Operation *op) {
    for (OpResult result : op->getResults()) {
      if (!isa<TensorType>(result.getType()))
        continue;
      QuantizationFlow flow = getQuantizationFlow(result);
      auto *accumulating = std::get_if<AccumulatingFlow>(&flow);
      if (accumulating &&
          accumulating->data->get().getDefiningOp<DynamicDequantizeOp>())
        heads.push_back(result);
    }
  });
  return heads;
}

namespace {
struct LowerToInteger : quantx::impl::QuantXLowerToIntegerBase<LowerToInteger> {
  using QuantXLowerToIntegerBase::QuantXLowerToIntegerBase;

  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet owned(context);
    populateFoldQDQPatterns(owned);
    patterns = std::move(owned);
    return success();
  }

  void runOnOperation() override {
    if (failed(applyPatternsGreedily(getOperation(), patterns)))
      return signalPassFailure();
    SmallVector<QuantizeOp> roots;
    getOperation()->walk([&](QuantizeOp op) { roots.push_back(op); });
    for (QuantizeOp root : roots)
      lower(root);
    for (OpResult head : getDynamicContractions(getOperation()))
      lower(head);
    // What only led to roots, and dimensions asked of it.
    if (failed(applyPatternsGreedily(getOperation(), patterns)))
      signalPassFailure();
  }

  void lower(QuantizeOp root) {
    Refusal refusal;
    FailureOr<IntegerForm> form = matchIntegerForm(root, rounding, refusal);
    if (failed(form))
      return remarkMissed(refusal);
    IRRewriter rewriter(root);
    rewriter.replaceOp(root, (*form)(rewriter));
  }

  void lower(OpResult head) {
    Refusal refusal;
    QuantizationFlow flow = getQuantizationFlow(head);
    FailureOr<IntegerForm> form = matchDynamicContraction(
        head, std::get<AccumulatingFlow>(flow), refusal);
    if (failed(form))
      return remarkMissed(refusal);
    Operation *op = head.getOwner();
    remark::passed(op->getLoc(), remark::RemarkOpts::name("dynamic").category(
                                     "quantx-lower-to-integer"))
        << remark::reason("{0} sums stored values, with scales that are chosen "
                          "at run time",
                          op->getName().getStringRef());
    IRRewriter rewriter(op);
    rewriter.replaceOp(op, (*form)(rewriter));
  }

  FrozenRewritePatternSet patterns;
};
} // namespace
