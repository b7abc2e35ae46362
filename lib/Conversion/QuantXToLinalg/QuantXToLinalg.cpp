//===- QuantXToLinalg.cpp - quantx ops as linalg on tensors ---------------===//

#include "quantx/Conversion/QuantXToLinalg/QuantXToLinalg.h"

#include "Patterns.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/DialectConversion.h"
#include "quantx/Conversion/Passes.h"

namespace quantx {
#define GEN_PASS_DEF_CONVERTQUANTXTOLINALG
#include "quantx/Conversion/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

namespace {
struct DropRange : OpRewritePattern<RangeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(RangeOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, op.getInput());
    return success();
  }
};

struct ConvertQuantXToLinalg
    : quantx::impl::ConvertQuantXToLinalgBase<ConvertQuantXToLinalg> {
  void runOnOperation() override {
    ConversionTarget target(getContext());
    target.addIllegalDialect<QuantXDialect>();
    target.addLegalOp<ObserveOp>();
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    RewritePatternSet patterns(&getContext());
    populateQuantXToLinalgPatterns(patterns);
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace

void quantx::populateQuantXToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<DropRange>(patterns.getContext());
  populateChooseParamsPatterns(patterns);
  populateConversionPatterns(patterns);
  populateGradientPatterns(patterns);
  populateLookupPatterns(patterns);
  populateRequantizePatterns(patterns);
}
