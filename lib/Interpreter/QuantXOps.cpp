//===- QuantXOps.cpp - quantx ops with constant parameters ----------------===//

#include "Frame.h"
#include "QuantXParams.h"

#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Numerics/InterpolatedTable.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

using Result = FailureOr<OpResults>;

/// A tensor of the first operand's shape, each element from the one at its
/// index: `function` gets both and the index.
static Result mapElements(
    Operation *op, const Frame &frame,
    llvm::function_ref<Scalar(const Scalar &, ArrayRef<int64_t>)> function) {
  const HostTensor &input = frame.getTensor(op->getOperand(0));
  FailureOr<HostTensor> result =
      createTensor(op, op->getResult(0).getType(), input.getShape());
  if (failed(result))
    return failure();
  Type from = getElementTypeOrSelf(op->getOperand(0));
  Type to = getElementTypeOrSelf(op->getResult(0));
  int64_t next = 0;
  (void)forEachIndex(input.getShape(), [&](ArrayRef<int64_t> index) {
    store(*result, to, next, function(load(input, from, next), index));
    ++next;
    return success();
  });
  return OpResults{*result};
}

static Result runQuantize(QuantizeOp op, const Frame &frame) {
  ParamsAttr params = op.getParams();
  ScalarQuantizer quantizer(params.getScheme(),
                            op.getPrecision().value_or(Type()));
  ParamsIndex indexer(params.getScheme(),
                      frame.getTensor(op.getInput()).getShape());
  SmallVector<float> scales = params.getScales();
  SmallVector<int64_t> zeroPoints = params.getZeroPoints();
  return mapElements(op, frame, [&](const Scalar &x, ArrayRef<int64_t> index) {
    int64_t at = indexer(index);
    return quantizer.quantize(static_cast<float>(x.real), scales[at],
                              zeroPoints[zeroPoints.size() == 1 ? 0 : at]);
  });
}

static Result runDequantize(DequantizeOp op, const Frame &frame) {
  ParamsAttr params = op.getParams();
  ScalarQuantizer quantizer(params.getScheme());
  ParamsIndex indexer(params.getScheme(),
                      frame.getTensor(op.getInput()).getShape());
  SmallVector<float> scales = params.getScales();
  SmallVector<int64_t> zeroPoints = params.getZeroPoints();
  Type type = getElementTypeOrSelf(op.getType());
  return mapElements(
      op, frame, [&](const Scalar &stored, ArrayRef<int64_t> index) {
        int64_t at = indexer(index);
        float x = quantizer.dequantize(
            stored, scales[at], zeroPoints[zeroPoints.size() == 1 ? 0 : at]);
        return Scalar::ofReal(roundTo(x, type));
      });
}

static Result runRequantize(RequantizeOp op, const Frame &frame) {
  FixedPointAttr fixedPoint = op.getFixedPoint();
  ParamsAttr params = op.getParams();
  auto rounding = static_cast<numerics::RoundingMode>(fixedPoint.getRounding());
  unsigned from = getWidth(getElementTypeOrSelf(op.getInput()));
  unsigned to = getWidth(getElementTypeOrSelf(op.getType()));
  return mapElements(
      op, frame, [&](const Scalar &acc, ArrayRef<int64_t> index) {
        int64_t at = fixedPoint.isScalar() ? 0 : index[*op.getAxis()];
        Int128 number = op.getInputUnsigned()
                            ? static_cast<Int128>(asUnsigned(acc.integer, from))
                            : acc.integer;
        int64_t stored = numerics::requantize(
            static_cast<int64_t>(number) - op.getInputZeroPoint(),
            {fixedPoint.getMultipliers()[at], fixedPoint.getShifts()[at]},
            rounding, params.getZeroPointAt(0), params.getStorageMin(),
            params.getStorageMax());
        return Scalar::ofInteger(wrap(stored, to));
      });
}

static Result runLookup(LookupOp op, const Frame &frame) {
  if (!canReadElements(op.getTable()))
    return op->emitOpError("cannot be interpreted: the elements of its table "
                           "cannot be read");
  SmallVector<int64_t> table = elementsToIntegers(op.getTable());
  bool isInterpolated = table.size() == numerics::kInterpolatedEntries;
  unsigned from = getWidth(getElementTypeOrSelf(op.getInput()));
  unsigned to = getWidth(getElementTypeOrSelf(op.getType()));
  return mapElements(op, frame, [&](const Scalar &q, ArrayRef<int64_t>) {
    int64_t entry =
        isInterpolated
            ? numerics::interpolate(table.data(),
                                    static_cast<uint32_t>(q.integer + 0x8000))
            : table[static_cast<size_t>(asUnsigned(q.integer, from))];
    return Scalar::ofInteger(wrap(entry, to));
  });
}

std::optional<Result> interpreter::interpretQuantX(Operation *op,
                                                   const Frame &frame) {
  using Maybe = std::optional<Result>;
  return llvm::TypeSwitch<Operation *, Maybe>(op)
      .Case([&](QuantizeOp o) { return runQuantize(o, frame); })
      .Case([&](DequantizeOp o) { return runDequantize(o, frame); })
      .Case([&](RequantizeOp o) { return runRequantize(o, frame); })
      .Case([&](LookupOp o) { return runLookup(o, frame); })
      .Case([&](RangeOp o) -> Maybe {
        return Result(OpResults{frame.getTensor(o.getInput())});
      })
      .Case([&](ObserveOp) -> Maybe { return Result(OpResults()); })
      .Default(Maybe());
}
