//===- FoldQDQ.cpp - Exact moves of quantize and dequantize ---------------===//

#include "SameScale.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "quantx/Dialect/QuantX/Transforms/Passes.h"
#include "quantx/Dialect/QuantX/Transforms/Patterns.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXFOLDQDQ
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

/// Says of each op below a dequantize why it is still in float.
static void remarkMissed(Operation *root) {
  root->walk([](Operation *op) {
    if (op->getNumResults() != 1)
      return;
    std::string reason = explainDequantizeAbove(op->getResult(0));
    if (reason.empty())
      return;
    remark::missed(
        op->getLoc(),
        remark::RemarkOpts::name("same-scale").category("quantx-fold-qdq"))
        << remark::reason("{0} {1}", op->getName().getStringRef(), reason);
  });
}

void quantx::populateFoldQDQPatterns(RewritePatternSet &patterns) {
  populateSinkDequantizePatterns(patterns);
  populateHoistQuantizePatterns(patterns);
  populateSinkComparisonPatterns(patterns);
  populateDropClampPatterns(patterns);
  populateConstantShapePatterns(patterns);
  populateShapeQueryPatterns(patterns);
}

namespace {
struct FoldQDQ : quantx::impl::QuantXFoldQDQBase<FoldQDQ> {
  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet owned(context);
    populateFoldQDQPatterns(owned);
    patterns = std::move(owned);
    return success();
  }

  void runOnOperation() override {
    if (failed(applyPatternsGreedily(getOperation(), patterns)))
      return signalPassFailure();
    remarkMissed(getOperation());
  }

  FrozenRewritePatternSet patterns;
};
} // namespace
