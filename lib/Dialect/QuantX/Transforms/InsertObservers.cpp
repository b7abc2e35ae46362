//===- InsertObservers.cpp - Record the values calibration needs ----------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "ObservedParts.h"

#include "quantx/Analysis/QuantizationChain.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXINSERTOBSERVERS
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;

namespace {
struct InsertObservers
    : quantx::impl::QuantXInsertObserversBase<InsertObservers> {
  void runOnOperation() override {
    quantx::ValueNaming naming(getOperation());
    // Before there are observers, which are uses.
    DenseSet<Value> inner = quantx::getInnerValues(getOperation());
    quantx::ObservedPartsAnalysis analysis(getOperation());
    OpBuilder builder(&getContext());
    for (Value value : naming.getValues()) {
      if (inner.contains(value))
        continue;
      builder.setInsertionPointAfterValue(value);
      quantx::ObservedParts parts = analysis.get(value);
      quantx::ObserveOp::create(
          builder, value.getLoc(), naming.getKey(value), value,
          parts.axis ? builder.getI64IntegerAttr(*parts.axis) : nullptr,
          parts.rows);
    }
  }
};
} // namespace
