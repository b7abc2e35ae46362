//===- ConstantShapes.cpp - Reshapes and transposes of constants ----------===//
//
// Upstream folds them for inline constants only; weights are resources.
//
//===----------------------------------------------------------------------===//

#include "SameScale.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "quantx/Dialect/QuantX/Utils/Elements.h"

using namespace mlir;
using namespace quantx;

/// Replaces `op` by a constant, unless the elements could not be read.
static LogicalResult replaceByConstant(PatternRewriter &rewriter, Operation *op,
                                       Location loc, ElementsAttr elements) {
  if (!elements)
    return failure();
  rewriter.replaceOp(
      op, arith::ConstantOp::create(rewriter, loc, cast<TypedAttr>(elements)));
  return success();
}

namespace {
template <typename ReshapeOp>
struct FoldReshape : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern<ReshapeOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(ReshapeOp op,
                                PatternRewriter &rewriter) const override {
    ElementsAttr source;
    if (!matchPattern(op.getSrc(), m_Constant(&source)) ||
        !op.getType().hasStaticShape())
      return failure();
    return replaceByConstant(rewriter, op, op.getSrc().getLoc(),
                             reshapeElements(source, op.getType()));
  }
};

struct FoldTranspose : OpRewritePattern<linalg::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::TransposeOp op,
                                PatternRewriter &rewriter) const override {
    ElementsAttr source;
    if (op->getNumResults() != 1 ||
        !matchPattern(op.getInput(), m_Constant(&source)))
      return failure();
    return replaceByConstant(rewriter, op, op.getInput().getLoc(),
                             transposeElements(source, op.getPermutation()));
  }
};
} // namespace

void quantx::populateConstantShapePatterns(RewritePatternSet &patterns) {
  patterns.add<FoldReshape<tensor::CollapseShapeOp>,
               FoldReshape<tensor::ExpandShapeOp>, FoldTranspose>(
      patterns.getContext());
}
