//===- IsolateResults.cpp - One buffer per result of a public function ----===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXISOLATERESULTS
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;

/// Clones each memref that `op` returns and that may share its allocation with
/// a memref returned before it.
static void isolateOperands(func::ReturnOp op, BufferOriginAnalysis &origins) {
  SmallVector<Value> distinct;
  OpBuilder builder(op);
  for (OpOperand &operand : op->getOpOperands()) {
    Value value = operand.get();
    if (!isa<MemRefType>(value.getType()))
      continue;
    bool shared = llvm::any_of(distinct, [&](Value other) {
      return origins.isSameAllocation(value, other).value_or(true);
    });
    if (shared)
      operand.set(bufferization::CloneOp::create(builder, op.getLoc(), value));
    else
      distinct.push_back(value);
  }
}

namespace {
struct IsolateResults : quantx::impl::QuantXIsolateResultsBase<IsolateResults> {
  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (func.isExternal() || !func.isPublic())
      return;
    BufferOriginAnalysis origins(func);
    func.walk([&](func::ReturnOp op) { isolateOperands(op, origins); });
  }
};
} // namespace
