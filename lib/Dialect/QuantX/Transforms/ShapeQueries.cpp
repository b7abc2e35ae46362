//===- ShapeQueries.cpp - Sizes asked of values that go away --------------===//
//
// A size asked of the result of a float op would keep that op alive after its
// integer form has taken its place.
//
//===----------------------------------------------------------------------===//

#include "SameScale.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace quantx;

namespace {
/// dim(op(x)) -> dim(x) for the elementwise ops of quantx.
struct DimOfElementwise : OpRewritePattern<tensor::DimOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::DimOp op,
                                PatternRewriter &rewriter) const override {
    Operation *producer = op.getSource().getDefiningOp();
    if (!isa_and_present<QuantizeOp, DequantizeOp, RequantizeOp, LookupOp>(
            producer))
      return failure();
    rewriter.modifyOpInPlace(
        op, [&] { op.getSourceMutable().assign(producer->getOperand(0)); });
    return success();
  }
};
} // namespace

void quantx::populateShapeQueryPatterns(RewritePatternSet &patterns) {
  patterns.add<DimOfElementwise>(patterns.getContext());
  memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
}
