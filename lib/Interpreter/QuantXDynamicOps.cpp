//===- QuantXDynamicOps.cpp - quantx ops whose scale is a value -----------===//

#include "Frame.h"
#include "QuantXParams.h"

#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Numerics/RuntimeParams.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

using Result = FailureOr<OpResults>;

namespace {
/// Scale and zero point operands of an op, element by element.
class DynamicParams {
public:
  DynamicParams(SchemeAttr scheme, ArrayRef<int64_t> shape, Value scaleValue,
                Value zeroPointValue, const Frame &frame)
      : quantizer(scheme), indexer(scheme, shape),
        scales(&frame.getTensor(scaleValue)),
        scaleType(getElementTypeOrSelf(scaleValue)) {
    if (!zeroPointValue)
      return;
    zeroPoints = &frame.getTensor(zeroPointValue);
    zeroPointType = getElementTypeOrSelf(zeroPointValue);
  }

  bool fit() const {
    return scales->getNumElements() == indexer.size() &&
           (!zeroPoints || zeroPoints->getNumElements() == indexer.size());
  }
  float getScale(ArrayRef<int64_t> index) const {
    return static_cast<float>(load(*scales, scaleType, indexer(index)).real);
  }
  int64_t getZeroPoint(ArrayRef<int64_t> index) const {
    return zeroPoints ? quantizer.getNumber(
                            load(*zeroPoints, zeroPointType, indexer(index)))
                      : 0;
  }

private:
  ScalarQuantizer quantizer;
  ParamsIndex indexer;
  const HostTensor *scales, *zeroPoints = nullptr;
  Type scaleType, zeroPointType;
};
} // namespace

/// Runs one of the ops that map a tensor by a scale and a zero point:
/// `function` gets an element, the scale and the zero point.
template <typename Op, typename Function>
static Result mapByParams(Op op, const Frame &frame, Function function) {
  const HostTensor &input = frame.getTensor(op.getInput());
  DynamicParams params(op.getScheme(), input.getShape(), op.getScale(),
                       op.getZeroPoint(), frame);
  FailureOr<HostTensor> result =
      createTensor(op, op.getType(), input.getShape());
  if (failed(result))
    return failure();
  if (!params.fit())
    return op->emitOpError() << "has a scale or zero point that does not have "
                                "one number per group of a tensor of "
                             << input.describe();
  Type from = getElementTypeOrSelf(op.getInput());
  Type to = getElementTypeOrSelf(op.getType());
  int64_t next = 0;
  (void)forEachIndex(input.getShape(), [&](ArrayRef<int64_t> index) {
    store(*result, to, next,
          function(load(input, from, next), params.getScale(index),
                   params.getZeroPoint(index)));
    ++next;
    return success();
  });
  return OpResults{*result};
}

static Result runDynamicQuantize(DynamicQuantizeOp op, const Frame &frame) {
  ScalarQuantizer quantizer(op.getScheme(), op.getPrecision().value_or(Type()));
  return mapByParams(
      op, frame, [&](const Scalar &x, float scale, int64_t zeroPoint) {
        return quantizer.quantize(static_cast<float>(x.real), scale, zeroPoint);
      });
}

static Result runDynamicDequantize(DynamicDequantizeOp op, const Frame &frame) {
  ScalarQuantizer quantizer(op.getScheme());
  Type type = getElementTypeOrSelf(op.getType());
  return mapByParams(
      op, frame, [&](const Scalar &q, float scale, int64_t zeroPoint) {
        return Scalar::ofReal(
            roundTo(quantizer.dequantize(q, scale, zeroPoint), type));
      });
}

static Result runFakeQuantize(FakeQuantizeOp op, const Frame &frame) {
  ScalarQuantizer quantizer(op.getScheme());
  return mapByParams(
      op, frame, [&](const Scalar &x, float scale, int64_t zeroPoint) {
        Scalar stored =
            quantizer.quantize(static_cast<float>(x.real), scale, zeroPoint);
        return Scalar::ofReal(quantizer.dequantize(stored, scale, zeroPoint));
      });
}

/// The range of each group of elements that share parameters.
static std::vector<numerics::DataRange>
getRanges(const HostTensor &input, Type type, SchemeAttr scheme) {
  ParamsIndex indexer(scheme, input.getShape());
  std::vector<numerics::DataRange> ranges(indexer.size());
  int64_t next = 0;
  (void)forEachIndex(input.getShape(), [&](ArrayRef<int64_t> index) {
    ranges[indexer(index)].add(
        static_cast<float>(load(input, type, next++).real));
    return success();
  });
  return ranges;
}

static Result runChooseParams(ChooseParamsOp op, const Frame &frame) {
  SchemeAttr scheme = op.getScheme();
  const HostTensor &input = frame.getTensor(op.getInput());
  std::vector<numerics::DataRange> ranges =
      getRanges(input, getElementTypeOrSelf(op.getInput()), scheme);
  SmallVector<int64_t> shape;
  for (auto [i, axis] : llvm::enumerate(scheme.getAxes()))
    shape.push_back(
        llvm::divideCeil(input.getShape()[axis], scheme.getBlockSize(i)));
  OpResults results;
  for (Value result : op->getResults()) {
    FailureOr<HostTensor> tensor = createTensor(op, result.getType(), shape);
    if (failed(tensor))
      return failure();
    results.push_back(*tensor);
  }
  std::optional<numerics::FloatFormat> format =
      getFloatFormat(scheme.getStorageType());
  numerics::StorageRange storage;
  if (!format)
    storage = {getWidth(scheme.getTensorElementType()), !scheme.isUnsigned(),
               scheme.getStorageMin(), scheme.getStorageMax()};
  for (auto [i, range] : llvm::enumerate(ranges)) {
    auto at = static_cast<int64_t>(i);
    numerics::QuantParams params;
    if (format)
      params.scale = numerics::chooseScale(range, *format);
    else
      params = numerics::chooseParams(range, storage, op.getSymmetric());
    store(std::get<HostTensor>(results[0]), getElementTypeOrSelf(op.getScale()),
          at, Scalar::ofReal(params.scale));
    if (op.getZeroPoint()) {
      Type type = getElementTypeOrSelf(op.getZeroPoint());
      store(std::get<HostTensor>(results[1]), type, at,
            Scalar::ofInteger(wrap(params.zeroPoint, getWidth(type))));
    }
  }
  return results;
}

std::optional<Result> interpreter::interpretQuantXDynamic(Operation *op,
                                                          const Frame &frame) {
  using Maybe = std::optional<Result>;
  return llvm::TypeSwitch<Operation *, Maybe>(op)
      .Case([&](DynamicQuantizeOp o) { return runDynamicQuantize(o, frame); })
      .Case(
          [&](DynamicDequantizeOp o) { return runDynamicDequantize(o, frame); })
      .Case([&](FakeQuantizeOp o) { return runFakeQuantize(o, frame); })
      .Case([&](ChooseParamsOp o) { return runChooseParams(o, frame); })
      .Default(Maybe());
}
