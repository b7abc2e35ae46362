//===- TosaToQuantX.cpp - TOSA's quantized ops as quantx ops --------------===//

#include "quantx/Conversion/TosaToQuantX/TosaToQuantX.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "quantx/Conversion/Passes.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "llvm/ADT/TypeSwitch.h"

namespace quantx {
#define GEN_PASS_DEF_CONVERTTOSATOQUANTX
#include "quantx/Conversion/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

static void remarkMissed(Operation *op, const TosaRefusal &refusal) {
  remark::missed(op->getLoc(), remark::RemarkOpts::name("tosa").category(
                                   "convert-tosa-to-quantx"))
      << remark::reason("{0} {1}", op->getName().getStringRef(), refusal);
}

namespace {
struct ConvertTosaToQuantX
    : quantx::impl::ConvertTosaToQuantXBase<ConvertTosaToQuantX> {
  void runOnOperation() override {
    // Rescales first: one of them takes a table with it.
    convert<tosa::RescaleOp>(convertTosaRescale);
    convert<tosa::TableOp>(convertTosaTable);
    convert<tosa::Conv2DOp>(hoistTosaZeroPoints);
    convert<tosa::Conv3DOp>(hoistTosaZeroPoints);
    convert<tosa::DepthwiseConv2DOp>(hoistTosaZeroPoints);
  }

  template <typename Op, typename Conversion>
  void convert(Conversion conversion) {
    SmallVector<Op> ops;
    getOperation()->walk([&](Op op) { ops.push_back(op); });
    IRRewriter rewriter(&getContext());
    for (Op op : ops) {
      TosaRefusal refusal;
      if (failed(conversion(rewriter, op, refusal)))
        remarkMissed(op, refusal);
    }
  }
};
} // namespace
