//===- HoistQuantize.cpp - quantize above same-scale ops ------------------===//
//
//   quantize(move(x...)) -> move(quantize(x)...)
//
// quantize acts on each element alone, so it commutes with every move; padding
// becomes its quantized value. It never falls as its input rises, so it also
// commutes with a maximum or minimum of values that are not NaN, which holds
// for dequantized ones. Operands of different parameters thus each get a
// quantize of their own.
//
//===----------------------------------------------------------------------===//

#include "ConstantNumbers.h"
#include "SameScale.h"

using namespace mlir;
using namespace quantx;

static bool isDequantized(OpOperand *operand) {
  return operand->get().getDefiningOp<DequantizeOp>() != nullptr;
}

/// Whether quantize commutes with the op of `result`.
static bool commutes(OpResult result, const SameScaleFlow &flow) {
  switch (getSameScaleKind(result)) {
  case SameScaleKind::Move:
    return true;
  case SameScaleKind::Maximum:
  case SameScaleKind::Minimum:
    return llvm::all_of(flow.data, isDequantized);
  case SameScaleKind::Compare:
    return false;
  }
  llvm_unreachable("all kinds are handled");
}

namespace {
struct HoistQuantize : OpRewritePattern<QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeOp op,
                                PatternRewriter &rewriter) const override {
    ParamsAttr params = op.getParams();
    auto result = dyn_cast<OpResult>(op.getInput());
    if (!result || !params.isPerTensor() || params.isFloat() ||
        op.getPrecision())
      return failure();
    QuantizationFlow any = getQuantizationFlow(result);
    auto *flow = std::get_if<SameScaleFlow>(&any);
    // A tensor of constants is made anew at no cost; other ops must not be
    // computed twice.
    if (!flow || !commutes(result, *flow) ||
        (!flow->data.empty() && !result.hasOneUse()))
      return failure();
    StorageForm form = {params.getTensorElementType(), params.isUnsigned(),
                        [&](double number) { return encode(number, params); }};
    std::string reason;
    if (!hasStorageForm(result, *flow, form, reason))
      return rewriter.notifyMatchFailure(op, reason);
    SmallVector<Value> data;
    for (OpOperand *operand : flow->data)
      data.push_back(
          QuantizeOp::create(rewriter, op.getLoc(), operand->get(), params));
    Value rebuilt = rebuildOnStorage(rewriter, result, *flow, data, form);
    if (!rebuilt) {
      for (Value value : data)
        rewriter.eraseOp(value.getDefiningOp());
      return rewriter.notifyMatchFailure(op, "the op above refuses integers");
    }
    rewriter.replaceOp(op, rebuilt);
    return success();
  }
};
} // namespace

void quantx::populateHoistQuantizePatterns(RewritePatternSet &patterns) {
  patterns.add<HoistQuantize>(patterns.getContext());
}
