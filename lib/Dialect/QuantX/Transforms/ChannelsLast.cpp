//===- ChannelsLast.cpp - Convolutions with channels innermost ------------===//

#include "Layout.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Transforms/Passes.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXCHANNELSLAST
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;

namespace {
struct ChannelsLast : quantx::impl::QuantXChannelsLastBase<ChannelsLast> {
  void runOnOperation() override {
    quantx::rewriteLayouts(getOperation(),
                           quantx::assignChannelsLast(getOperation()));
  }
};
} // namespace
