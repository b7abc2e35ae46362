//===- TosaPipeline.cpp - A TOSA module to linalg and quantx --------------===//

#include "quantx/Pipelines/Pipelines.h"

#include "Canonicalize.h"

#include "mlir/Conversion/TosaToArith/TosaToArith.h"
#include "mlir/Conversion/TosaToLinalg/TosaToLinalg.h"
#include "mlir/Conversion/TosaToTensor/TosaToTensor.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tosa/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"
#include "quantx/Conversion/Passes.h"

using namespace mlir;

void quantx::buildTosaPipeline(OpPassManager &pm) {
  // A transposed convolution becomes an ordinary one, zero points and all.
  pm.addNestedPass<func::FuncOp>(tosa::createTosaOptionalDecompositionsPass());
  pm.addPass(createConvertTosaToQuantX());
  // Broadcasts are explicit for the lowering to linalg.
  pm.addNestedPass<func::FuncOp>(tosa::createTosaMakeBroadcastablePass());
  pm.addNestedPass<func::FuncOp>(tosa::createTosaToLinalgNamed());
  pm.addNestedPass<func::FuncOp>(tosa::createTosaToLinalg());
  // What upstream's lowering leaves: constants, scalar rescales of what had no
  // form in quantx, and ops that only move values.
  TosaToArithPassOptions arith;
  arith.includeApplyRescale = true;
  pm.addNestedPass<func::FuncOp>(createTosaToArithPass(arith));
  pm.addNestedPass<func::FuncOp>(createTosaToTensorPass());
  quantx::addCanonicalizer(pm);
  pm.addPass(createCSEPass());
}
