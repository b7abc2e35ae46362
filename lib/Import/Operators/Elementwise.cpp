//===- Elementwise.cpp - Arithmetic with broadcasting ---------------------===//

#include "../Emit.h"
#include "../OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace quantx::importer {

/// The operands of an operator that wants them all of one type.
static FailureOr<SmallVector<TensorValue>>
getUniformOperands(NodeImporter &importer) {
  SmallVector<TensorValue> operands;
  for (unsigned i = 0, e = importer.getNumInputs(); i < e; ++i) {
    operands.push_back(importer.getInput(i));
    if (operands.back().type != operands.front().type)
      return importer.error() << "its inputs must be of one type, but are "
                              << spellDataType(operands.front().type) << " and "
                              << spellDataType(operands.back().type);
  }
  return operands;
}

/// Add: one op for floats and one for integers.
template <typename FloatOp, typename IntOp>
static LogicalResult importArithmetic(NodeImporter &importer) {
  FailureOr<SmallVector<TensorValue>> operands = getUniformOperands(importer);
  if (failed(operands))
    return failure();
  FailureOr<Shape> shape = broadcastShapes(importer, *operands);
  if (failed(shape))
    return failure();
  DataType type = operands->front().type;
  return importer.setResult(
      0, emitElementwise(
             importer, *operands, *shape, type, importer.getLoc(),
             [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               if (isFloat(type))
                 return FloatOp::create(nested, loc, args[0], args[1]);
               return IntOp::create(nested, loc, args[0], args[1]);
             }));
}

static LogicalResult importClip(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  Value low, high;
  SmallVector<TensorValue> operands = {input};
  Location loc = importer.getLoc("bound");
  if (const Attribute *attr = importer.getAttr("min"))
    low = emitScalar(importer, input.type, attr->floatValue, loc);
  if (const Attribute *attr = importer.getAttr("max"))
    high = emitScalar(importer, input.type, attr->floatValue, loc);
  for (unsigned i : {1, 2}) {
    if (!importer.hasInput(i))
      continue;
    TensorValue bound = importer.getInput(i);
    operands.push_back(emitReshape(importer, bound, {}, loc));
  }
  return importer.setResult(
      0, emitElementwise(
             importer, operands, input.shape, input.type, importer.getLoc(),
             [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               unsigned next = 1;
               Value min = importer.hasInput(1) ? args[next++] : low;
               Value max = importer.hasInput(2) ? args[next++] : high;
               Value result = args[0];
               if (min)
                 result = arith::MaximumFOp::create(nested, loc, result, min);
               if (max)
                 result = arith::MinimumFOp::create(nested, loc, result, max);
               return result;
             }));
}

void addElementwiseOperators(OperatorTable &table) {
  table.add(
      {{"Add", 2, 2, 1, "", importArithmetic<arith::AddFOp, arith::AddIOp>},
       {"Clip", 1, 3, 1, "min:f max:f", importClip}});
}

} // namespace quantx::importer
