//===- SoftmaxForm.cpp - Softmax in integers ------------------------------===//
//
// A maximum, exponentials from a table, their sum, one division per row and one
// product per element: numerics::softmaxRow as structured ops (QX-N2, QX-N3).
//
//===----------------------------------------------------------------------===//

#include "RowArith.h"
#include "RowForm.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

namespace {
class SoftmaxForm {
public:
  SoftmaxForm(OpResult head, RowInput input, Epilogue epilogue)
      : head(head), input(std::move(input)), epilogue(std::move(epilogue)) {}

  LogicalResult match(Refusal &refusal);
  Value emit(OpBuilder &builder) const;

private:
  Value emitMaximum(const RowEmitter &rows) const;
  Value emitExponentials(const RowEmitter &rows, Value maximum) const;
  Value emitSum(const RowEmitter &rows, Value exponentials) const;
  Value emitProbabilities(const RowEmitter &rows, Value exponentials,
                          Value sum) const;

  OpResult head;
  RowInput input;
  Epilogue epilogue;
  numerics::Softmax softmax;
};
} // namespace

LogicalResult SoftmaxForm::match(Refusal &refusal) {
  const ChannelAffine &channels = epilogue.channels;
  double scale = epilogue.function.scale * channels.factor.getValues().front();
  if (!channels.factor.isScalar() || !(scale > 0) ||
      !channels.offset.isAll(0) || epilogue.function.offset != 0)
    return refusal(head.getOwner(),
                   "has its result multiplied by numbers that differ or are "
                   "not positive, or numbers added to it, and is not quantized "
                   "before that");
  ParamsAttr params = epilogue.getParams();
  double step = static_cast<double>(input.params.getScaleAt(0)) * input.factor;
  double gain = scale / static_cast<double>(params.getScaleAt(0));
  auto [low, high] = epilogue.getStoredBounds();
  numerics::DerivedSoftmax derived = numerics::deriveSoftmax(
      step, input.getBits(), gain, params.getZeroPointAt(0), low, high);
  if (!derived.isUsable())
    return refusal(
        head.getOwner(),
        llvm::formatv("needs the multiplier {0:e}, and the largest is below "
                      "2^30: the scale of its result is too small",
                      gain));
  softmax = std::move(derived.value);
  return success();
}

Value SoftmaxForm::emitMaximum(const RowEmitter &rows) const {
  bool isUnsigned = input.params.isUnsigned();
  Type type = getElementTypeOrSelf(input.stored);
  int64_t least =
      ParamsAttr::getTypeBounds(input.params.getStorageType()).first;
  return rows.reduce(input.stored, type, least,
                     [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
                       if (isUnsigned)
                         return arith::MaxUIOp::create(b, loc, args[0],
                                                       args[1]);
                       return arith::MaxSIOp::create(b, loc, args[0], args[1]);
                     });
}

Value SoftmaxForm::emitExponentials(const RowEmitter &rows,
                                    Value maximum) const {
  Type i32 = rows.getBuilder().getI32Type();
  Value fine = rows.createTable(softmax.fine);
  Value coarse =
      softmax.coarse.empty() ? Value() : rows.createTable(softmax.coarse);
  return rows.onElements(
      {{input.stored, {}}}, maximum, i32,
      [&](OpBuilder &b, Location loc, ValueRange args) {
        bool isUnsigned = input.params.isUnsigned();
        Value q = emitIntegerCast(b, loc, args[0], i32, isUnsigned);
        Value most = emitIntegerCast(b, loc, args[1], i32, isUnsigned);
        Value difference = arith::SubIOp::create(b, loc, most, q);
        return emitExponential(b, loc, difference, fine, coarse);
      });
}

Value SoftmaxForm::emitSum(const RowEmitter &rows, Value exponentials) const {
  Type i64 = rows.getBuilder().getI64Type();
  return rows.reduce(exponentials, i64, 0,
                     [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
                       Value wide = emitIntegerCast(b, loc, args[0], i64);
                       return arith::AddIOp::create(b, loc, wide, args[1]);
                     });
}

Value SoftmaxForm::emitProbabilities(const RowEmitter &rows, Value exponentials,
                                     Value sum) const {
  OpBuilder &builder = rows.getBuilder();
  Type i32 = builder.getI32Type(), i64 = builder.getI64Type();
  Value multiplier =
      rows.onRows(sum, i32, [&](OpBuilder &b, Location loc, ValueRange args) {
        return emitReciprocal(b, loc, args[0], softmax.gain);
      });
  Value shift =
      rows.onRows(sum, i32, [&](OpBuilder &b, Location loc, ValueRange args) {
        return emitReciprocalShift(b, loc, args[0], softmax.gain);
      });
  Type stored = epilogue.getParams().getTensorElementType();
  OutputRange range = {softmax.zeroPoint, softmax.qmin, softmax.qmax};
  return rows.onElements(
      {{exponentials, {}}}, {multiplier, shift}, stored,
      [&](OpBuilder &b, Location loc, ValueRange args) {
        Value product =
            arith::MulIOp::create(b, loc, emitIntegerCast(b, loc, args[0], i64),
                                  emitIntegerCast(b, loc, args[1], i64));
        Value rounded = emitRoundingShift(b, loc, product,
                                          emitIntegerCast(b, loc, args[2], i64),
                                          RoundingMode::Single);
        return emitOffsetAndClamp(b, loc, rounded, range, stored,
                                  /*fitsI32=*/true);
      });
}

Value SoftmaxForm::emit(OpBuilder &builder) const {
  std::optional<double> bound;
  if (input.count)
    bound = numerics::getSoftmaxErrorBound(softmax, *input.count);
  remarkRowForm(head, "softmax", bound);
  RowEmitter rows(builder, epilogue.getLoc(), input);
  Value maximum = emitMaximum(rows);
  Value exponentials = emitExponentials(rows, maximum);
  return emitProbabilities(rows, exponentials, emitSum(rows, exponentials));
}

FailureOr<IntegerForm> quantx::matchSoftmax(OpResult head,
                                            const RowInput &input,
                                            const Epilogue &epilogue,
                                            Refusal &refusal) {
  auto form = std::make_shared<SoftmaxForm>(head, input, epilogue);
  if (failed(form->match(refusal)))
    return failure();
  return IntegerForm(
      [form](OpBuilder &builder) { return form->emit(builder); });
}
