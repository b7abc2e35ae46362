//===- consumer.cpp - A compiler that embeds quantx -----------------------===//
//
// Parses the module given as the only argument and runs a textual pipeline that
// mixes an upstream pass with one of quantx.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "quantx/InitAll.h"
#include "llvm/Support/raw_ostream.h"

int main(int argc, char **argv) {
  if (argc != 2) {
    llvm::errs() << "usage: consumer MODULE.mlir\n";
    return 2;
  }
  mlir::DialectRegistry registry;
  quantx::registerAllDialects(registry);
  quantx::registerAllExtensions(registry);
  quantx::registerAllPasses();

  mlir::MLIRContext context(registry);
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(argv[1], &context);
  if (!module)
    return 1;
  mlir::PassManager manager(&context);
  if (failed(mlir::parsePassPipeline(
          "canonicalize,convert-quantx-to-linalg,cse", manager)) ||
      failed(manager.run(*module)))
    return 1;
  module->print(llvm::outs());
}
