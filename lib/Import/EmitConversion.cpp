//===- EmitConversion.cpp - Numbers of one type to another ----------------===//

#include "EmitConversion.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "quantx/Dialect/QuantX/Utils/NarrowFloatArith.h"
#include <cmath>

using namespace mlir;

namespace quantx::importer {

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

static Value emitFloat(ImplicitLocOpBuilder &b, Value like, double number) {
  return arith::ConstantOp::create(b, b.getFloatAttr(like.getType(), number));
}

static Value emitInt(ImplicitLocOpBuilder &b, unsigned bits, int64_t number) {
  return arith::ConstantOp::create(
      b, b.getIntegerAttr(b.getIntegerType(bits), number));
}

static Value compare(ImplicitLocOpBuilder &b, arith::CmpFPredicate predicate,
                     Value left, Value right) {
  return arith::CmpFOp::create(b, predicate, left, right);
}

static Value select(ImplicitLocOpBuilder &b, Value condition, Value yes,
                    Value no) {
  return arith::SelectOp::create(b, condition, yes, no);
}

/// Between floats of 16 bits and more.
static Value emitFloatToFloat(ImplicitLocOpBuilder &b, Value value, Type to) {
  unsigned fromWidth = value.getType().getIntOrFloatBitWidth();
  unsigned toWidth = to.getIntOrFloatBitWidth();
  if (value.getType() == to)
    return value;
  // f16 and bf16 are equally wide, and neither holds the other.
  if (fromWidth == toWidth)
    value = arith::ExtFOp::create(b, b.getF32Type(), value);
  if (fromWidth < toWidth)
    return arith::ExtFOp::create(b, to, value);
  return arith::TruncFOp::create(b, to, value);
}

/// Truncates without undefined conversions: a number out of range is replaced
/// by 0 before and by the bound after it.
static Value emitFloatToInt(ImplicitLocOpBuilder &b, Value value, DataType to) {
  if (value.getType().getIntOrFloatBitWidth() < 32)
    value = arith::ExtFOp::create(b, b.getF32Type(), value);
  bool isUnsigned = to == DataType::UInt64;
  unsigned width = getBitWidth(to), wide = 32;
  if (width == 64 || to == DataType::UInt32)
    wide = 64;
  double bound = std::ldexp(1.0, static_cast<int>(isUnsigned ? 64 : wide - 1));
  Value low = emitFloat(b, value, isUnsigned ? 0.0 : -bound);
  Value high = emitFloat(b, value, bound);
  Value below = compare(b, arith::CmpFPredicate::OLT, value, low);
  Value above = compare(b, arith::CmpFPredicate::OGE, value, high);
  Value isNaN = compare(b, arith::CmpFPredicate::UNO, value, value);
  Value outside = arith::OrIOp::create(
      b, isNaN, arith::OrIOp::create(b, below, above).getResult());
  Value safe = select(b, outside, emitFloat(b, value, 0.0), value);
  Type wideType = b.getIntegerType(wide);
  Value number;
  if (isUnsigned)
    number = arith::FPToUIOp::create(b, wideType, safe);
  else
    number = arith::FPToSIOp::create(b, wideType, safe);
  uint64_t most = isUnsigned ? ~uint64_t(0) : (uint64_t(1) << (wide - 1)) - 1;
  int64_t least = isUnsigned ? 0 : -static_cast<int64_t>(most) - 1;
  number =
      select(b, above, emitInt(b, wide, static_cast<int64_t>(most)), number);
  number = select(b, below, emitInt(b, wide, least), number);
  if (width == wide)
    return number;
  return arith::TruncIOp::create(b, b.getIntegerType(width), number);
}

static Value emitIntToInt(ImplicitLocOpBuilder &b, Value value, Type to,
                          bool isUnsigned) {
  unsigned fromWidth = value.getType().getIntOrFloatBitWidth();
  unsigned toWidth = to.getIntOrFloatBitWidth();
  if (fromWidth == toWidth)
    return value;
  if (fromWidth > toWidth)
    return arith::TruncIOp::create(b, to, value);
  if (isUnsigned)
    return arith::ExtUIOp::create(b, to, value);
  return arith::ExtSIOp::create(b, to, value);
}

static Value emitToBool(ImplicitLocOpBuilder &b, Value value) {
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(value.getType()));
  if (isa<FloatType>(value.getType()))
    return compare(b, arith::CmpFPredicate::UNE, value, zero);
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, value, zero);
}

//===----------------------------------------------------------------------===//
// Minifloats
//===----------------------------------------------------------------------===//

/// From f32 or f64, rounding once. Saturation comes first: what would round
/// beyond the largest number is beyond it already.
static Value emitToMinifloat(ImplicitLocOpBuilder &b, Value value, DataType to,
                             const MinifloatRules &rules) {
  bool isFinite = to == DataType::Float4E2M1;
  if (rules.overflow == numerics::Overflow::Saturate || isFinite) {
    Value low = emitFloat(b, value, getLowest(to));
    Value high = emitFloat(b, value, getHighest(to));
    value = arith::MaximumFOp::create(b, value, low);
    value = arith::MinimumFOp::create(b, value, high);
  }
  if (isFinite)
    value = select(b, compare(b, arith::CmpFPredicate::UNO, value, value),
                   emitFloat(b, value, -0.0), value);
  return arith::TruncFOp::create(b, getElementType(to, b.getContext()), value);
}

/// From f32 to float8e8m0, which is an exponent and nothing else.
static Value emitToExponent(ImplicitLocOpBuilder &b, Value value,
                            const MinifloatRules &rules) {
  Value code = emitPowerOfTwoEncode(b, b.getLoc(), value, rules.rounding,
                                    rules.overflow);
  return arith::BitcastOp::create(b, Float8E8M0FNUType::get(b.getContext()),
                                  code);
}

Value emitConversion(OpBuilder &builder, Location loc, Value value,
                     DataType from, DataType to, const MinifloatRules &rules) {
  ImplicitLocOpBuilder b(loc, builder);
  Type type = getElementType(to, b.getContext());
  if (from == to)
    return value;
  if (isMinifloat(from)) {
    value = arith::ExtFOp::create(b, b.getF32Type(), value);
    from = DataType::Float;
  }
  if (isMinifloat(to)) {
    // Rounding an integer to f32 first changes nothing: where it rounds, the
    // number is beyond every minifloat but float8e8m0.
    if (from != DataType::Double || to == DataType::Float8E8M0)
      value = emitConversion(builder, loc, value, from, DataType::Float);
    return to == DataType::Float8E8M0 ? emitToExponent(b, value, rules)
                                      : emitToMinifloat(b, value, to, rules);
  }
  if (to == DataType::Bool)
    return emitToBool(b, value);
  bool isUnsigned = isUnsignedInteger(from) || from == DataType::Bool;
  if (isFloat(from))
    return isFloat(to) ? emitFloatToFloat(b, value, type)
                       : emitFloatToInt(b, value, to);
  if (!isFloat(to))
    return emitIntToInt(b, value, type, isUnsigned);
  if (isUnsigned)
    return arith::UIToFPOp::create(b, type, value);
  return arith::SIToFPOp::create(b, type, value);
}

//===----------------------------------------------------------------------===//
// Numbers that are known
//===----------------------------------------------------------------------===//

uint8_t encodeMinifloat(double number, DataType type,
                        const MinifloatRules &rules) {
  numerics::FloatFormat format = getFormat(type);
  // By way of f32, as the conversion at run time.
  if (format == numerics::FloatFormat::F8E8M0FNU)
    return numerics::encodePowerOfTwo(static_cast<float>(number),
                                      rules.rounding, rules.overflow);
  return static_cast<uint8_t>(numerics::encode(number, format, rules.overflow));
}

} // namespace quantx::importer
