//===- CodegenPipeline.cpp - linalg on tensors to the LLVM dialect --------===//

#include "quantx/Pipelines/Pipelines.h"

#include "Canonicalize.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Pipelines/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"
#include "quantx/Conversion/Passes.h"
#include "quantx/Dialect/QuantX/Transforms/Passes.h"

using namespace mlir;

/// What a module may hold, to linalg in channels-last order with at most one
/// elementwise op behind each contraction.
static void addPreparation(OpPassManager &pm) {
  pm.addPass(quantx::createQuantXPrepareEntryPoints());
  // First, since some of them are quantx ops.
  pm.addPass(quantx::createQuantXDecomposeAggregates());
  pm.addPass(quantx::createConvertQuantXToLinalg());
  quantx::ConvertFloat8ToArithOptions floats;
  floats.includeBF16 = true;
  pm.addPass(quantx::createConvertFloat8ToArith(floats));
  pm.addPass(quantx::createConvertNarrowElementsToBytes());
  quantx::addCanonicalizer(pm);
  pm.addPass(createCSEPass());
  pm.addNestedPass<func::FuncOp>(quantx::createQuantXChannelsLast());
  quantx::addCanonicalizer(pm);
  pm.addPass(createCSEPass());
  pm.addNestedPass<func::FuncOp>(quantx::createQuantXFuseElementwise());
  quantx::addCanonicalizer(pm);
}

/// Tensor ops to loops of vectors: kernels of dot products first, then the
/// rest. Destinations are shared before that, while it is plain which op writes
/// what.
static void addVectorization(OpPassManager &pm, const std::string &target) {
  quantx::ConvertLinalgToDotProductOptions kernels;
  kernels.target = target;
  pm.addNestedPass<func::FuncOp>(
      quantx::createConvertLinalgToDotProduct(kernels));
  pm.addNestedPass<func::FuncOp>(quantx::createQuantXFuseIslands());
  pm.addNestedPass<func::FuncOp>(quantx::createQuantXDecomposePads());
  quantx::addCanonicalizer(pm);
  pm.addPass(createCSEPass());
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  quantx::QuantXVectorizeLinalgOptions vectors;
  vectors.target = target;
  pm.addNestedPass<func::FuncOp>(quantx::createQuantXVectorizeLinalg(vectors));
  quantx::addCanonicalizer(pm);
  pm.addPass(createCSEPass());
}

/// Tensors to buffers: in place where the analysis allows it, every allocation
/// freed or returned.
static void addBufferization(OpPassManager &pm) {
  bufferization::OneShotBufferizePassOptions options;
  options.bufferizeFunctionBoundaries = true;
  options.functionBoundaryTypeConversion =
      bufferization::LayoutMapOption::IdentityLayoutMap;
  pm.addPass(bufferization::createOneShotBufferizePass(options));
  // In this order a copy of a slice to itself is seen as one.
  pm.addPass(memref::createFoldMemRefAliasOpsPass());
  pm.addPass(createCSEPass());
  quantx::addCanonicalizer(pm);
  // The rows of islands are allocated once. Not on the stack, where LLVM takes
  // small buffers for registers and has run out of them.
  pm.addNestedPass<func::FuncOp>(bufferization::createBufferLoopHoistingPass());
  pm.addNestedPass<func::FuncOp>(quantx::createQuantXIsolateResults());
  bufferization::buildBufferDeallocationPipeline(
      pm, bufferization::BufferDeallocationPipelineOptions());
  pm.addPass(createConvertBufferizationToMemRefPass());
  pm.addNestedPass<func::FuncOp>(
      bufferization::createOptimizeAllocationLivenessPass());
  pm.addNestedPass<func::FuncOp>(quantx::createQuantXShareBuffers());
}

/// Loops, buffers, vectors and scalars to the LLVM dialect. Functions that LLVM
/// has as intrinsics become those (they vectorize); integer powers become
/// functions of this module, the rest are calls to libm.
static void addLLVMLowering(OpPassManager &pm, const std::string &target) {
  // Not before: an instruction is an op whose effects bufferization does not
  // know.
  quantx::ConvertDotProductToX86Options instructions;
  instructions.target = target;
  pm.addNestedPass<func::FuncOp>(
      quantx::createConvertDotProductToX86(instructions));
  pm.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  pm.addNestedPass<func::FuncOp>(quantx::createQuantXExpandCopies());
  pm.addPass(memref::createFoldMemRefAliasOpsPass());
  pm.addNestedPass<func::FuncOp>(quantx::createQuantXScalarTransfers());
  quantx::addCanonicalizer(pm);
  pm.addPass(createCSEPass());
  pm.addPass(createLoopInvariantCodeMotionPass());
  pm.addPass(createConvertVectorToSCFPass(
      VectorTransferToSCFOptions().enableFullUnroll()));
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(createConvertVectorToLLVMPass());
  // Before the expansion, whose minimum and maximum do not tell -0 from 0.
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(arith::createArithExpandOpsPass());
  pm.addPass(createConvertMathToFuncs());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createConvertToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  quantx::addCanonicalizer(pm);
  pm.addPass(createCSEPass());
}

void quantx::buildCodegenPipeline(OpPassManager &pm,
                                  const CodegenPipelineOptions &options) {
  addPreparation(pm);
  addVectorization(pm, options.target);
  addBufferization(pm);
  addLLVMLowering(pm, options.target);
}
