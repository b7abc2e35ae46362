//===- flow.cpp - A compiler that quantizes its own ops -------------------===//
//
// Teaches quantx two ops that it does not know, and quantizes a module of them.
// docs/Embedding.md shows the same lines.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "quantx/Dialect/QuantX/IR/QuantXInterfaces.h"
#include "quantx/InitAll.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

// [flow]
struct MatMulFlow
    : quantx::QuantizationFlowOpInterface::ExternalModel<MatMulFlow,
                                                         mlir::tosa::MatMulOp> {
  quantx::QuantizationFlow getQuantizationFlow(mlir::Operation *op,
                                               mlir::OpResult) const {
    quantx::AccumulatingFlow flow;
    flow.data = &op->getOpOperand(0);
    flow.weight = &op->getOpOperand(1);
    flow.weightChannelDims = flow.resultChannelDims = {2};
    return flow;
  }
};

struct TanhFlow
    : quantx::QuantizationFlowOpInterface::ExternalModel<TanhFlow,
                                                         mlir::tosa::TanhOp> {
  quantx::QuantizationFlow getQuantizationFlow(mlir::Operation *op,
                                               mlir::OpResult) const {
    quantx::PointwiseFlow flow;
    flow.data = &op->getOpOperand(0);
    flow.range = {-1, 1};
    flow.function = [](double x) { return std::tanh(x); };
    return flow;
  }
};

void registerTosaFlow(mlir::DialectRegistry &registry) {
  registry.addExtension(
      +[](mlir::MLIRContext *context, mlir::tosa::TosaDialect *) {
        mlir::tosa::MatMulOp::attachInterface<MatMulFlow>(*context);
        mlir::tosa::TanhOp::attachInterface<TanhFlow>(*context);
      });
}
// [flow]

int main(int argc, char **argv) {
  if (argc != 2) {
    llvm::errs() << "usage: flow MODULE.mlir\n";
    return 2;
  }
  mlir::DialectRegistry registry;
  quantx::registerAllDialects(registry);
  quantx::registerAllExtensions(registry);
  quantx::registerAllPasses();
  registerTosaFlow(registry);

  mlir::MLIRContext context(registry);
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(argv[1], &context);
  mlir::PassManager manager(&context);
  if (!module ||
      failed(mlir::parsePassPipeline("quantx-insert-qdq", manager)) ||
      failed(manager.run(*module)))
    return 1;
  module->print(llvm::outs());
}
