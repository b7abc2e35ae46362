//===- FixedPointArith.cpp - Numerics as scalar arith ops -----------------===//

#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace quantx;

Value quantx::emitIntegerConstant(OpBuilder &builder, Location loc, Type type,
                                  int64_t value) {
  APInt bits(type.getIntOrFloatBitWidth(), static_cast<uint64_t>(value),
             /*isSigned=*/true, /*implicitTrunc=*/true);
  return arith::ConstantOp::create(builder, loc,
                                   builder.getIntegerAttr(type, bits));
}

Value quantx::emitIntegerCast(OpBuilder &builder, Location loc, Value value,
                              Type type, bool isUnsigned) {
  unsigned from = value.getType().getIntOrFloatBitWidth();
  unsigned to = type.getIntOrFloatBitWidth();
  if (from == to)
    return value;
  if (from > to)
    return builder.createOrFold<arith::TruncIOp>(loc, type, value);
  if (isUnsigned)
    return builder.createOrFold<arith::ExtUIOp>(loc, type, value);
  return builder.createOrFold<arith::ExtSIOp>(loc, type, value);
}

namespace {
/// Integer arithmetic in one type; operations on constants fold at once.
class IntegerEmitter {
public:
  IntegerEmitter(OpBuilder &builder, Location loc, Type type)
      : builder(builder), loc(loc), type(type) {}

  Value constant(int64_t value) {
    return emitIntegerConstant(builder, loc, type, value);
  }
  Value add(Value a, Value b) {
    return builder.createOrFold<arith::AddIOp>(loc, a, b);
  }
  Value sub(Value a, Value b) {
    return builder.createOrFold<arith::SubIOp>(loc, a, b);
  }
  Value bitAnd(Value a, Value b) {
    return builder.createOrFold<arith::AndIOp>(loc, a, b);
  }
  Value min(Value a, Value b) {
    return builder.createOrFold<arith::MinSIOp>(loc, a, b);
  }
  Value max(Value a, Value b) {
    return builder.createOrFold<arith::MaxSIOp>(loc, a, b);
  }
  Value shiftLeft(Value a, Value b) {
    return builder.createOrFold<arith::ShLIOp>(loc, a, b);
  }
  Value shiftRight(Value a, Value b) {
    return builder.createOrFold<arith::ShRSIOp>(loc, a, b);
  }
  /// 1 where a < b, else 0.
  Value less(Value a, Value b) {
    Value bit = builder.createOrFold<arith::CmpIOp>(
        loc, arith::CmpIPredicate::slt, a, b);
    return builder.createOrFold<arith::ExtUIOp>(loc, type, bit);
  }

private:
  OpBuilder &builder;
  Location loc;
  Type type;
};
} // namespace

/// (p + 2^(shift - 1)) >> shift.
static Value emitSingle(IntegerEmitter &emit, Value product, Value shift) {
  Value one = emit.constant(1);
  Value half = emit.shiftLeft(one, emit.sub(shift, one));
  return emit.shiftRight(emit.add(product, half), shift);
}

/// Ties toward +infinity by min(shift, 31), then ties away from zero by what is
/// left of the shift. With nothing left the second step is the identity, so
/// that channels on both sides of 31 share one body.
static Value emitDouble(IntegerEmitter &emit, Value product, Value shift) {
  Value zero = emit.constant(0);
  Value one = emit.constant(1);
  Value first = emit.min(shift, emit.constant(31));
  Value rest = emit.sub(shift, first);
  Value high = emitSingle(emit, product, first);
  Value half = emit.shiftRight(emit.shiftLeft(one, rest), one);
  Value towardsZero = emit.bitAnd(emit.less(high, zero), emit.less(zero, rest));
  return emit.shiftRight(emit.sub(emit.add(high, half), towardsZero), rest);
}

/// (p + 2^(shift - 1) - 1 + odd) >> shift, where odd is the lowest bit of the
/// quotient rounded down: a tie moves up only from an odd quotient.
static Value emitNearestEven(IntegerEmitter &emit, Value product, Value shift) {
  Value one = emit.constant(1);
  Value half = emit.shiftLeft(one, emit.sub(shift, one));
  Value odd = emit.bitAnd(emit.shiftRight(product, shift), one);
  Value offset = emit.add(emit.sub(half, one), odd);
  return emit.shiftRight(emit.add(product, offset), shift);
}

Value quantx::emitRoundingShift(OpBuilder &builder, Location loc, Value product,
                                Value shift, RoundingMode mode) {
  IntegerEmitter emit(builder, loc, product.getType());
  switch (mode) {
  case RoundingMode::Single:
    return emitSingle(emit, product, shift);
  case RoundingMode::Double:
    return emitDouble(emit, product, shift);
  case RoundingMode::NearestEven:
    return emitNearestEven(emit, product, shift);
  }
  llvm_unreachable("unknown rounding mode");
}

OutputRange OutputRange::of(ParamsAttr params) {
  return {params.getZeroPointAt(0), params.getStorageMin(),
          params.getStorageMax()};
}

/// For storage of 64 bits, whose bounds moved by a zero point have 65.
static Value emitWideOffsetAndClamp(OpBuilder &builder, Location loc,
                                    Value value, const OutputRange &range,
                                    Type resultType) {
  Type wide = builder.getIntegerType(128);
  IntegerEmitter emit(builder, loc, wide);
  Value sum = emit.add(emitIntegerCast(builder, loc, value, wide),
                       emit.constant(range.zeroPoint));
  Value clamped = emit.min(emit.max(sum, emit.constant(range.qmin)),
                           emit.constant(range.qmax));
  return emitIntegerCast(builder, loc, clamped, resultType);
}

Value quantx::emitOffsetAndClamp(OpBuilder &builder, Location loc, Value value,
                                 const OutputRange &range, Type resultType,
                                 bool fitsI32) {
  if (resultType.getIntOrFloatBitWidth() == 64)
    return emitWideOffsetAndClamp(builder, loc, value, range, resultType);
  // Clamped before the zero point is added, to bounds moved by it, so that the
  // sum cannot overflow.
  int64_t low = range.qmin - range.zeroPoint;
  int64_t high = range.qmax - range.zeroPoint;
  if (fitsI32 && llvm::isInt<32>(low) && llvm::isInt<32>(high))
    value = emitIntegerCast(builder, loc, value, builder.getI32Type());
  IntegerEmitter emit(builder, loc, value.getType());
  Value clamped =
      emit.min(emit.max(value, emit.constant(low)), emit.constant(high));
  // The sum is exact modulo 2^bits of the storage, so it can be done there.
  Value narrow = emitIntegerCast(builder, loc, clamped, resultType);
  IntegerEmitter emitNarrow(builder, loc, resultType);
  return emitNarrow.add(narrow, emitNarrow.constant(range.zeroPoint));
}
