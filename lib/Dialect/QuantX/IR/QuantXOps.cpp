//===- QuantXOps.cpp - Builders of the quantx ops -------------------------===//

#include "mlir/IR/Builders.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

using namespace mlir;
using namespace quantx;

#define GET_OP_CLASSES
#include "quantx/Dialect/QuantX/IR/QuantXOps.cpp.inc"

void QuantizeOp::build(OpBuilder &builder, OperationState &state, Value input,
                       ParamsAttr params) {
  auto type = cast<RankedTensorType>(input.getType());
  build(builder, state, type.clone(params.getTensorElementType()), input,
        params);
}

void DequantizeOp::build(OpBuilder &builder, OperationState &state, Value input,
                         ParamsAttr params, Type elementType) {
  auto type = cast<RankedTensorType>(input.getType());
  if (!elementType)
    elementType = builder.getF32Type();
  build(builder, state, type.clone(elementType), input, params);
}
