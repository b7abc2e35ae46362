//===- ScalarTransfers.cpp - Single elements by loads and stores ----------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXSCALARTRANSFERS
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;

/// True if one element of a buffer is read or written in any case: all
/// dimensions of the vector, if it has any, repeat it.
static bool isScalarTransfer(VectorTransferOpInterface op) {
  return !op.getMask() && isa<MemRefType>(op.getShapedType()) &&
         llvm::all_of(op.getPermutationMap().getResults(), [](AffineExpr dim) {
           return isa<AffineConstantExpr>(dim);
         });
}

static void lower(vector::TransferReadOp op) {
  OpBuilder builder(op);
  Value element = memref::LoadOp::create(builder, op.getLoc(), op.getBase(),
                                         op.getIndices());
  Value vector = vector::BroadcastOp::create(builder, op.getLoc(),
                                             op.getVectorType(), element);
  op.replaceAllUsesWith(vector);
  op.erase();
}

static void lower(vector::TransferWriteOp op) {
  OpBuilder builder(op);
  Value element =
      vector::ExtractOp::create(builder, op.getLoc(), op.getVector());
  memref::StoreOp::create(builder, op.getLoc(), element, op.getBase(),
                          op.getIndices());
  op.erase();
}

namespace {
struct ScalarTransfers
    : quantx::impl::QuantXScalarTransfersBase<ScalarTransfers> {
  void runOnOperation() override {
    getOperation()->walk([](VectorTransferOpInterface op) {
      if (!isScalarTransfer(op))
        return;
      if (auto read = dyn_cast<vector::TransferReadOp>(op.getOperation()))
        lower(read);
      else if (auto write =
                   dyn_cast<vector::TransferWriteOp>(op.getOperation()))
        lower(write);
    });
  }
};
} // namespace
