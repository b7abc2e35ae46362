//===- DropClamps.cpp - Clamps that a storage range implies ---------------===//

#include "ConstantNumbers.h"
#include "SameScale.h"
#include "quantx/Dialect/QuantX/IR/QuantXInterfaces.h"

using namespace mlir;
using namespace quantx;

namespace {
/// A clamp of the elements of a tensor.
struct Clamp {
  Value input;
  Interval bounds;
};
} // namespace

static std::optional<Clamp> getClamp(Operation *op) {
  if (!op || op->getNumResults() != 1)
    return std::nullopt;
  QuantizationFlow any = getQuantizationFlow(op->getResult(0));
  auto *flow = std::get_if<PointwiseFlow>(&any);
  if (!flow || !flow->affine || !flow->affine->isClamp() ||
      (flow->map && !flow->map.isIdentity()) ||
      flow->data->get().getType() != op->getResult(0).getType())
    return std::nullopt;
  return Clamp{flow->data->get(), flow->affine->bounds};
}

namespace {
/// clamp(dequantize(q)) -> dequantize(q), where no stored value, inside or
/// outside its bounds, stands for a real that the clamp changes.
struct DropClampBelow : OpInterfaceRewritePattern<QuantizationFlowOpInterface> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(QuantizationFlowOpInterface op,
                                PatternRewriter &rewriter) const override {
    std::optional<Clamp> clamp = getClamp(op);
    if (!clamp)
      return failure();
    auto dequantize = clamp->input.getDefiningOp<DequantizeOp>();
    if (!dequantize || dequantize.getParams().isFloat() ||
        clamp->bounds.min > getLowestReal(dequantize.getParams()) ||
        clamp->bounds.max < getHighestReal(dequantize.getParams()))
      return failure();
    rewriter.replaceOp(op, clamp->input);
    return success();
  }
};

/// quantize(clamp(x)) -> quantize(x), where quantize saturates at the bounds of
/// the clamp already. For every x that is not NaN: a clamp that lets NaN
/// through gives the zero point on both sides.
struct DropClampAbove : OpRewritePattern<QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<Clamp> clamp = getClamp(op.getInput().getDefiningOp());
    ParamsAttr params = op.getParams();
    if (!clamp || op.getPrecision() ||
        encode(clamp->bounds.min, params) != params.getStorageMin() ||
        encode(clamp->bounds.max, params) != params.getStorageMax())
      return failure();
    rewriter.modifyOpInPlace(
        op, [&] { op.getInputMutable().assign(clamp->input); });
    return success();
  }
};
} // namespace

void quantx::populateDropClampPatterns(RewritePatternSet &patterns) {
  patterns.add<DropClampAbove, DropClampBelow>(patterns.getContext());
}
