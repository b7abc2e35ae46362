//===- Math.cpp - Elementary functions ------------------------------------===//

#include "mlir/Dialect/Math/IR/Math.h"
#include "../Emit.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>

using namespace mlir;

namespace quantx::importer {

static LogicalResult checkFloat(NodeImporter &importer) {
  DataType type = importer.getInput(0).type;
  if (isFloat(type))
    return success();
  return importer.error() << "its input must be a float tensor, but is "
                          << spellDataType(type);
}

template <typename OpTy>
static LogicalResult importFunction(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (failed(checkFloat(importer)))
    return failure();
  return importer.setResult(
      0, emitElementwise(
             importer, input, input.shape, input.type, importer.getLoc(),
             [](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               return OpTy::create(nested, loc, args[0]);
             }));
}

template <double (*function)(double)>
static FailureOr<bool> evaluateFunction(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (failed(checkFloat(importer)))
    return failure();
  const TensorData &data = input.known->data;
  int64_t count = data.getNumElements();
  ConstantWriter writer(input.type, count);
  for (int64_t i = 0; i < count; ++i)
    writer.setFloat(i, function(getFloatElement(data, i)));
  if (failed(importer.setResult(
          0, writer.finish(data.shape, importer.getContext()))))
    return failure();
  return true;
}

static double reciprocal(double number) { return 1.0 / number; }

static LogicalResult importReciprocal(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (failed(checkFloat(importer)))
    return failure();
  Value one = emitScalar(importer, input.type, 1.0, importer.getLoc("one"));
  return importer.setResult(
      0, emitElementwise(
             importer, input, input.shape, input.type, importer.getLoc(),
             [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               return arith::DivFOp::create(nested, loc, one, args[0]);
             }));
}

/// Neg and Abs are defined on signed integers as well.
static LogicalResult importNeg(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (isFloat(input.type))
    return importFunction<arith::NegFOp>(importer);
  if (!isInteger(input.type) || isUnsignedInteger(input.type))
    return importer.error()
           << "its input must be signed, but is " << spellDataType(input.type);
  Value zero = emitScalar(importer, input.type, 0, importer.getLoc("zero"));
  return importer.setResult(
      0, emitElementwise(
             importer, input, input.shape, input.type, importer.getLoc(),
             [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               return arith::SubIOp::create(nested, loc, zero, args[0]);
             }));
}

static LogicalResult importAbs(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (isFloat(input.type))
    return importFunction<math::AbsFOp>(importer);
  if (isUnsignedInteger(input.type))
    return importer.setResult(0, input);
  return importer.setResult(
      0, emitElementwise(
             importer, input, input.shape, input.type, importer.getLoc(),
             [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               return math::AbsIOp::create(nested, loc, args[0]);
             }));
}

void addMathOperators(OperatorTable &table) {
  table.add({{"Sqrt", 1, 1, 1, "", importFunction<math::SqrtOp>,
              evaluateFunction<std::sqrt>},
             {"Exp", 1, 1, 1, "", importFunction<math::ExpOp>,
              evaluateFunction<std::exp>},
             {"Log", 1, 1, 1, "", importFunction<math::LogOp>,
              evaluateFunction<std::log>},
             {"Erf", 1, 1, 1, "", importFunction<math::ErfOp>,
              evaluateFunction<std::erf>},
             {"Tanh", 1, 1, 1, "", importFunction<math::TanhOp>,
              evaluateFunction<std::tanh>},
             {"Floor", 1, 1, 1, "", importFunction<math::FloorOp>,
              evaluateFunction<std::floor>},
             {"Ceil", 1, 1, 1, "", importFunction<math::CeilOp>,
              evaluateFunction<std::ceil>},
             {"Round", 1, 1, 1, "", importFunction<math::RoundEvenOp>,
              evaluateFunction<std::nearbyint>},
             {"Reciprocal", 1, 1, 1, "", importReciprocal,
              evaluateFunction<reciprocal>},
             {"Neg", 1, 1, 1, "", importNeg},
             {"Abs", 1, 1, 1, "", importAbs}});
}

} // namespace quantx::importer
