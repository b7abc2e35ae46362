//===- PrepareEntryPoints.cpp - Mark what callers outside see -------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXPREPAREENTRYPOINTS
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;

/// Bufferization asserts that there is a memref of every tensor's elements.
/// Types of others, `!quant.uniform` for one, have none.
static LogicalResult checkElementTypes(Operation *root) {
  auto hasBuffer = [](Type type) {
    auto tensor = dyn_cast<TensorType>(type);
    return !tensor ||
           BaseMemRefType::isValidElementType(tensor.getElementType());
  };
  auto check = [&](Location loc, TypeRange types) -> LogicalResult {
    for (Type type : types)
      if (!hasBuffer(type))
        return emitError(loc)
               << "code generation needs tensors of integers and floats, found "
               << type
               << "; convert the dialect of the elements first, for quant with "
                  "convert-quant-to-quantx";
    return success();
  };
  return failure(
      root->walk([&](Operation *op) -> WalkResult {
            if (failed(check(op->getLoc(), op->getResultTypes())))
              return WalkResult::interrupt();
            for (Region &region : op->getRegions())
              for (BlockArgument argument : region.getArguments())
                if (failed(check(argument.getLoc(), argument.getType())))
                  return WalkResult::interrupt();
            return WalkResult::advance();
          })
          .wasInterrupted());
}

/// Nothing is left to report to in compiled code.
static LogicalResult checkObservers(Operation *root) {
  WalkResult walk = root->walk([](quantx::ObserveOp op) {
    op.emitError("code generation found an observer, which only "
                 "quant-calibrate takes; give it the float model, or run "
                 "convert-quantx-observe-to-calls first");
    return WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}

namespace {
struct PrepareEntryPoints
    : quantx::impl::QuantXPrepareEntryPointsBase<PrepareEntryPoints> {
  void runOnOperation() override {
    if (failed(checkElementTypes(getOperation())) ||
        failed(checkObservers(getOperation())))
      return signalPassFailure();
    Builder builder(&getContext());
    StringRef writable = bufferization::BufferizationDialect::kWritableAttrName;
    for (auto func : getOperation().getOps<func::FuncOp>()) {
      if (func.isExternal() || !func.isPublic())
        continue;
      func->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(),
                    builder.getUnitAttr());
      for (auto [i, type] : llvm::enumerate(func.getArgumentTypes()))
        if (isa<TensorType>(type))
          func.setArgAttr(i, writable, builder.getBoolAttr(false));
    }
  }
};
} // namespace
