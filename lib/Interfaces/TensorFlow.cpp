//===- TensorFlow.cpp - Quantization flow of tensor ops -------------------===//

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/IR/QuantXInterfaces.h"
#include "quantx/Interfaces/FlowModels.h"

using namespace mlir;
using namespace quantx;

namespace {
/// An op whose result holds values of its first operand and nothing else.
template <typename OpTy>
struct MovesFirst
    : QuantizationFlowOpInterface::ExternalModel<MovesFirst<OpTy>, OpTy> {
  QuantizationFlow getQuantizationFlow(Operation *op, OpResult) const {
    return SameScaleFlow{{&op->getOpOperand(0)}, {}};
  }
};

struct Empty
    : QuantizationFlowOpInterface::ExternalModel<Empty, tensor::EmptyOp> {
  QuantizationFlow getQuantizationFlow(Operation *, OpResult) const {
    return SameScaleFlow();
  }
};

struct Splat
    : QuantizationFlowOpInterface::ExternalModel<Splat, tensor::SplatOp> {
  QuantizationFlow getQuantizationFlow(Operation *op, OpResult) const {
    return SameScaleFlow{{}, {cast<tensor::SplatOp>(op).getInput()}};
  }
};

struct Concat
    : QuantizationFlowOpInterface::ExternalModel<Concat, tensor::ConcatOp> {
  QuantizationFlow getQuantizationFlow(Operation *op, OpResult) const {
    SameScaleFlow flow;
    for (OpOperand &operand : op->getOpOperands())
      flow.data.push_back(&operand);
    return flow;
  }
};

struct InsertSlice
    : QuantizationFlowOpInterface::ExternalModel<InsertSlice,
                                                 tensor::InsertSliceOp> {
  QuantizationFlow getQuantizationFlow(Operation *op, OpResult) const {
    auto insert = cast<tensor::InsertSliceOp>(op);
    return SameScaleFlow{{&insert.getSourceMutable(), &insert.getDestMutable()},
                         {}};
  }
};

struct Pad : QuantizationFlowOpInterface::ExternalModel<Pad, tensor::PadOp> {
  QuantizationFlow getQuantizationFlow(Operation *op, OpResult) const {
    auto pad = cast<tensor::PadOp>(op);
    Value padding = pad.getConstantPaddingValue();
    if (!padding)
      return OpaqueFlow{"pads with a value that depends on the position"};
    return SameScaleFlow{{&pad.getSourceMutable()}, {padding}};
  }
};
} // namespace

template <typename... Ops>
static void attachMovesFirst(MLIRContext *context) {
  (Ops::template attachInterface<MovesFirst<Ops>>(*context), ...);
}

void quantx::registerTensorFlowModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, tensor::TensorDialect *) {
    attachMovesFirst<tensor::CastOp, tensor::CollapseShapeOp,
                     tensor::ExpandShapeOp, tensor::ExtractSliceOp,
                     tensor::GatherOp, tensor::ReshapeOp>(context);
    tensor::ConcatOp::attachInterface<Concat>(*context);
    tensor::EmptyOp::attachInterface<Empty>(*context);
    tensor::InsertSliceOp::attachInterface<InsertSlice>(*context);
    tensor::PadOp::attachInterface<Pad>(*context);
    tensor::SplatOp::attachInterface<Splat>(*context);
  });
}

void quantx::registerAllFlowModels(DialectRegistry &registry) {
  registerLinalgFlowModels(registry);
  registerTensorFlowModels(registry);
  registerQuantXFlowModels(registry);
}
