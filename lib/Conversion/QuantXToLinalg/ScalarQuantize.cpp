//===- ScalarQuantize.cpp - Numerics on one element as arith ops ----------===//

#include "ScalarQuantize.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/LaneEmitter.h"
#include "quantx/Dialect/QuantX/Utils/NarrowFloatArith.h"

using namespace mlir;
using namespace quantx;
using numerics::FloatFormat;

//===----------------------------------------------------------------------===//
// The division
//===----------------------------------------------------------------------===//

/// `value` (f32) rounded to f16 or bf16, as f32 again. bf16 by integer
/// arithmetic: processors without it would call a function.
static Value emitRoundTo(OpBuilder &builder, Location loc, Value value,
                         Type precision) {
  if (precision.isBF16()) {
    Value code = emitFloatEncode(builder, loc, value, FloatFormat::BF16,
                                 numerics::Overflow::IEEE);
    return emitFloatDecode(builder, loc, code, FloatFormat::BF16);
  }
  Value narrow = arith::TruncFOp::create(builder, loc, precision, value);
  return arith::ExtFOp::create(builder, loc, value.getType(), narrow);
}

Value quantx::emitQuotient(OpBuilder &builder, Location loc, Value x,
                           Value scale, Type precision) {
  x = emitFloatCast(builder, loc, x, builder.getF32Type());
  if (!precision || precision.isF32())
    return arith::DivFOp::create(builder, loc, x, scale);
  // Rounded once more, the f32 quotient is that of the narrower type (QX-C13).
  Value quotient = arith::DivFOp::create(
      builder, loc, emitRoundTo(builder, loc, x, precision),
      emitRoundTo(builder, loc, scale, precision));
  return emitRoundTo(builder, loc, quotient, precision);
}

//===----------------------------------------------------------------------===//
// Integer storage
//===----------------------------------------------------------------------===//

/// Integers that hold every sum and difference of a stored number and a zero
/// point.
static IntegerType getWorkType(OpBuilder &builder, SchemeAttr scheme) {
  unsigned width = scheme.getStorageType().getIntOrFloatBitWidth();
  return builder.getIntegerType(width < 32 ? 32 : 2 * width);
}

static Value emitZeroPoint(OpBuilder &builder, Location loc,
                           const ZeroPointOperand &zeroPoint, Type type,
                           SchemeAttr scheme) {
  if (!zeroPoint.value)
    return emitIntegerConstant(builder, loc, type, zeroPoint.least);
  return emitIntegerCast(builder, loc, zeroPoint.value, type,
                         scheme.isUnsigned());
}

namespace {
/// Clamps a float by the selects that x86 has as one instruction.
class FloatClamp {
public:
  FloatClamp(OpBuilder &builder, Location loc, Type type)
      : emit(builder, loc, type), type(cast<FloatType>(type)) {}

  /// 0 for NaN.
  Value dropNaN(Value value) {
    Value isNaN = emit.compare(arith::CmpFPredicate::UNO, value, value);
    return emit.select(isNaN, emit.constant(type, 0.0), value);
  }
  Value clamp(Value value, double low, double high) {
    Value lowest = emit.constant(type, low);
    Value highest = emit.constant(type, high);
    value = emit.select(emit.compare(arith::CmpFPredicate::OGT, value, lowest),
                        value, lowest);
    return emit.select(emit.compare(arith::CmpFPredicate::OLT, value, highest),
                       value, highest);
  }

private:
  LaneEmitter emit;
  FloatType type;
};
} // namespace

/// rne(quotient) as an integer of `work`, limited to [low, high], beyond which
/// every zero point saturates: clamped as a float, so that the conversion is
/// defined for every input. f32 holds the bounds of up to 16 bits, f64 those of
/// 32.
static Value emitRounded(OpBuilder &builder, Location loc, Value rounded,
                         int64_t low, int64_t high, IntegerType work) {
  if (work.getWidth() > 32)
    rounded = emitFloatCast(builder, loc, rounded, builder.getF64Type());
  FloatClamp clamp(builder, loc, rounded.getType());
  rounded = clamp.clamp(clamp.dropNaN(rounded), static_cast<double>(low),
                        static_cast<double>(high));
  return arith::FPToSIOp::create(builder, loc, work, rounded);
}

/// The same in i128 for storage of 64 bits. Magnitudes from 2^62 on are
/// multiples of 2^38, so a quarter of them is exact, and with the bounds of
/// 2^65 it is an i64.
static Value emitRoundedWide(OpBuilder &builder, Location loc, Value rounded) {
  FloatClamp clamp(builder, loc, rounded.getType());
  rounded = clamp.clamp(clamp.dropNaN(rounded), -0x1p65, 0x1.fffffep64);
  LaneEmitter emit(builder, loc, rounded.getType());
  FloatType f32 = builder.getF32Type();
  auto toWide = [&](Value real) {
    Value narrow =
        arith::FPToSIOp::create(builder, loc, builder.getI64Type(), real);
    return emitIntegerCast(builder, loc, narrow, builder.getIntegerType(128));
  };
  Value magnitude = math::AbsFOp::create(builder, loc, rounded);
  Value isSmall = emit.compare(arith::CmpFPredicate::OLT, magnitude,
                               emit.constant(f32, 0x1p62));
  Value small = toWide(emit.select(isSmall, rounded, emit.constant(f32, 0.0)));
  Value quarter = emit.emit<arith::MulFOp>(rounded, emit.constant(f32, 0.25));
  Value large =
      emit.emit<arith::ShLIOp>(toWide(quarter), emit.constant(128, 2));
  return emit.select(isSmall, small, large);
}

/// rne(quotient) + zero point. `margin` keeps sums that are outside of the
/// bounds outside.
static Value emitSum(OpBuilder &builder, Location loc, Value quotient,
                     const ZeroPointOperand &zeroPoint, SchemeAttr scheme,
                     int64_t margin) {
  IntegerType work = getWorkType(builder, scheme);
  Value rounded = math::RoundEvenOp::create(builder, loc, quotient);
  Value integer =
      work.getWidth() == 128
          ? emitRoundedWide(builder, loc, rounded)
          : emitRounded(builder, loc, rounded,
                        scheme.getStorageMin() - zeroPoint.greatest - margin,
                        scheme.getStorageMax() - zeroPoint.least + margin,
                        work);
  return arith::AddIOp::create(
      builder, loc, integer,
      emitZeroPoint(builder, loc, zeroPoint, work, scheme));
}

static Value emitQuantizeInteger(OpBuilder &builder, Location loc,
                                 Value quotient,
                                 const ZeroPointOperand &zeroPoint,
                                 SchemeAttr scheme) {
  Value q = emitSum(builder, loc, quotient, zeroPoint, scheme, /*margin=*/0);
  Type work = q.getType();
  // With one zero point the float's bounds were the integer's.
  if (zeroPoint.least != zeroPoint.greatest ||
      work.getIntOrFloatBitWidth() == 128) {
    auto bound = [&](int64_t value) {
      return emitIntegerConstant(builder, loc, work, value);
    };
    q = arith::MaxSIOp::create(builder, loc, q, bound(scheme.getStorageMin()));
    q = arith::MinSIOp::create(builder, loc, q, bound(scheme.getStorageMax()));
  }
  return emitIntegerCast(builder, loc, q, scheme.getTensorElementType());
}

Value quantx::emitIsInside(OpBuilder &builder, Location loc, Value quotient,
                           const ZeroPointOperand &zeroPoint,
                           SchemeAttr scheme) {
  Value sum = emitSum(builder, loc, quotient, zeroPoint, scheme, /*margin=*/1);
  auto compare = [&](arith::CmpIPredicate predicate, int64_t bound) -> Value {
    return arith::CmpIOp::create(
        builder, loc, predicate, sum,
        emitIntegerConstant(builder, loc, sum.getType(), bound));
  };
  Value notBelow = compare(arith::CmpIPredicate::sge, scheme.getStorageMin());
  Value notAbove = compare(arith::CmpIPredicate::sle, scheme.getStorageMax());
  Value isNumber = arith::CmpFOp::create(
      builder, loc, arith::CmpFPredicate::ORD, quotient, quotient);
  Value inside = arith::AndIOp::create(builder, loc, notBelow, notAbove);
  return arith::AndIOp::create(builder, loc, inside, isNumber);
}

/// f32 of a difference of 65 bits, rounded once: where it is no i64, half of it
/// with the lost bit kept sticky rounds to the same number.
static Value emitWideToFloat(OpBuilder &builder, Location loc, Value wide) {
  LaneEmitter emit(builder, loc, wide.getType());
  Type i64 = builder.getI64Type();
  FloatType f32 = builder.getF32Type();
  Value narrow = emit.cast<arith::TruncIOp>(i64, wide);
  Value fits = emit.compare(arith::CmpIPredicate::eq, wide,
                            emit.cast<arith::ExtSIOp>(wide.getType(), narrow));
  Value one = emit.constant(128, 1);
  Value half = emit.emit<arith::OrIOp>(emit.emit<arith::ShRSIOp>(wide, one),
                                       emit.emit<arith::AndIOp>(wide, one));
  Value doubled = emit.emit<arith::MulFOp>(
      emit.cast<arith::SIToFPOp>(f32, emit.cast<arith::TruncIOp>(i64, half)),
      emit.constant(f32, 2.0));
  return emit.select(fits, emit.cast<arith::SIToFPOp>(f32, narrow), doubled);
}

/// f32(q - zero point).
static Value emitDifference(OpBuilder &builder, Location loc, Value stored,
                            const ZeroPointOperand &zeroPoint,
                            SchemeAttr scheme) {
  Type f32 = builder.getF32Type();
  IntegerType work = getWorkType(builder, scheme);
  bool isZero = !zeroPoint.value && zeroPoint.least == 0;
  if (isZero && work.getWidth() == 128)
    return arith::SIToFPOp::create(builder, loc, f32, stored);
  Value difference = arith::SubIOp::create(
      builder, loc,
      emitIntegerCast(builder, loc, stored, work, scheme.isUnsigned()),
      emitZeroPoint(builder, loc, zeroPoint, work, scheme));
  if (work.getWidth() == 128)
    return emitWideToFloat(builder, loc, difference);
  return arith::SIToFPOp::create(builder, loc, f32, difference);
}

//===----------------------------------------------------------------------===//
// Either storage
//===----------------------------------------------------------------------===//

Value quantx::emitQuantize(OpBuilder &builder, Location loc, Value quotient,
                           const ZeroPointOperand &zeroPoint,
                           SchemeAttr scheme) {
  if (scheme.isInteger())
    return emitQuantizeInteger(builder, loc, quotient, zeroPoint, scheme);
  numerics::Overflow overflow = scheme.getOverflow() == Overflow::IEEE
                                    ? numerics::Overflow::IEEE
                                    : numerics::Overflow::Saturate;
  Value code = emitFloatEncode(builder, loc, quotient,
                               *getNarrowFormat(scheme.getStorageType()),
                               overflow, NaNSign::Positive);
  return arith::BitcastOp::create(builder, loc, scheme.getStorageType(), code);
}

Value quantx::emitDequantize(OpBuilder &builder, Location loc, Value stored,
                             Value scale, const ZeroPointOperand &zeroPoint,
                             SchemeAttr scheme) {
  Value real = scheme.isInteger()
                   ? emitDifference(builder, loc, stored, zeroPoint, scheme)
                   : emitNarrowToF32(builder, loc, stored);
  return arith::MulFOp::create(builder, loc, real, scale);
}
