//===- DotProductToX86.cpp - Dot products to x86 instructions -------------===//

#include "quantx/Conversion/Passes.h"

#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/Support/FormatVariadic.h"

namespace quantx {
#define GEN_PASS_DEF_CONVERTDOTPRODUCTTOX86
#include "quantx/Conversion/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

namespace {
struct ConvertDotProductToX86
    : quantx::impl::ConvertDotProductToX86Base<ConvertDotProductToX86> {
  using ConvertDotProductToX86Base::ConvertDotProductToX86Base;

  void runOnOperation() override {
    llvm::Expected<const Target *> row = lookupTarget(target);
    if (!row) {
      emitError(UnknownLoc::get(&getContext()),
                llvm::toString(row.takeError()));
      return signalPassFailure();
    }
    RewritePatternSet patterns(&getContext());
    populateDotProductPatterns(patterns, **row);
    if ((*row)->multipliesEvenLanes)
      populateWideMultiplyPatterns(patterns);
    if ((*row)->pack)
      populateNarrowingPatterns(patterns, **row);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    getOperation()->walk([&](vector::ContractionOp op) {
      if (isDotProduct(op))
        remark::missed(
            op.getLoc(),
            remark::RemarkOpts::name("DotProduct").category(getArgument()))
            << remark::reason("target '{0}' has no dot product of this shape "
                              "and signedness",
                              (*row)->name.str());
    });
  }
};
} // namespace
