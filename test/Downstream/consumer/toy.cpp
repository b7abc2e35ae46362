//===- toy.cpp - A compiler that quantizes a dialect of its own -----------===//
//
// Tells quantx how quantization passes through the ops of ToyDialect.h, and
// runs the passes given as first argument. docs/Embedding.md shows the same
// lines.
//
//===----------------------------------------------------------------------===//

#include "ToyDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "quantx/Dialect/QuantX/IR/QuantXInterfaces.h"
#include "quantx/InitAll.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

// [toy]
/// The flow of a toy op, made by a function of it.
template <typename Op, quantx::QuantizationFlow (*getFlow)(mlir::Operation *)>
struct ToyFlow
    : quantx::QuantizationFlowOpInterface::ExternalModel<ToyFlow<Op, getFlow>,
                                                         Op> {
  quantx::QuantizationFlow getQuantizationFlow(mlir::Operation *op,
                                               mlir::OpResult) const {
    return getFlow(op);
  }
};

/// Output channels: dimension 0 of the weight, 3 of the result. The samples of
/// the data, dimension 0, are not summed over.
static quantx::QuantizationFlow getConvFlow(mlir::Operation *op) {
  quantx::AccumulatingFlow flow;
  flow.data = &op->getOpOperand(0);
  flow.weight = &op->getOpOperand(1);
  flow.weightChannelDims = {0};
  flow.resultChannelDims = {3};
  flow.dataRowDims = flow.resultRowDims = {0};
  return flow;
}

static quantx::QuantizationFlow getSwishFlow(mlir::Operation *op) {
  quantx::PointwiseFlow flow;
  flow.data = &op->getOpOperand(0);
  flow.function = [](double x) { return x / (1 + std::exp(-x)); };
  return flow;
}

static quantx::QuantizationFlow getSoftmaxFlow(mlir::Operation *op) {
  auto type = llvm::cast<mlir::ShapedType>(op->getResult(0).getType());
  quantx::RowFlow flow;
  flow.data = &op->getOpOperand(0);
  flow.dims = {type.getRank() - 1};
  flow.function = quantx::RowFunction::Softmax;
  flow.range = {0, 1};
  return flow;
}

static quantx::QuantizationFlow getShuffleFlow(mlir::Operation *op) {
  return quantx::SameScaleFlow{{&op->getOpOperand(0)}, {}};
}

void registerToyFlow(mlir::DialectRegistry &registry) {
  registry.addExtension(+[](mlir::MLIRContext *context, toy::ToyDialect *) {
    toy::ConvOp::attachInterface<ToyFlow<toy::ConvOp, getConvFlow>>(*context);
    toy::SwishOp::attachInterface<ToyFlow<toy::SwishOp, getSwishFlow>>(
        *context);
    toy::SoftmaxOp::attachInterface<ToyFlow<toy::SoftmaxOp, getSoftmaxFlow>>(
        *context);
    toy::ShuffleOp::attachInterface<ToyFlow<toy::ShuffleOp, getShuffleFlow>>(
        *context);
  });
}
// [toy]

int main(int argc, char **argv) {
  if (argc != 3) {
    llvm::errs() << "usage: toy PASSES MODULE.mlir\n";
    return 2;
  }
  mlir::DialectRegistry registry;
  quantx::registerAllDialects(registry);
  quantx::registerAllExtensions(registry);
  quantx::registerAllPasses();
  registry.insert<toy::ToyDialect>();
  registerToyFlow(registry);

  mlir::MLIRContext context(registry);
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(argv[2], &context);
  mlir::PassManager manager(&context);
  if (!module || failed(mlir::parsePassPipeline(argv[1], manager)) ||
      failed(manager.run(*module)))
    return 1;
  module->print(llvm::outs());
}
