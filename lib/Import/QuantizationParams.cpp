//===- QuantizationParams.cpp - Scales and zero points of nodes -----------===//

#include "QuantizationParams.h"

#include "Constants.h"
#include "Emit.h"
#include "EmitConversion.h"
#include "Evaluation.h"
#include "quantx/Numerics/Parameters.h"

using namespace mlir;

namespace quantx::importer {

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

FailureOr<TensorValue> checkScale(NodeImporter &importer, unsigned index) {
  const TensorValue &scale = importer.getInput(index);
  StringRef name = importer.getNode().inputs[index];
  if (scale.type != DataType::Float && scale.type != DataType::Float16 &&
      scale.type != DataType::BFloat16 && scale.type != DataType::Float8E8M0)
    return importer.error() << "its scale '" << name
                            << "' must be float, float16, bfloat16 or "
                               "float8e8m0, but is "
                            << spellDataType(scale.type);
  if (!scale.isConstant())
    return scale;
  float smallest =
      scale.type == DataType::Float ? numerics::kSmallestScale : 0.0f;
  const TensorData &data = scale.known->data;
  for (int64_t i = 0, e = data.getNumElements(); i < e; ++i) {
    auto number = static_cast<float>(getFloatElement(data, i));
    numerics::ScaleStatus status = numerics::validateScale(number, smallest);
    if (status != numerics::ScaleStatus::Ok)
      return importer.error()
             << "[QX-P1] element " << i << " of its scale '" << name << "', "
             << number << ", " << numerics::describe(status);
  }
  return scale;
}

namespace {

/// Reads the parameters of one tensor from the inputs of its node.
class ParamsReader {
public:
  ParamsReader(NodeImporter &importer, ParamsInputs inputs,
               const TensorValue &value)
      : importer(importer), inputs(inputs), value(value) {}

  FailureOr<QuantizationParams> read(DataType storage, int64_t axis,
                                     int64_t blockSize);

private:
  StringRef getName(unsigned index) const {
    return importer.getNode().inputs[index];
  }
  LogicalResult readBlocks(int64_t axis, int64_t blockSize);
  LogicalResult readAxis(int64_t axis);
  LogicalResult readGranularity(int64_t axis, int64_t blockSize);
  LogicalResult readZeroPoint();
  LogicalResult dropFloatZeroPoint(const TensorValue &zero);

  NodeImporter &importer;
  ParamsInputs inputs;
  const TensorValue &value;
  QuantizationParams params;
};

} // namespace

static bool isScalar(const TensorValue &value) {
  return value.getRank() <= 1 &&
         llvm::all_of(value.shape, [](OpFoldResult extent) {
           return getStatic(extent) == 1;
         });
}

/// Whether two extents may be equal.
static bool mayMatch(OpFoldResult a, OpFoldResult b) {
  int64_t sizeA = getStatic(a), sizeB = getStatic(b);
  return sizeA == sizeB || ShapedType::isDynamic(sizeA) ||
         ShapedType::isDynamic(sizeB);
}

/// Blocks along one axis; along the others, every index has its own scale.
LogicalResult ParamsReader::readBlocks(int64_t axis, int64_t blockSize) {
  FailureOr<int64_t> blocked = importer.normalizeAxis(axis, value.getRank());
  if (failed(blocked))
    return failure();
  ShapeMath &math = importer.getMath();
  bool matches = params.scale.getRank() == value.getRank();
  for (int64_t dim = 0; matches && dim < value.getRank(); ++dim) {
    int64_t size = dim == *blocked ? blockSize : 1;
    params.axes.push_back(dim);
    params.blockSizes.push_back(size);
    matches = mayMatch(params.scale.shape[dim],
                       math.ceilDiv(value.shape[dim], math.constant(size)));
  }
  if (matches)
    return success();
  return importer.error() << "its scale '" << getName(inputs.scale) << "', "
                          << params.scale.getTensorType(importer.getContext())
                          << ", does not fit "
                          << value.getTensorType(importer.getContext())
                          << " in blocks of " << blockSize << " along axis "
                          << *blocked;
}

LogicalResult ParamsReader::readAxis(int64_t axis) {
  FailureOr<int64_t> normalized = importer.normalizeAxis(axis, value.getRank());
  if (failed(normalized))
    return failure();
  params.axes.push_back(*normalized);
  if (mayMatch(params.scale.shape[0], value.shape[*normalized]))
    return success();
  return importer.error() << "its scale '" << getName(inputs.scale) << "' has "
                          << params.scale.getStaticDim(0)
                          << " elements, but axis " << *normalized << " of "
                          << value.getTensorType(importer.getContext())
                          << " has " << value.getStaticDim(*normalized);
}

LogicalResult ParamsReader::readGranularity(int64_t axis, int64_t blockSize) {
  if (blockSize < 0)
    return importer.error()
           << "its block_size is " << blockSize << ", but must be positive";
  if (blockSize > 0)
    return readBlocks(axis, blockSize);
  if (isScalar(params.scale)) {
    params.scale =
        emitReshape(importer, params.scale, {}, importer.getLoc("scale"));
    return success();
  }
  if (params.scale.getRank() == 1)
    return readAxis(axis);
  return importer.error()
         << "its scale '" << getName(inputs.scale) << "' is "
         << params.scale.getTensorType(importer.getContext())
         << ", but without block_size it must be one number or one for each "
            "index of an axis";
}

/// Float storage has no zero point; ONNX has one there to state the type.
LogicalResult ParamsReader::dropFloatZeroPoint(const TensorValue &zero) {
  if (!zero.isConstant())
    return success();
  const TensorData &data = zero.known->data;
  for (int64_t i = 0, e = data.getNumElements(); i < e; ++i)
    if (getFloatElement(data, i) != 0)
      return importer.error()
             << "its zero point '" << getName(inputs.zeroPoint) << "' of type "
             << spellDataType(zero.type) << " must be 0, but is "
             << getFloatElement(data, i);
  return success();
}

LogicalResult ParamsReader::readZeroPoint() {
  if (!importer.hasInput(inputs.zeroPoint))
    return success();
  TensorValue zero = importer.getInput(inputs.zeroPoint);
  if (zero.type != params.storage)
    return importer.error()
           << "its zero point '" << getName(inputs.zeroPoint) << "' is of type "
           << spellDataType(zero.type) << ", but must be "
           << spellDataType(params.storage) << " as the quantized tensor";
  if (isMinifloat(params.storage))
    return dropFloatZeroPoint(zero);
  Location loc = importer.getLoc("zero_point");
  if (params.axes.empty() && isScalar(zero))
    zero = emitReshape(importer, zero, {}, loc);
  bool matches = zero.getRank() == params.scale.getRank();
  for (int64_t dim = 0; matches && dim < zero.getRank(); ++dim)
    matches = mayMatch(zero.shape[dim], params.scale.shape[dim]);
  if (!matches)
    return importer.error()
           << "its zero point '" << getName(inputs.zeroPoint) << "' is "
           << zero.getTensorType(importer.getContext())
           << ", but must have the shape of its scale, "
           << params.scale.getTensorType(importer.getContext());
  params.zeroPoint = std::move(zero);
  return success();
}

FailureOr<QuantizationParams> ParamsReader::read(DataType storage, int64_t axis,
                                                 int64_t blockSize) {
  params.storage = storage;
  FailureOr<TensorValue> scale = checkScale(importer, inputs.scale);
  if (failed(scale))
    return failure();
  params.scale = *scale;
  if (failed(readGranularity(axis, blockSize)) || failed(readZeroPoint()))
    return failure();
  return std::move(params);
}

FailureOr<QuantizationParams> readParams(NodeImporter &importer,
                                         ParamsInputs inputs,
                                         const TensorValue &value,
                                         DataType storage, int64_t axis,
                                         int64_t blockSize) {
  return ParamsReader(importer, inputs, value).read(storage, axis, blockSize);
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

Type getStorageType(DataType type, MLIRContext *context) {
  if (!isUnsignedInteger(type))
    return getElementType(type, context);
  return IntegerType::get(context, getBitWidth(type), IntegerType::Unsigned);
}

SchemeAttr getSchemeAttr(NodeImporter &importer,
                         const QuantizationParams &params) {
  Type storage = getStorageType(params.storage, importer.getContext());
  auto [low, high] = SchemeAttr::getTypeBounds(storage);
  return SchemeAttr::get(importer.getContext(), storage, low, high,
                         params.overflow, params.axes, params.blockSizes);
}

/// Equal zero points are one for all.
static ZeroPointAttr getZeroPointAttr(MLIRContext *context,
                                      const QuantizationParams &params,
                                      SchemeAttr scheme) {
  Type storage = scheme.getStorageType();
  if (scheme.isFloat())
    return nullptr;
  if (!params.zeroPoint)
    return ZeroPointAttr::get(context, 0, storage);
  const TensorData &data = params.zeroPoint->known->data;
  ElementsAttr elements = getElementsAttr(storage, data);
  if (elements.isSplat())
    return ZeroPointAttr::get(context, getIntElement(data, 0), storage);
  return ZeroPointAttr::get(context, elements);
}

ParamsAttr getParamsAttr(NodeImporter &importer,
                         const QuantizationParams &params) {
  MLIRContext *context = importer.getContext();
  const TensorData &scale = params.scale.known->data;
  auto scaleAttr = ScaleAttr::get(
      context, getElementsAttr(getElementType(scale.type, context), scale));
  SchemeAttr scheme = getSchemeAttr(importer, params);
  return ParamsAttr::get(scheme, scaleAttr, /*outerScale=*/nullptr,
                         getZeroPointAttr(context, params, scheme));
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// The scale as an operand. An exponent is exact in f32.
static Value emitScale(NodeImporter &importer,
                       const QuantizationParams &params) {
  if (params.scale.type != DataType::Float8E8M0)
    return importer.materialize(params.scale);
  TensorValue wide = emitElementwise(
      importer, params.scale, params.scale.shape, DataType::Float,
      importer.getLoc("scale"),
      [](OpBuilder &nested, Location loc, ValueRange args) {
        return emitConversion(nested, loc, args[0], DataType::Float8E8M0,
                              DataType::Float);
      });
  return wide.value;
}

static Value emitZeroPoint(NodeImporter &importer,
                           const QuantizationParams &params) {
  return params.zeroPoint ? importer.materialize(*params.zeroPoint) : Value();
}

TensorValue emitQuantize(NodeImporter &importer, const TensorValue &value,
                         const QuantizationParams &params, DataType precision,
                         Location loc) {
  OpBuilder &builder = importer.getBuilder();
  Value input = importer.materialize(value);
  TypeAttr precisionAttr;
  if (precision != DataType::Float)
    precisionAttr =
        TypeAttr::get(getElementType(precision, importer.getContext()));
  TensorValue result{params.storage, value.shape, nullptr, nullptr};
  if (params.isConstant()) {
    auto op = QuantizeOp::create(builder, loc, input,
                                 getParamsAttr(importer, params));
    op.setPrecisionAttr(precisionAttr);
    result.value = op.getResult();
    return result;
  }
  auto op = DynamicQuantizeOp::create(
      builder, loc, input, emitScale(importer, params),
      emitZeroPoint(importer, params), getSchemeAttr(importer, params));
  op.setPrecisionAttr(precisionAttr);
  result.value = op.getResult();
  return result;
}

TensorValue emitDequantize(NodeImporter &importer, const TensorValue &value,
                           const QuantizationParams &params, DataType type,
                           Location loc) {
  OpBuilder &builder = importer.getBuilder();
  Value input = importer.materialize(value);
  Type elementType = getElementType(type, importer.getContext());
  Value result;
  if (params.isConstant())
    result = DequantizeOp::create(builder, loc, input,
                                  getParamsAttr(importer, params), elementType);
  else
    result = DynamicDequantizeOp::create(
        builder, loc, input, emitScale(importer, params),
        emitZeroPoint(importer, params), getSchemeAttr(importer, params),
        elementType);
  return {type, value.shape, result, nullptr};
}

} // namespace quantx::importer
