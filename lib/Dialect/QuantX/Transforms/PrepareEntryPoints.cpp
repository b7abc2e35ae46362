//===- PrepareEntryPoints.cpp - Mark what callers outside see -------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXPREPAREENTRYPOINTS
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;

namespace {
struct PrepareEntryPoints
    : quantx::impl::QuantXPrepareEntryPointsBase<PrepareEntryPoints> {
  void runOnOperation() override {
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
