//===- LowerToInteger.cpp - Quantized ops as integer ops ------------------===//

#include "IntegerForm.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
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

  FrozenRewritePatternSet patterns;
};
} // namespace
