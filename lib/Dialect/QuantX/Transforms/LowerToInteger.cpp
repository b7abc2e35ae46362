//===- LowerToInteger.cpp - Quantized ops as integer ops ------------------===//

#include "ErrorObservation.h"
#include "IntegerForm.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/RegionUtils.h"
#include "quantx/Analysis/StoredParams.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/Transforms/Passes.h"
#include "quantx/Dialect/QuantX/Transforms/Patterns.h"
#include "llvm/Support/Format.h"

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

/// What a root becomes: its arithmetic, and how far that is from the float ops
/// at most.
static void remarkPassed(QuantizeOp root, const IntegerForm &form) {
  auto remark = remark::passed(
      root.getInput().getLoc(),
      remark::RemarkOpts::name("integer").category("quantx-lower-to-integer"));
  if (!remark)
    return;
  std::string text = form.description;
  if (form.errorBound) {
    float scale = root.getParams().getScaleAt(0);
    llvm::raw_string_ostream os(text);
    os << (text.empty() ? "" : "; ")
       << llvm::format("is within %.4g steps of %g, %.4g, of the float ops",
                       *form.errorBound, scale, *form.errorBound * scale);
  }
  if (!text.empty())
    remark << remark::reason("{0} {1}", describeValue(root.getInput()), text);
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
    explained.clear();
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
      return signalPassFailure();
    if (!observeErrors)
      remarkUnexplained();
  }

  void remarkMissed(const Refusal &refusal) {
    if (!refusal.op)
      return;
    explained.insert(refusal.op->getLoc());
    ::remarkMissed(refusal);
  }

  /// Contractions that no root led to.
  void remarkUnexplained() {
    getOperation()->walk([&](Operation *op) {
      if (op->getNumResults() != 1 || explained.contains(op->getLoc()))
        return;
      QuantizationFlow flow = getQuantizationFlow(op->getResult(0));
      if (std::holds_alternative<AccumulatingFlow>(flow))
        ::remarkMissed({op, explainFloat(op)});
    });
  }

  void lower(QuantizeOp root) {
    Refusal refusal;
    FailureOr<IntegerForm> form = matchIntegerForm(root, rounding, refusal);
    if (failed(form))
      return remarkMissed(refusal);
    remarkPassed(root, *form);
    IRRewriter rewriter(root);
    Value stored = (*form)(rewriter);
    setStoredParams(stored, root.getParams());
    if (observeErrors)
      observeError(rewriter, root, stored);
    rewriter.replaceOp(root, stored);
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
  /// Where the reason of a float op is told.
  DenseSet<Location> explained;
};
} // namespace
