//===- ElementParams.cpp - Parameters as operands of linalg ops -----------===//

#include "ElementParams.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Dialect/QuantX/Utils/NarrowFloatArith.h"

using namespace mlir;
using namespace quantx;

static AffineMap getMap(SchemeAttr scheme, Value input) {
  auto type = cast<RankedTensorType>(input.getType());
  return getParamsMap(scheme, static_cast<unsigned>(type.getRank()));
}

ElementParams::ElementParams(OpBuilder &builder, Location loc, Value input,
                             ParamsAttr params)
    : scheme(params.getScheme()), operands{{input, {}}} {
  AffineMap map = getMap(scheme, input);
  addScale(builder, loc, params, map);
  if (params.isInteger())
    addZeroPoint(builder, loc, params, map);
}

ElementParams::ElementParams(Value input, SchemeAttr scheme, Value scale,
                             Value zeroPointValue)
    : scheme(scheme), operands{{input, {}}} {
  AffineMap map = getMap(scheme, input);
  scaleOperand = add(scale, map);
  if (!zeroPointValue)
    return;
  zeroPointOperand = add(zeroPointValue, map);
  auto [min, max] = SchemeAttr::getTypeBounds(scheme.getStorageType());
  zeroPoint.least = min;
  zeroPoint.greatest = max;
}

unsigned ElementParams::add(Value value, AffineMap map) {
  operands.push_back({value, map});
  return static_cast<unsigned>(operands.size() - 1);
}

void ElementParams::addScale(OpBuilder &builder, Location loc,
                             ParamsAttr params, AffineMap map) {
  if (params.getScale().isScalar()) {
    scalarScale = params.getScaleAt(0);
    return;
  }
  if (ScaleAttr outer = params.getOuterScale())
    scalarScale = outer.toFloats().front();
  auto values = cast<TypedAttr>(params.getScale().getValues());
  scaleOperand = add(arith::ConstantOp::create(builder, loc, values), map);
}

void ElementParams::addZeroPoint(OpBuilder &builder, Location loc,
                                 ParamsAttr params, AffineMap map) {
  ElementsAttr values = params.getZeroPoint().getValues();
  std::optional<ElementsReader> reader = ElementsReader::get(values);
  zeroPoint.least = zeroPoint.greatest = reader->getInteger(0);
  for (size_t i = 1; i < reader->size(); ++i) {
    int64_t value = reader->getInteger(i);
    zeroPoint.least = std::min(zeroPoint.least, value);
    zeroPoint.greatest = std::max(zeroPoint.greatest, value);
  }
  // Equal ones, written out, are one.
  if (zeroPoint.least == zeroPoint.greatest)
    return;
  auto signless =
      cast<TypedAttr>(withElementType(values, scheme.getTensorElementType()));
  zeroPointOperand =
      add(arith::ConstantOp::create(builder, loc, signless), map);
}

Value ElementParams::getScale(OpBuilder &builder, Location loc,
                              ValueRange args) const {
  Type f32 = builder.getF32Type();
  auto constant = [&]() -> Value {
    return arith::ConstantOp::create(builder, loc,
                                     builder.getF32FloatAttr(scalarScale));
  };
  if (!scaleOperand)
    return constant();
  Value scale = args[*scaleOperand];
  scale = getNarrowFormat(scale.getType())
              ? emitNarrowToF32(builder, loc, scale)
              : emitFloatCast(builder, loc, scale, cast<FloatType>(f32));
  if (scalarScale == 1.0F)
    return scale;
  return arith::MulFOp::create(builder, loc, scale, constant());
}

ZeroPointOperand ElementParams::getZeroPoint(ValueRange args) const {
  ZeroPointOperand result = zeroPoint;
  if (zeroPointOperand)
    result.value = args[*zeroPointOperand];
  return result;
}
