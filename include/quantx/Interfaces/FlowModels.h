//===- FlowModels.h - Quantization flow of upstream ops ---------*- C++ -*-===//
//
// External models of QuantizationFlowOpInterface. Each function adds the models
// of one dialect; they are attached when that dialect is loaded.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_INTERFACES_FLOWMODELS_H
#define QUANTX_INTERFACES_FLOWMODELS_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace quantx {

/// Structured ops of linalg, read by their indexing maps and bodies, and
/// linalg.softmax.
void registerLinalgFlowModels(mlir::DialectRegistry &registry);

/// Ops of tensor that move values: pad, slice, concat, reshape and the like.
void registerTensorFlowModels(mlir::DialectRegistry &registry);

/// quantx.normalize.
void registerQuantXFlowModels(mlir::DialectRegistry &registry);

/// All of the above.
void registerAllFlowModels(mlir::DialectRegistry &registry);

} // namespace quantx

#endif // QUANTX_INTERFACES_FLOWMODELS_H
