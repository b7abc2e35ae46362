//===- QLinear.cpp - QLinearConv and QLinearMatMul ------------------------===//
//
// The sums are exact integers. With constant parameters a fixed point brings
// them to the scale of the result; ties go to even, as ONNX rounds. With others
// a quotient of floats does.
//
//===----------------------------------------------------------------------===//

#include "../EmitConversion.h"
#include "../OperatorTable.h"
#include "../QuantizationParams.h"
#include "IntegerContraction.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace quantx::importer {
namespace {

/// The real numbers of an accumulator and what is made of them.
struct Rescaling {
  TensorValue accumulator;
  /// The scales of the operands; each a scalar, or broadcast to the
  /// accumulator.
  TensorValue scaleA;
  TensorValue scaleB;
  /// Of the result, per tensor.
  QuantizationParams result;
};

} // namespace

/// The dimension of `accumulator` along which `scale` varies; -1 for none,
/// nullopt when it is not one dimension.
static std::optional<int64_t> getVaryingDim(const TensorValue &scale,
                                            const TensorValue &accumulator) {
  int64_t varying = -1;
  int64_t offset = accumulator.getRank() - scale.getRank();
  for (int64_t dim = 0; dim < scale.getRank(); ++dim) {
    if (getStatic(scale.shape[dim]) == 1)
      continue;
    if (varying >= 0)
      return std::nullopt;
    varying = dim + offset;
  }
  return varying;
}

/// The fixed points of scaleA * scaleB / scale, one for each index of a
/// dimension at most; they must all be constants.
static FailureOr<FixedPointAttr> deriveFixedPoint(NodeImporter &importer,
                                                  const Rescaling &rescaling) {
  const TensorData &a = rescaling.scaleA.known->data;
  const TensorData &b = rescaling.scaleB.known->data;
  double scale = getFloatElement(rescaling.result.scale.known->data, 0);
  int64_t countA = a.getNumElements(), countB = b.getNumElements();
  SmallVector<int32_t> multipliers, shifts;
  for (int64_t i = 0, e = std::max(countA, countB); i < e; ++i) {
    double real = getFloatElement(a, countA == 1 ? 0 : i) *
                  getFloatElement(b, countB == 1 ? 0 : i) / scale;
    numerics::DerivedFixedPoint derived = numerics::deriveFixedPoint(real);
    if (!derived.isUsable())
      return importer.error()
             << "[QX-F4] the product of the scales of its operands over that "
                "of its result is "
             << real << " for channel " << i
             << ", and must be positive and below 2^30";
    multipliers.push_back(derived.value.multiplier);
    shifts.push_back(derived.value.shift);
  }
  return FixedPointAttr::get(importer.getContext(), multipliers, shifts,
                             RoundingMode::NearestEven);
}

/// With constant scales, of which one varies along one dimension at most.
static FailureOr<TensorValue> emitRequantize(NodeImporter &importer,
                                             const Rescaling &rescaling,
                                             std::optional<int64_t> axis) {
  FailureOr<FixedPointAttr> fixedPoint = deriveFixedPoint(importer, rescaling);
  if (failed(fixedPoint))
    return failure();
  OpBuilder &builder = importer.getBuilder();
  ParamsAttr params = getParamsAttr(importer, rescaling.result);
  Value accumulator = importer.materialize(rescaling.accumulator);
  auto type = cast<RankedTensorType>(accumulator.getType());
  IntegerAttr axisAttr =
      fixedPoint->isScalar() ? nullptr : builder.getI64IntegerAttr(*axis);
  auto op = RequantizeOp::create(
      builder, importer.getLoc(), type.clone(params.getTensorElementType()),
      accumulator, *fixedPoint, params, axisAttr,
      /*input_zero_point=*/0, /*input_unsigned=*/false);
  return TensorValue{rescaling.result.storage, rescaling.accumulator.shape,
                     op.getResult(), nullptr};
}

/// With scales that are values: the real numbers first, then their quotients.
static TensorValue emitQuotients(NodeImporter &importer,
                                 const Rescaling &rescaling) {
  DataType typeA = rescaling.scaleA.type, typeB = rescaling.scaleB.type;
  TensorValue real = emitElementwise(
      importer, {rescaling.accumulator, rescaling.scaleA, rescaling.scaleB},
      rescaling.accumulator.shape, DataType::Float, importer.getLoc("real"),
      [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
        Value sum = emitConversion(nested, loc, args[0], DataType::Int32,
                                   DataType::Float);
        Value a = emitConversion(nested, loc, args[1], typeA, DataType::Float);
        Value b = emitConversion(nested, loc, args[2], typeB, DataType::Float);
        Value scale = arith::MulFOp::create(nested, loc, a, b);
        return arith::MulFOp::create(nested, loc, sum, scale);
      });
  return emitQuantize(importer, real, rescaling.result, DataType::Float,
                      importer.getLoc());
}

static LogicalResult setRescaled(NodeImporter &importer,
                                 const Rescaling &rescaling) {
  std::optional<int64_t> dimA =
      getVaryingDim(rescaling.scaleA, rescaling.accumulator);
  std::optional<int64_t> dimB =
      getVaryingDim(rescaling.scaleB, rescaling.accumulator);
  bool oneDim = dimA && dimB && (*dimA < 0 || *dimB < 0);
  bool constant = rescaling.scaleA.isConstant() &&
                  rescaling.scaleB.isConstant() &&
                  rescaling.result.isConstant();
  if (!oneDim || !constant)
    return importer.setResult(0, emitQuotients(importer, rescaling));
  FailureOr<TensorValue> result =
      emitRequantize(importer, rescaling, std::max(*dimA, *dimB));
  if (failed(result))
    return failure();
  return importer.setResult(0, *result);
}

/// The parameters of the result, whose storage type is that of its zero point.
static FailureOr<QuantizationParams>
readResult(NodeImporter &importer, const TensorValue &accumulator) {
  DataType storage = importer.getInput(7).type;
  if (storage != DataType::Int8 && storage != DataType::UInt8)
    return importer.error() << "its result must be int8 or uint8, but its zero "
                               "point is "
                            << spellDataType(storage);
  FailureOr<QuantizationParams> params =
      readParams(importer, {6, 7}, accumulator, storage, 0, 0);
  if (failed(params))
    return failure();
  if (!params->axes.empty())
    return importer.error() << "the scale of its result must be one number";
  return params;
}

/// A scale of one element as a scalar; checks its type and numbers.
static FailureOr<TensorValue> readScale(NodeImporter &importer,
                                        unsigned index) {
  FailureOr<TensorValue> scale = checkScale(importer, index);
  if (failed(scale))
    return failure();
  auto isOne = [](OpFoldResult extent) { return getStatic(extent) == 1; };
  if (llvm::all_of(scale->shape, isOne))
    return emitReshape(importer, *scale, {}, importer.getLoc("scale"));
  return scale;
}

namespace {
/// What the node multiplies: inputs 0 to 2 and 3 to 5 are data, scale and zero
/// point of each.
struct ScaledOperands {
  IntegerOperand a, b;
  TensorValue scaleA, scaleB;
};
} // namespace

static FailureOr<ScaledOperands> readOperands(NodeImporter &importer) {
  FailureOr<IntegerOperand> a = readIntegerOperand(importer, 0, 2);
  if (failed(a))
    return failure();
  FailureOr<IntegerOperand> b = readIntegerOperand(importer, 3, 5);
  if (failed(b))
    return failure();
  FailureOr<TensorValue> scaleA = readScale(importer, 1);
  if (failed(scaleA))
    return failure();
  FailureOr<TensorValue> scaleB = readScale(importer, 4);
  if (failed(scaleB))
    return failure();
  return ScaledOperands{*a, *b, *scaleA, *scaleB};
}

static LogicalResult importQLinearConv(NodeImporter &importer) {
  FailureOr<ScaledOperands> operands = readOperands(importer);
  if (failed(operands))
    return failure();
  auto &[input, filter, scaleA, scaleB] = *operands;
  std::optional<TensorValue> bias;
  if (importer.hasInput(8))
    bias = importer.getInput(8);
  FailureOr<TensorValue> sums =
      emitIntegerConvolution(importer, input, filter, bias, "sums");
  if (failed(sums))
    return failure();
  if (scaleA.getRank() != 0 ||
      (scaleB.getRank() != 0 && scaleB.shape != Shape{filter.value.shape[0]}))
    return importer.error()
           << "the scale of its input must be one number, and that of its "
              "filter one or one for each filter";
  if (scaleB.getRank() == 1) {
    Shape channels(sums->getRank() - 1, importer.getMath().constant(1));
    channels.front() = scaleB.shape[0];
    scaleB = emitReshape(importer, scaleB, channels, importer.getLoc("scale"));
  }
  FailureOr<QuantizationParams> result = readResult(importer, *sums);
  if (failed(result))
    return failure();
  return setRescaled(importer, {*sums, scaleA, scaleB, *result});
}

static LogicalResult importQLinearMatMul(NodeImporter &importer) {
  FailureOr<ScaledOperands> operands = readOperands(importer);
  if (failed(operands))
    return failure();
  auto &[a, b, scaleA, scaleB] = *operands;
  FailureOr<TensorValue> sums = emitIntegerMatMul(importer, a, b, "sums");
  if (failed(sums))
    return failure();
  if (scaleA.getRank() == 1)
    scaleA = emitReshape(importer, scaleA,
                         {scaleA.shape[0], importer.getMath().constant(1)},
                         importer.getLoc("scale"));
  FailureOr<Shape> shape = broadcastShapes(importer, {*sums, scaleA, scaleB});
  if (failed(shape))
    return failure();
  if (*shape != sums->shape)
    return importer.error() << "the scales of its operands must be one number, "
                               "or one for each row of A and column of B";
  FailureOr<QuantizationParams> result = readResult(importer, *sums);
  if (failed(result))
    return failure();
  return setRescaled(importer, {*sums, scaleA, scaleB, *result});
}

void addQLinearOperators(OperatorTable &table) {
  table.add({{"QLinearConv", 8, 9, 1,
              "auto_pad:s dilations:is group:i kernel_shape:is pads:is "
              "strides:is",
              importQLinearConv},
             {"QLinearMatMul", 8, 8, 1, "", importQLinearMatMul}});
}

} // namespace quantx::importer
