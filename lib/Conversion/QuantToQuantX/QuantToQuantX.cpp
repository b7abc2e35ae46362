//===- QuantToQuantX.cpp - Upstream's quant dialect as quantx -------------===//

#include "quantx/Conversion/QuantToQuantX/QuantToQuantX.h"

#include "Patterns.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Conversion/Passes.h"

namespace quantx {
#define GEN_PASS_DEF_CONVERTQUANTTOQUANTX
#include "quantx/Conversion/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

namespace {
struct ConvertQuantToQuantX
    : quantx::impl::ConvertQuantToQuantXBase<ConvertQuantToQuantX> {
  using ConvertQuantToQuantXBase::ConvertQuantToQuantXBase;

  void runOnOperation() override {
    QuantTypeConverter converter;
    SmallVector<std::string> dialects(storageDialects.begin(),
                                      storageDialects.end());
    if (failed(checkQuantTypes(getOperation(), converter, dialects)))
      return signalPassFailure();

    ConversionTarget target(getContext());
    target.addIllegalDialect<quant::QuantDialect>();
    target.markUnknownOpDynamicallyLegal(
        [&](Operation *op) { return isFreeOfQuantTypes(op, converter); });
    RewritePatternSet patterns(&getContext());
    populateQuantToQuantXPatterns(converter, patterns);
    ConversionConfig config;
    // Upstream folds dcast(qcast(x)) to x, a rounding and a clamp lost.
    config.foldingMode = DialectConversionFoldingMode::Never;
    if (failed(applyFullConversion(getOperation(), target, std::move(patterns),
                                   config)))
      signalPassFailure();
  }
};
} // namespace

void quantx::populateQuantToQuantXPatterns(const QuantTypeConverter &converter,
                                           RewritePatternSet &patterns) {
  populateCastPatterns(converter, patterns);
  populateForeignOpPattern(converter, patterns);
}
