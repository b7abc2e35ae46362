//===- QuantXToLinalg.cpp - quantx ops as linalg on tensors ---------------===//

#include "quantx/Conversion/QuantXToLinalg/QuantXToLinalg.h"

#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/DialectConversion.h"
#include "quantx/Conversion/Passes.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"

namespace quantx {
#define GEN_PASS_DEF_CONVERTQUANTXTOLINALG
#include "quantx/Conversion/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

namespace {
/// The table is indexed by the stored byte zero-extended: a sign-extended one
/// would read before the table.
struct ConvertLookup : OpRewritePattern<LookupOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LookupOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value table = arith::ConstantOp::create(rewriter, loc,
                                            cast<TypedAttr>(op.getTable()));
    auto body = [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
      Value index =
          arith::IndexCastUIOp::create(b, loc, b.getIndexType(), args[0]);
      return tensor::ExtractOp::create(b, loc, table, index);
    };
    Value result =
        createElementwise(rewriter, loc, {{op.getInput(), {}}},
                          tensor::getMixedSizes(rewriter, loc, op.getInput()),
                          op.getType().getElementType(), body);
    rewriter.replaceOp(op, result);
    return success();
  }
};

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
  patterns.add<ConvertLookup, DropRange>(patterns.getContext());
  populateConversionPatterns(patterns);
  populateRequantizePatterns(patterns);
}
