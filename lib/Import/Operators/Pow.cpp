//===- Pow.cpp - Powers of numbers of mixed types
//--------------------------===//

#include "../Emit.h"
#include "../EmitConversion.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>

using namespace mlir;

namespace quantx::importer {

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

void addPowOperators(OperatorTable &table) {
  table.add({{"Pow", 2, 2, 1, "", importPow, evaluatePow}});
}

} // namespace quantx::importer
