//===- DecomposeAggregates.cpp - Ops that stand for several ops -----------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/TypeUtilities.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXDECOMPOSEAGGREGATES
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;

/// Upstream's decompositions build float arithmetic whatever the elements are.
static bool computesOnFloats(Operation *op) {
  return llvm::all_of(op->getOperandTypes(), [](Type type) {
    return isa<FloatType>(getElementTypeOrSelf(type));
  });
}

namespace {
struct DecomposeAggregates
    : quantx::impl::QuantXDecomposeAggregatesBase<DecomposeAggregates> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    // Collected first: a decomposition inserts ops where the walk stands.
    SmallVector<linalg::AggregatedOpInterface> aggregates;
    getOperation()->walk(
        [&](linalg::AggregatedOpInterface op) { aggregates.push_back(op); });
    for (linalg::AggregatedOpInterface op : aggregates) {
      if (!computesOnFloats(op)) {
        op.emitRemark("was not decomposed: its elements are not floats");
        continue;
      }
      rewriter.setInsertionPoint(op);
      FailureOr<SmallVector<Value>> results = op.decomposeOperation(rewriter);
      if (failed(results)) {
        op.emitRemark("was not decomposed: its decomposition does not apply");
        continue;
      }
      rewriter.replaceOp(op, *results);
    }
  }
};
} // namespace
