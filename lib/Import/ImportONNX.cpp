//===- ImportONNX.cpp - ONNX models to linalg on tensors ------------------===//

#include "quantx/Import/ImportONNX.h"

#include "GraphImporter.h"
#include "ModelReader.h"
#include "QLinearExpansion.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

using namespace mlir;
using namespace quantx::importer;

OwningOpRef<ModuleOp> quantx::importONNX(llvm::MemoryBufferRef buffer,
                                         const ImportONNXOptions &options,
                                         MLIRContext *context) {
  context
      ->loadDialect<arith::ArithDialect, cf::ControlFlowDialect,
                    func::FuncDialect, linalg::LinalgDialect, math::MathDialect,
                    tensor::TensorDialect, QuantXDialect>();
  Location fileLoc =
      FileLineColLoc::get(context, buffer.getBufferIdentifier(), 0, 0);
  FailureOr<Model> model = readModel(buffer, options.format, fileLoc);
  if (failed(model) || failed(expandQLinearOperators(*model, fileLoc)))
    return nullptr;
  OpBuilder builder(context);
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder, fileLoc);
  GraphImporter importer(*model, options.batchSize, builder, fileLoc);
  if (failed(importer.import(*module)) || failed(verify(*module)))
    return nullptr;
  return module;
}
