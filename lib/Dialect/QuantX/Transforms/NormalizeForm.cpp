//===- NormalizeForm.cpp - Layer and RMS norm in integers -----------------===//
//
// Two sums and an inverse square root per row, two products per element:
// numerics::normalizeRow as structured ops (QX-N5 to QX-N8).
//
//===----------------------------------------------------------------------===//

#include "RowArith.h"
#include "RowForm.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/LaneEmitter.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

namespace {
class NormalizeForm {
public:
  NormalizeForm(OpResult head, RowInput input, Epilogue epilogue)
      : head(head), input(std::move(input)), epilogue(std::move(epilogue)),
        rank(cast<ShapedType>(head.getType()).getRank()) {}

  LogicalResult match(const RowFlow &flow, Refusal &refusal);
  Value emit(OpBuilder &builder) const;

private:
  LogicalResult deriveRows(const RowFlow &flow, Refusal &refusal);
  LogicalResult deriveChannels(Refusal &refusal);
  Value emitDifference(OpBuilder &builder, Location loc, Value q) const;
  Value emitSum(const RowEmitter &rows) const;
  Value emitSumOfSquares(const RowEmitter &rows) const;
  Value emitNormalized(OpBuilder &builder, Location loc, Value q,
                       ValueRange row) const;
  Value emitOutput(OpBuilder &builder, Location loc, Value y,
                   ValueRange channels) const;
  Value emitResults(const RowEmitter &rows, ValueRange sums) const;

  OpResult head;
  RowInput input;
  Epilogue epilogue;
  int64_t rank;
  numerics::Normalize norm;
  numerics::NormalizeOutput output;
  /// Those of `output` by index.
  Grid<int64_t> multipliers = 0, offsets = 0;
};
} // namespace

//===----------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------===//

static numerics::QuantParams toNumerics(const RowInput &input) {
  ParamsAttr params = input.params;
  return {params.getScaleAt(0), params.getZeroPointAt(0),
          numerics::StorageRange::full(input.getBits(), !params.isUnsigned())};
}

LogicalResult NormalizeForm::deriveRows(const RowFlow &flow, Refusal &refusal) {
  Operation *op = head.getOwner();
  if (!input.count)
    return refusal(op,
                   "normalizes rows whose length is known at run time only");
  // Multiplied by the factor, epsilon would be compared with its square.
  double epsilon = flow.epsilon / (input.factor * input.factor);
  numerics::DerivedNormalize derived =
      numerics::deriveNormalize(toNumerics(input), *input.count, epsilon,
                                flow.function == RowFunction::Normalize);
  switch (derived.status) {
  case numerics::NormalizeStatus::Ok:
    norm = derived.value;
    return success();
  case numerics::NormalizeStatus::RowTooLong:
    return refusal(
        op, llvm::formatv("normalizes rows of {0} elements of {1} bits, and "
                          "sums of squares are exact up to {2}",
                          *input.count, input.getBits(),
                          int64_t(1) << (31 - input.getBits())));
  case numerics::NormalizeStatus::EpsilonTooLarge:
    return refusal(op,
                   llvm::formatv("has the epsilon {0:e}, which is too large "
                                 "for steps of {1:e} in its input",
                                 epsilon, input.params.getScaleAt(0)));
  case numerics::NormalizeStatus::Invalid:
    return refusal(op, "normalizes rows without elements, or has an epsilon "
                       "that is no number");
  }
  llvm_unreachable("all statuses are handled");
}

LogicalResult NormalizeForm::deriveChannels(Refusal &refusal) {
  const ChannelAffine &channels = epilogue.channels;
  const ClampedAffine &function = epilogue.function;
  double step = epilogue.getParams().getScaleAt(0);
  GridDomain domain = channels.factor.getDomain();
  domain.include(channels.offset.getDomain());
  auto gains = generateGrid(domain, rank, [&](ArrayRef<int64_t> index) {
    return channels.factor.at(index) * function.scale / step;
  });
  auto reals = generateGrid(domain, rank, [&](ArrayRef<int64_t> index) {
    return (channels.offset.at(index) * function.scale + function.offset) /
           step;
  });
  // Of both, one number for each index of one domain.
  std::vector<double> allGains, allOffsets;
  (void)generateGrid(domain, rank, [&](ArrayRef<int64_t> index) {
    allGains.push_back(gains.at(index));
    allOffsets.push_back(reals.at(index));
    return 0;
  });
  auto [low, high] = epilogue.getStoredBounds();
  numerics::DerivedNormalizeOutput derived = numerics::deriveNormalizeOutput(
      norm, allGains, allOffsets, epilogue.getParams().getZeroPointAt(0), low,
      high);
  if (derived.status == numerics::FixedPointStatus::TooLarge)
    return refusal(head.getOwner(),
                   "is multiplied by or added to numbers that are too large "
                   "for the scale of its result");
  if (derived.status != numerics::FixedPointStatus::Ok)
    return refusal(head.getOwner(),
                   "is multiplied by or added to numbers that are not finite");
  output = std::move(derived.value);
  size_t at = 0;
  multipliers = generateGrid(domain, rank, [&](ArrayRef<int64_t>) -> int64_t {
    return output.multipliers[at++];
  });
  at = 0;
  offsets = generateGrid(domain, rank, [&](ArrayRef<int64_t>) -> int64_t {
    return output.offsets[at++];
  });
  return success();
}

LogicalResult NormalizeForm::match(const RowFlow &flow, Refusal &refusal) {
  return failure(failed(deriveRows(flow, refusal)) ||
                 failed(deriveChannels(refusal)));
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

/// q less the zero point that counts, in i32.
Value NormalizeForm::emitDifference(OpBuilder &builder, Location loc,
                                    Value q) const {
  Type i32 = builder.getI32Type();
  Value wide = emitIntegerCast(builder, loc, q, i32, input.params.isUnsigned());
  if (norm.zeroPoint == 0)
    return wide;
  return arith::SubIOp::create(
      builder, loc, wide,
      emitIntegerConstant(builder, loc, i32, norm.zeroPoint));
}

Value NormalizeForm::emitSum(const RowEmitter &rows) const {
  return rows.reduce(input.stored, rows.getBuilder().getI32Type(), 0,
                     [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
                       Value u = emitDifference(b, loc, args[0]);
                       return arith::AddIOp::create(b, loc, u, args[1]);
                     });
}

/// In i32 where every row's sum fits.
Value NormalizeForm::emitSumOfSquares(const RowEmitter &rows) const {
  auto [min, max] = ParamsAttr::getTypeBounds(input.params.getStorageType());
  int64_t reach = std::max(max - norm.zeroPoint, norm.zeroPoint - min);
  unsigned width = llvm::isInt<32>(norm.count * reach * reach) ? 32 : 64;
  Type type = rows.getBuilder().getIntegerType(width);
  return rows.reduce(input.stored, type, 0,
                     [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
                       Value u = emitIntegerCast(
                           b, loc, emitDifference(b, loc, args[0]), type);
                       Value square = arith::MulIOp::create(b, loc, u, u);
                       return arith::AddIOp::create(b, loc, square, args[1]);
                     });
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

/// The next of `channels` in 64 bits, or the only number of a grid without
/// dimensions, which is no operand.
static Value takeChannel(LaneEmitter &emit, Location loc,
                         const Grid<int64_t> &grid, ValueRange &channels) {
  if (grid.isScalar())
    return emit.constant(64, static_cast<uint64_t>(grid.getValues().front()));
  Value value = channels.front();
  channels = channels.drop_front();
  return emitIntegerCast(emit.getBuilder(), loc, value,
                         emit.getBuilder().getI64Type());
}

/// numerics::normalized in 64 bits. `row` is the multiplier, the shift and, if
/// centered, the sum.
Value NormalizeForm::emitNormalized(OpBuilder &builder, Location loc, Value q,
                                    ValueRange row) const {
  Type i32 = builder.getI32Type(), i64 = builder.getI64Type();
  LaneEmitter emit(builder, loc, i64);
  Value distance = emit.emit<arith::MulIOp>(
      emitDifference(builder, loc, q),
      emitIntegerConstant(builder, loc, i32, norm.count));
  if (norm.centered)
    distance = emit.emit<arith::SubIOp>(distance, row[2]);
  auto wide = [&](Value value) {
    return emitIntegerCast(builder, loc, value, i64);
  };
  Value y = emitRoundingShift(
      builder, loc, emit.emit<arith::MulIOp>(wide(distance), wide(row[0])),
      wide(row[1]), RoundingMode::Single);
  // It fits 32 bits, and so multiplies as such.
  return wide(emitIntegerCast(builder, loc, y, i32));
}

/// numerics::applyNormalizeOutput of `y`.
Value NormalizeForm::emitOutput(OpBuilder &builder, Location loc, Value y,
                                ValueRange channels) const {
  LaneEmitter emit(builder, loc, builder.getI64Type());
  Value multiplier = takeChannel(emit, loc, multipliers, channels);
  Value offset = takeChannel(emit, loc, offsets, channels);
  Value steps =
      emit.emit<arith::AddIOp>(emit.emit<arith::MulIOp>(y, multiplier), offset);
  steps = emit.emit<arith::ShRSIOp>(
      steps, emit.constant(64, static_cast<uint64_t>(output.shift)));
  // Of 64 bits, less than 2^31 are left after a shift by 32.
  return emitOffsetAndClamp(builder, loc, steps, {0, output.qmin, output.qmax},
                            epilogue.getParams().getTensorElementType(),
                            /*fitsI32=*/output.shift >= 32);
}

/// `sums` are as for emitInverseDeviation.
Value NormalizeForm::emitResults(const RowEmitter &rows,
                                 ValueRange sums) const {
  OpBuilder &builder = rows.getBuilder();
  Type i32 = builder.getI32Type(), i64 = builder.getI64Type();
  Value table = rows.createTable(numerics::getInverseSquareRootTable());
  SmallVector<Value> ofRows = {
      rows.onRows(sums, i32,
                  [&](OpBuilder &b, Location loc, ValueRange args) {
                    return emitInverseDeviation(b, loc, norm, args, table);
                  }),
      rows.onRows(sums, i32, [&](OpBuilder &b, Location loc, ValueRange args) {
        return emitInverseDeviationShift(b, loc, norm, args);
      })};
  if (norm.centered)
    ofRows.push_back(sums[1]);
  SmallVector<ElementwiseOperand> elements = {{input.stored, {}}};
  for (auto [grid, type] : {std::make_pair(&multipliers, i32), {&offsets, i64}})
    if (!grid->isScalar())
      elements.push_back(
          {createGridConstant(builder, rows.getLoc(), *grid, type),
           grid->getDomain().getMap(rank, builder.getContext())});
  return rows.onElements(
      elements, ofRows, epilogue.getParams().getTensorElementType(),
      [&](OpBuilder &b, Location loc, ValueRange args) {
        Value y =
            emitNormalized(b, loc, args[0], args.take_back(ofRows.size()));
        return emitOutput(b, loc, y,
                          args.drop_front().drop_back(ofRows.size()));
      });
}

Value NormalizeForm::emit(OpBuilder &builder) const {
  remarkRowForm(head, norm.centered ? "layer norm" : "RMS norm",
                numerics::getNormalizeErrorBound(norm, output));
  RowEmitter rows(builder, epilogue.getLoc(), input);
  SmallVector<Value> sums = {emitSumOfSquares(rows)};
  if (norm.centered)
    sums.push_back(emitSum(rows));
  return emitResults(rows, sums);
}

FailureOr<IntegerForm> quantx::matchNormalize(OpResult head,
                                              const RowInput &input,
                                              const RowFlow &flow,
                                              const Epilogue &epilogue,
                                              Refusal &refusal) {
  auto form = std::make_shared<NormalizeForm>(head, input, epilogue);
  if (failed(form->match(flow, refusal)))
    return failure();
  return IntegerForm(
      [form](OpBuilder &builder) { return form->emit(builder); });
}
