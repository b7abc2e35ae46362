//===- LinalgToDotProduct.cpp - Contractions to register tiles ------------===//

#include "quantx/Conversion/Passes.h"

#include "LoopNest.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Remarks.h"

namespace quantx {
#define GEN_PASS_DEF_CONVERTLINALGTODOTPRODUCT
#include "quantx/Conversion/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

static constexpr llvm::StringLiteral kCategory =
    "convert-linalg-to-dot-product";

static void remarkMissed(Location loc, StringRef name, StringRef reason) {
  remark::missed(loc, remark::RemarkOpts::name(name).category(kCategory))
      << remark::reason("{0}", reason.str());
}

/// Replaces \p op, and its epilogue if it has one, by a loop nest.
static void convert(IRRewriter &rewriter, linalg::LinalgOp op,
                    const Target &target) {
  std::string reason;
  FailureOr<Contraction> contraction = analyzeContraction(op, reason);
  if (failed(contraction)) {
    remarkMissed(op.getLoc(), "Contraction", reason);
    return;
  }
  if (reason = fuseEpilogue(*contraction); !reason.empty())
    remarkMissed(op.getLoc(), "Epilogue", reason);
  mergeLoops(*contraction);
  Schedule schedule = scheduleContraction(*contraction, target);

  Operation *last = op;
  if (contraction->epilogue)
    last = contraction->epilogue->op;
  rewriter.setInsertionPoint(last);
  packConstants(rewriter, *contraction, schedule);
  rewriter.replaceOp(last, emitLoopNest(rewriter, *contraction, schedule));
  if (last != op)
    rewriter.eraseOp(op);
}

namespace {
struct ConvertLinalgToDotProduct
    : quantx::impl::ConvertLinalgToDotProductBase<ConvertLinalgToDotProduct> {
  using ConvertLinalgToDotProductBase::ConvertLinalgToDotProductBase;

  void runOnOperation() override {
    llvm::Expected<const Target *> row = lookupTarget(target);
    if (!row) {
      emitError(UnknownLoc::get(&getContext()),
                llvm::toString(row.takeError()));
      return signalPassFailure();
    }
    SmallVector<linalg::LinalgOp> contractions;
    getOperation()->walk([&](linalg::LinalgOp op) {
      if (isContraction(op))
        contractions.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (linalg::LinalgOp op : contractions)
      convert(rewriter, op, **row);
  }
};
} // namespace
