//===- RowArith.cpp - Numbers of rows as scalar arith ops -----------------===//

#include "RowArith.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/LaneEmitter.h"

using namespace mlir;
using namespace quantx;

/// table[index], the index read as unsigned.
static Value emitEntry(OpBuilder &builder, Location loc, Value table,
                       Value index) {
  Value at =
      arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(), index);
  return tensor::ExtractOp::create(builder, loc, table, at);
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

Value quantx::emitExponential(OpBuilder &builder, Location loc,
                              Value difference, Value fine, Value coarse) {
  if (!coarse)
    return emitEntry(builder, loc, fine, difference);
  LaneEmitter emit(builder, loc, difference.getType());
  Value high = emit.emit<arith::ShRUIOp>(difference, emit.constant(32, 8));
  Value low = emit.emit<arith::AndIOp>(difference, emit.constant(32, 255));
  Type i64 = builder.getI64Type();
  Value product = emit.emit<arith::MulIOp>(
      emit.cast<arith::ExtSIOp>(i64, emitEntry(builder, loc, coarse, high)),
      emit.cast<arith::ExtSIOp>(i64, emitEntry(builder, loc, fine, low)));
  Value rounded = emitRoundingShift(
      builder, loc, product, emit.constant(64, numerics::kExponentialBits),
      RoundingMode::Single);
  return emit.cast<arith::TruncIOp>(builder.getI32Type(), rounded);
}

/// The leading zeros of a row's sum, and the sum, which is at least 1.
static std::pair<Value, Value> emitZeros(LaneEmitter &emit, Location loc,
                                         Value sum) {
  Value positive = emit.emit<arith::MaxSIOp>(sum, emit.constant(64, 1));
  Value zeros =
      math::CountLeadingZerosOp::create(emit.getBuilder(), loc, positive);
  return {zeros, positive};
}

Value quantx::emitReciprocal(OpBuilder &builder, Location loc, Value sum,
                             numerics::FixedPoint gain) {
  LaneEmitter emit(builder, loc, sum.getType());
  auto [zeros, positive] = emitZeros(emit, loc, sum);
  Value divisor = emit.emit<arith::ShRUIOp>(
      emit.emit<arith::ShLIOp>(positive, zeros), emit.constant(64, 32));
  uint64_t dividend = static_cast<uint64_t>(gain.multiplier) << 31;
  Value half = emit.emit<arith::ShRUIOp>(divisor, emit.constant(64, 1));
  Value quotient = emit.emit<arith::DivUIOp>(
      emit.emit<arith::AddIOp>(emit.constant(64, dividend), half), divisor);
  return emit.cast<arith::TruncIOp>(builder.getI32Type(), quotient);
}

Value quantx::emitReciprocalShift(OpBuilder &builder, Location loc, Value sum,
                                  numerics::FixedPoint gain) {
  LaneEmitter emit(builder, loc, sum.getType());
  Value zeros = emitZeros(emit, loc, sum).first;
  auto most = static_cast<uint64_t>(gain.shift + 63);
  Value shift = emit.emit<arith::MinSIOp>(
      emit.emit<arith::SubIOp>(emit.constant(64, most), zeros),
      emit.constant(64, numerics::kMaxShift));
  return emit.cast<arith::TruncIOp>(builder.getI32Type(), shift);
}

//===----------------------------------------------------------------------===//
// Inverse square roots
//===----------------------------------------------------------------------===//

/// The number under the root, at least 1, and its shift to a mantissa: the
/// leading zeros less the lowest bit of their number. `sums` are that of the
/// squares and, if centered, that of the elements.
static std::pair<Value, Value> emitRadicand(LaneEmitter &emit, Location loc,
                                            const numerics::Normalize &norm,
                                            ValueRange sums) {
  OpBuilder &builder = emit.getBuilder();
  Type i64 = builder.getI64Type();
  Value total =
      emit.emit<arith::MulIOp>(emitIntegerCast(builder, loc, sums[0], i64),
                               emit.constant(64, norm.count));
  if (norm.centered) {
    Value sum = emitIntegerCast(builder, loc, sums[1], i64);
    total = emit.emit<arith::SubIOp>(total, emit.emit<arith::MulIOp>(sum, sum));
  }
  total = emit.emit<arith::ShLIOp>(total, emit.constant(64, norm.fractionBits));
  total = emit.emit<arith::AddIOp>(total, emit.constant(64, norm.epsilon));
  total = emit.emit<arith::MaxSIOp>(total, emit.constant(64, 1));
  Value zeros = math::CountLeadingZerosOp::create(builder, loc, total);
  return {total, emit.emit<arith::AndIOp>(zeros, emit.constant(64, 62))};
}

/// One step of Newton's method, as in numerics::inverseSquareRoot.
static Value emitRefinement(LaneEmitter &emit, Value mantissa, Value x) {
  auto bits = [&](unsigned count) { return emit.constant(64, count); };
  Value square =
      emit.emit<arith::ShRUIOp>(emit.emit<arith::MulIOp>(x, x), bits(30));
  Value product = emit.emit<arith::ShRUIOp>(
      emit.emit<arith::MulIOp>(mantissa, square), bits(32));
  Value slope =
      emit.emit<arith::SubIOp>(emit.constant(64, uint64_t(3) << 30), product);
  return emit.emit<arith::ShRUIOp>(emit.emit<arith::MulIOp>(x, slope),
                                   bits(31));
}

Value quantx::emitInverseDeviation(OpBuilder &builder, Location loc,
                                   const numerics::Normalize &norm,
                                   ValueRange sums, Value table) {
  LaneEmitter emit(builder, loc, builder.getI64Type());
  auto [total, zeros] = emitRadicand(emit, loc, norm, sums);
  Value mantissa = emit.emit<arith::ShRUIOp>(
      emit.emit<arith::ShLIOp>(total, zeros), emit.constant(64, 32));
  Value index = emit.emit<arith::SubIOp>(
      emit.emit<arith::ShRUIOp>(mantissa, emit.constant(64, 24)),
      emit.constant(64, 64));
  Value x = emit.cast<arith::ExtSIOp>(builder.getI64Type(),
                                      emitEntry(builder, loc, table, index));
  x = emitRefinement(emit, mantissa, x);
  x = emitRefinement(emit, mantissa, x);
  x = emit.emit<arith::MinSIOp>(x, emit.constant(64, INT32_MAX));
  return emit.cast<arith::TruncIOp>(builder.getI32Type(), x);
}

Value quantx::emitInverseDeviationShift(OpBuilder &builder, Location loc,
                                        const numerics::Normalize &norm,
                                        ValueRange sums) {
  LaneEmitter emit(builder, loc, builder.getI64Type());
  Value zeros = emitRadicand(emit, loc, norm, sums).second;
  Value half = emit.emit<arith::ShRUIOp>(zeros, emit.constant(64, 1));
  int base = 32 + norm.headroom - norm.fractionBits / 2;
  Value shift = emit.emit<arith::MaxSIOp>(
      emit.emit<arith::SubIOp>(emit.constant(64, static_cast<uint64_t>(base)),
                               half),
      emit.constant(64, 1));
  return emit.cast<arith::TruncIOp>(builder.getI32Type(), shift);
}
