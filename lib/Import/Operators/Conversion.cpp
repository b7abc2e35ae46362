//===- Conversion.cpp - Cast, and Pow of mixed types ----------------------===//

#include "../Emit.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>

using namespace mlir;

namespace quantx::importer {

//===----------------------------------------------------------------------===//
// Pow
//===----------------------------------------------------------------------===//

/// Converts a scalar number between two types.
static Value emitConversion(OpBuilder &builder, Location loc, Value scalar,
                            DataType from, DataType to) {
  Type type = getElementType(to, builder.getContext());
  if (from == to || scalar.getType() == type)
    return scalar;
  unsigned fromWidth = getByteWidth(from), toWidth = getByteWidth(to);
  bool fromUnsigned = isUnsignedInteger(from) || from == DataType::Bool;
  if (isFloat(from) && isFloat(to)) {
    // f16 and bf16 are equally wide, and neither holds the other.
    if (fromWidth == toWidth) {
      scalar =
          arith::ExtFOp::create(builder, loc, builder.getF32Type(), scalar);
      return arith::TruncFOp::create(builder, loc, type, scalar);
    }
    if (fromWidth < toWidth)
      return arith::ExtFOp::create(builder, loc, type, scalar);
    return arith::TruncFOp::create(builder, loc, type, scalar);
  }
  if (isFloat(to)) {
    if (fromUnsigned)
      return arith::UIToFPOp::create(builder, loc, type, scalar);
    return arith::SIToFPOp::create(builder, loc, type, scalar);
  }
  if (isFloat(from)) {
    if (isUnsignedInteger(to))
      return arith::FPToUIOp::create(builder, loc, type, scalar);
    return arith::FPToSIOp::create(builder, loc, type, scalar);
  }
  if (from != DataType::Bool && fromWidth > toWidth)
    return arith::TruncIOp::create(builder, loc, type, scalar);
  if (fromUnsigned)
    return arith::ExtUIOp::create(builder, loc, type, scalar);
  return arith::ExtSIOp::create(builder, loc, type, scalar);
}

/// True for a constant whose elements are all `number`.
static bool isFilledWith(const TensorValue &value, double number) {
  if (!value.isConstant())
    return false;
  const TensorData &data = value.known->data;
  for (int64_t i = 0, e = data.getNumElements(); i < e; ++i)
    if (getFloatElement(data, i) != number)
      return false;
  return true;
}

static LogicalResult importPow(NodeImporter &importer) {
  const TensorValue &base = importer.getInput(0);
  const TensorValue &exponent = importer.getInput(1);
  if (base.type == DataType::Bool || exponent.type == DataType::Bool)
    return importer.error() << "its inputs must be numbers, but are bool";
  FailureOr<Shape> shape = broadcastShapes(importer, {base, exponent});
  if (failed(shape))
    return failure();
  // x * x is correctly rounded and what every library's pow(x, 2) gives.
  bool square = isFilledWith(exponent, 2.0);
  bool integers = isInteger(base.type) && isInteger(exponent.type);
  DataType compute =
      isFloat(base.type) || integers ? base.type : DataType::Double;
  return importer.setResult(
      0, emitElementwise(
             importer, {base, exponent}, *shape, base.type, importer.getLoc(),
             [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               if (square && isFloat(base.type))
                 return arith::MulFOp::create(nested, loc, args[0], args[0]);
               Value x =
                   emitConversion(nested, loc, args[0], base.type, compute);
               Value y =
                   emitConversion(nested, loc, args[1], exponent.type, compute);
               if (integers)
                 return math::IPowIOp::create(nested, loc, x, y);
               Value power = math::PowFOp::create(nested, loc, x, y);
               return emitConversion(nested, loc, power, compute, base.type);
             }));
}

/// Repeated squaring, wrapping; nullopt for a negative exponent.
static std::optional<int64_t> powInt(int64_t base, int64_t exponent) {
  if (exponent < 0)
    return std::nullopt;
  uint64_t result = 1, square = static_cast<uint64_t>(base);
  for (; exponent != 0; exponent >>= 1, square *= square)
    if (exponent & 1)
      result *= square;
  return static_cast<int64_t>(result);
}

static FailureOr<bool> evaluatePow(NodeImporter &importer) {
  const TensorValue &base = importer.getInput(0);
  const TensorValue &exponent = importer.getInput(1);
  FailureOr<Shape> shape = broadcastShapes(importer, {base, exponent});
  if (failed(shape))
    return failure();
  SmallVector<int64_t> extents = llvm::map_to_vector(*shape, getStatic);
  std::optional<int64_t> count = countElements(extents);
  if (!count || !isWorthFolding(importer, *count) || !base.isConstant() ||
      !exponent.isConstant())
    return false;
  bool integers = isInteger(base.type) && isInteger(exponent.type);
  ConstantWriter writer(base.type, *count);
  SmallVector<int64_t> coordinates(extents.size());
  const TensorData &left = base.known->data, &right = exponent.known->data;
  for (int64_t index = 0; index < *count; ++index) {
    delinearize(index, extents, coordinates);
    int64_t i = linearizeBroadcast(coordinates, left.shape);
    int64_t j = linearizeBroadcast(coordinates, right.shape);
    if (!integers) {
      writer.setFloat(
          index, std::pow(getFloatElement(left, i), getFloatElement(right, j)));
      continue;
    }
    std::optional<int64_t> power =
        powInt(getIntElement(left, i), getIntElement(right, j));
    if (!power)
      return false;
    writer.setInt(index, *power);
  }
  if (failed(
          importer.setResult(0, writer.finish(extents, importer.getContext()))))
    return failure();
  return true;
}

//===----------------------------------------------------------------------===//
// Cast
//===----------------------------------------------------------------------===//

static FailureOr<DataType> getCastType(NodeImporter &importer) {
  int64_t number = importer.getInt("to", 0);
  std::optional<DataType> type = getDataType(number);
  if (type)
    return *type;
  return importer.error() << "a cast to " << spellDataType(number)
                          << " is not supported";
}

static LogicalResult importCast(NodeImporter &importer) {
  FailureOr<DataType> to = getCastType(importer);
  if (failed(to))
    return failure();
  const TensorValue &input = importer.getInput(0);
  DataType from = input.type;
  if (from == *to)
    return importer.setResult(0, input);
  Value zero = emitScalar(importer, from, 0, importer.getLoc("zero"));
  return importer.setResult(
      0, emitElementwise(
             importer, input, input.shape, *to, importer.getLoc(),
             [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               if (*to != DataType::Bool)
                 return emitConversion(nested, loc, args[0], from, *to);
               if (isFloat(from))
                 return arith::CmpFOp::create(
                     nested, loc, arith::CmpFPredicate::UNE, args[0], zero);
               return arith::CmpIOp::create(
                   nested, loc, arith::CmpIPredicate::ne, args[0], zero);
             }));
}

static FailureOr<bool> evaluateCast(NodeImporter &importer) {
  FailureOr<DataType> to = getCastType(importer);
  if (failed(to))
    return failure();
  const TensorValue &input = importer.getInput(0);
  TensorValue result = input;
  const KnownTensor &known = *input.known;
  if (known.isSymbolic()) {
    // Extents stay exact in the wide integers only.
    if (*to != DataType::Int64 && *to != DataType::Int32)
      return false;
    result = makeExtents(importer, *to, known.getShape(), known.elements);
  } else if (input.type != *to) {
    int64_t count = known.data.getNumElements();
    ConstantWriter writer(*to, count);
    for (int64_t i = 0; i < count; ++i)
      if (isFloat(input.type) ||
          (input.type == DataType::UInt64 && isFloat(*to)))
        writer.setFloat(i, getFloatElement(known.data, i));
      else
        writer.setInt(i, getIntElement(known.data, i));
    result = writer.finish(known.getShape(), importer.getContext());
  }
  if (failed(importer.setResult(0, std::move(result))))
    return failure();
  return true;
}

void addConversionOperators(OperatorTable &table) {
  table.add({{"Pow", 2, 2, 1, "", importPow, evaluatePow},
             {"Cast", 1, 1, 1, "to:i saturate:i", importCast, evaluateCast}});
}

} // namespace quantx::importer
