//===- JitTestUtils.h - From text to a compiled function --------*- C++ -*-===//

#ifndef QUANTX_TEST_EXECUTIONENGINE_JITTESTUTILS_H
#define QUANTX_TEST_EXECUTIONENGINE_JITTESTUTILS_H

#include "quantx/ExecutionEngine/Jit.h"
#include "quantx/InitAll.h"
#include "quantx/Pipelines/Pipelines.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

#include <gtest/gtest.h>

namespace quantx::test {

/// A module compiled from text; `signature` is that of its function @main.
class CompiledModule {
public:
  /// Where `lower` is false, the text is in the LLVM dialect already, and has
  /// no @main to take a signature from.
  explicit CompiledModule(llvm::StringRef text, JitOptions options = {},
                          bool lower = true) {
    mlir::DialectRegistry registry;
    registerAllDialects(registry);
    registerAllExtensions(registry);
    context.appendDialectRegistry(registry);
    module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    EXPECT_TRUE(module);
    if (lower) {
      signature = llvm::cantFail(FunctionSignature::get(
          module->lookupSymbol<mlir::func::FuncOp>("main")));
      mlir::PassManager pm(&context);
      buildCodegenPipeline(pm, CodegenPipelineOptions());
      EXPECT_TRUE(mlir::succeeded(pm.run(*module)));
    }
    auto created = Jit::create(*module, options);
    if (created)
      jit = std::move(*created);
    else
      error = llvm::toString(created.takeError());
  }

  CompiledFunction getMain() { return llvm::cantFail(jit->lookup(signature)); }

  FunctionSignature signature;
  std::string error;
  std::unique_ptr<Jit> jit;

private:
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace quantx::test

#endif // QUANTX_TEST_EXECUTIONENGINE_JITTESTUTILS_H
