//===- Quantization.cpp - QuantizeLinear, DequantizeLinear ----------------===//

#include "../Emit.h"
#include "../EmitConversion.h"
#include "../OperatorTable.h"
#include "../QuantizationParams.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace quantx::importer {

/// Fails with an error when attribute `name` is given before the opset that
/// brought it.
static LogicalResult checkSince(const NodeImporter &importer, StringRef name,
                                int64_t sinceOpset) {
  if (!importer.hasAttr(name) || importer.getOpset() >= sinceOpset)
    return success();
  return importer.error() << "its attribute '" << name
                          << "' exists since opset " << sinceOpset << " only";
}

static LogicalResult checkAttributes(const NodeImporter &importer) {
  bool quantize = importer.getOp() == "QuantizeLinear";
  return failure(
      failed(checkSince(importer, "axis", 13)) ||
      failed(checkSince(importer, "saturate", 19)) ||
      failed(checkSince(importer, "block_size", 21)) ||
      failed(checkSince(importer, "output_dtype", quantize ? 21 : 23)) ||
      failed(checkSince(importer, "precision", 23)));
}

/// The type that attribute `name` states by its number, or `otherwise`.
static FailureOr<DataType>
readType(const NodeImporter &importer, StringRef name, DataType otherwise,
         llvm::function_ref<bool(DataType)> accepts) {
  int64_t number = importer.getInt(name, 0);
  if (number == 0)
    return otherwise;
  std::optional<DataType> type = getDataType(number);
  if (type && accepts(*type))
    return *type;
  return importer.error() << "its attribute '" << name << "' is "
                          << spellDataType(number)
                          << ", which is not supported";
}

static bool isReal(DataType type) {
  return isFloat(type) && type != DataType::Double;
}

/// What ONNX quantizes to: up to 16 bits, and minifloats but for exponents.
static bool isStorage(DataType type) {
  return (isInteger(type) && getBitWidth(type) <= 16) ||
         (isMinifloat(type) && type != DataType::Float8E8M0);
}

/// The storage type of a QuantizeLinear: that of the zero point, or stated.
static FailureOr<DataType> readStorage(const NodeImporter &importer) {
  bool hasZeroPoint = importer.hasInput(2);
  DataType implied = hasZeroPoint ? importer.getInput(2).type : DataType::UInt8;
  FailureOr<DataType> stated =
      readType(importer, "output_dtype", implied, isStorage);
  if (failed(stated))
    return failure();
  if (hasZeroPoint && *stated != implied)
    return importer.error()
           << "its output_dtype is " << spellDataType(*stated)
           << ", but its zero point is " << spellDataType(implied);
  if (!isStorage(*stated))
    return importer.error()
           << "quantization to " << spellDataType(*stated) << " is not defined";
  return *stated;
}

/// Scale and zero point of a node, along its axis or in its blocks.
static FailureOr<QuantizationParams> readNodeParams(NodeImporter &importer,
                                                    DataType storage) {
  FailureOr<QuantizationParams> params =
      readParams(importer, {1, 2}, importer.getInput(0), storage,
                 importer.getInt("axis", 1), importer.getInt("block_size", 0));
  if (succeeded(params) && !params->axes.empty() && importer.getOpset() < 13)
    return importer.error()
           << "its scale must be one number before opset 13, but is "
           << params->scale.getTensorType(importer.getContext());
  return params;
}

/// `input` plus 0, which leaves every number but -0 as it is. ONNX adds the
/// zero point of float4e2m1 to the quotient, other than that of the 8-bit
/// floats.
static TensorValue emitPlusZero(NodeImporter &importer,
                                const TensorValue &input) {
  Location loc = importer.getLoc("zero_point");
  Value zero = emitScalar(importer, input.type, 0.0, loc);
  return emitElementwise(
      importer, input, input.shape, input.type, loc,
      [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
        return arith::AddFOp::create(nested, loc, args[0], zero);
      });
}

/// The integers of `input` as floats.
static TensorValue emitToFloat(NodeImporter &importer,
                               const TensorValue &input) {
  return emitElementwise(importer, input, input.shape, DataType::Float,
                         importer.getLoc("float"),
                         [&](OpBuilder &nested, Location loc, ValueRange args) {
                           return emitConversion(nested, loc, args[0],
                                                 input.type, DataType::Float);
                         });
}

static LogicalResult importQuantize(NodeImporter &importer) {
  TensorValue input = importer.getInput(0);
  if (!isReal(input.type) && input.type != DataType::Int32)
    return importer.error() << "its input must be float, float16, bfloat16 or "
                               "int32, but is "
                            << spellDataType(input.type);
  if (failed(checkAttributes(importer)))
    return failure();
  FailureOr<DataType> storage = readStorage(importer);
  if (failed(storage))
    return failure();
  FailureOr<QuantizationParams> params = readNodeParams(importer, *storage);
  if (failed(params))
    return failure();
  if (importer.getInt("saturate", 1) == 0 && isMinifloat(*storage))
    params->overflow = Overflow::IEEE;
  DataType scaleType = params->scale.type;
  FailureOr<DataType> precision =
      readType(importer, "precision",
               isReal(scaleType) ? scaleType : DataType::Float, isReal);
  if (failed(precision))
    return failure();
  if (input.type == DataType::Int32)
    input = emitToFloat(importer, input);
  if (*storage == DataType::Float4E2M1 && importer.hasInput(2))
    input = emitPlusZero(importer, input);
  return importer.setResult(
      0, emitQuantize(importer, input, *params, *precision, importer.getLoc()));
}

static LogicalResult importDequantize(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (!isStorage(input.type) && input.type != DataType::Int32)
    return importer.error() << "a tensor of " << spellDataType(input.type)
                            << " cannot be dequantized";
  if (failed(checkAttributes(importer)))
    return failure();
  FailureOr<QuantizationParams> params = readNodeParams(importer, input.type);
  if (failed(params))
    return failure();
  FailureOr<DataType> type =
      readType(importer, "output_dtype", params->scale.type, isReal);
  if (failed(type))
    return failure();
  if (!isReal(*type))
    return importer.error() << "its scale is " << spellDataType(*type)
                            << ", so output_dtype must say what the result is";
  return importer.setResult(
      0, emitDequantize(importer, input, *params, *type, importer.getLoc()));
}

static LogicalResult importDynamicQuantize(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (input.type != DataType::Float)
    return importer.error()
           << "its input must be float, but is " << spellDataType(input.type);
  QuantizationParams params;
  auto choose = ChooseParamsOp::create(
      importer.getBuilder(), importer.getLoc(importer.hasResult(1) ? 1 : 0),
      importer.materialize(input), getSchemeAttr(importer, params));
  params.scale = {DataType::Float, {}, choose.getScale(), nullptr};
  params.zeroPoint = {DataType::UInt8, {}, choose.getZeroPoint(), nullptr};
  TensorValue result =
      emitQuantize(importer, input, params, DataType::Float, importer.getLoc());
  if (failed(importer.setResult(0, result)))
    return failure();
  if (importer.hasResult(1) && failed(importer.setResult(1, params.scale)))
    return failure();
  if (importer.hasResult(2))
    return importer.setResult(2, *params.zeroPoint);
  return success();
}

void addQuantizationOperators(OperatorTable &table) {
  table.add({{"QuantizeLinear", 2, 3, 1,
              "axis:i saturate:i block_size:i output_dtype:i precision:i",
              importQuantize, nullptr, /*takesLowPrecision=*/true},
             {"DequantizeLinear", 2, 3, 1, "axis:i block_size:i output_dtype:i",
              importDequantize, nullptr,
              /*takesLowPrecision=*/true},
             {"DynamicQuantizeLinear", 1, 1, 3, "", importDynamicQuantize}});
}

} // namespace quantx::importer
