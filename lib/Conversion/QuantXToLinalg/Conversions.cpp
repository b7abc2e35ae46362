//===- Conversions.cpp - quantize and dequantize as linalg ----------------===//
//
// Constant parameters, parameters that are values, and both at once
// (fake_quantize): one body each, around the arithmetic of ScalarQuantize.h.
//
//===----------------------------------------------------------------------===//

#include "ElementParams.h"
#include "Patterns.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"
#include "quantx/Dialect/QuantX/Utils/NarrowFloatArith.h"

using namespace mlir;
using namespace quantx;

static ElementParams getParams(OpBuilder &builder, QuantizeOp op) {
  return {builder, op.getLoc(), op.getInput(), op.getParams()};
}
static ElementParams getParams(OpBuilder &builder, DequantizeOp op) {
  return {builder, op.getLoc(), op.getInput(), op.getParams()};
}
template <typename OpT>
static ElementParams getParams(OpBuilder &, OpT op) {
  return {op.getInput(), op.getScheme(), op.getScale(), op.getZeroPoint()};
}

/// Replaces `op` by an elementwise op of the shape of its input.
static void replaceByElementwise(PatternRewriter &rewriter, Operation *op,
                                 ArrayRef<ElementwiseOperand> operands,
                                 ElementwiseBody body) {
  Value result = createElementwise(
      rewriter, op->getLoc(), operands,
      tensor::getMixedSizes(rewriter, op->getLoc(), operands.front().value),
      getElementTypeOrSelf(op->getResult(0).getType()), body);
  rewriter.replaceOp(op, result);
}

namespace {
/// quantize, dynamic_quantize.
template <typename OpT>
struct ConvertQuantize : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    ElementParams params = getParams(rewriter, op);
    Type precision = op.getPrecision().value_or(Type());
    replaceByElementwise(
        rewriter, op, params.getOperands(),
        [&](OpBuilder &b, Location loc, ValueRange args) {
          Value scale = params.getScale(b, loc, args);
          Value quotient = emitQuotient(b, loc, args[0], scale, precision);
          return emitQuantize(b, loc, quotient, params.getZeroPoint(args),
                              params.getScheme());
        });
    return success();
  }
};

/// dequantize, dynamic_dequantize.
template <typename OpT>
struct ConvertDequantize : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    ElementParams params = getParams(rewriter, op);
    auto resultType = cast<FloatType>(op.getType().getElementType());
    replaceByElementwise(rewriter, op, params.getOperands(),
                         [&](OpBuilder &b, Location loc, ValueRange args) {
                           Value real = emitDequantize(
                               b, loc, args[0], params.getScale(b, loc, args),
                               params.getZeroPoint(args), params.getScheme());
                           return emitFloatCast(b, loc, real, resultType);
                         });
    return success();
  }
};

struct ConvertFakeQuantize : OpRewritePattern<FakeQuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(FakeQuantizeOp op,
                                PatternRewriter &rewriter) const override {
    ElementParams params = getParams(rewriter, op);
    replaceByElementwise(
        rewriter, op, params.getOperands(),
        [&](OpBuilder &b, Location loc, ValueRange args) {
          Value scale = params.getScale(b, loc, args);
          ZeroPointOperand zeroPoint = params.getZeroPoint(args);
          Value quotient = emitQuotient(b, loc, args[0], scale, Type());
          Value q =
              emitQuantize(b, loc, quotient, zeroPoint, params.getScheme());
          return emitDequantize(b, loc, q, scale, zeroPoint,
                                params.getScheme());
        });
    return success();
  }
};
} // namespace

void quantx::populateConversionPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertQuantize<QuantizeOp>, ConvertQuantize<DynamicQuantizeOp>,
               ConvertDequantize<DequantizeOp>,
               ConvertDequantize<DynamicDequantizeOp>, ConvertFakeQuantize>(
      patterns.getContext());
}
