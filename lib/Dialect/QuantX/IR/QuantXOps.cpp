//===- QuantXOps.cpp - Builders of the quantx ops -------------------------===//

#include "mlir/IR/Builders.h"
#include "mlir/IR/PatternMatch.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

using namespace mlir;
using namespace quantx;

#define GET_OP_CLASSES
#include "quantx/Dialect/QuantX/IR/QuantXOps.cpp.inc"

void DequantizeOp::build(OpBuilder &builder, OperationState &state, Value input,
                         ParamsAttr params, Type elementType) {
  auto type = cast<RankedTensorType>(input.getType());
  if (!elementType)
    elementType = builder.getF32Type();
  build(builder, state, type.clone(elementType), input, params);
}

/// The scale and the zero point that a scheme wants of `input`.
static RankedTensorType getParamsType(Value input, SchemeAttr scheme,
                                      Type elementType) {
  auto type = cast<RankedTensorType>(input.getType());
  return RankedTensorType::get(scheme.getScaleShape(type), elementType);
}

void ChooseParamsOp::build(OpBuilder &builder, OperationState &state,
                           Value input, SchemeAttr scheme, bool symmetric) {
  Type scale = getParamsType(input, scheme, builder.getF32Type());
  Type zeroPoint =
      symmetric || scheme.isFloat()
          ? Type()
          : getParamsType(input, scheme, scheme.getTensorElementType());
  build(builder, state, scale, zeroPoint, input, symmetric, scheme);
}

void DynamicQuantizeOp::build(OpBuilder &builder, OperationState &state,
                              Value input, Value scale, Value zeroPoint,
                              SchemeAttr scheme) {
  auto type = cast<RankedTensorType>(input.getType());
  build(builder, state, type.clone(scheme.getTensorElementType()), input, scale,
        zeroPoint, scheme, /*precision=*/TypeAttr());
}

void DynamicDequantizeOp::build(OpBuilder &builder, OperationState &state,
                                Value input, Value scale, Value zeroPoint,
                                SchemeAttr scheme, Type elementType) {
  auto type = cast<RankedTensorType>(input.getType());
  if (!elementType)
    elementType = builder.getF32Type();
  build(builder, state, type.clone(elementType), input, scale, zeroPoint,
        scheme);
}
