//===- Elementwise.cpp - Arithmetic with broadcasting ---------------------===//

#include "../Emit.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "ScalarOps.h"

using namespace mlir;

namespace quantx::importer {

/// The operands of an operator that wants them all of one type.
static FailureOr<SmallVector<TensorValue>>
getUniformOperands(NodeImporter &importer) {
  SmallVector<TensorValue> operands;
  for (unsigned i = 0, e = importer.getNumInputs(); i < e; ++i) {
    if (!importer.hasInput(i))
      return importer.error() << "its input " << i << " is missing";
    operands.push_back(importer.getInput(i));
    if (operands.back().type != operands.front().type)
      return importer.error() << "its inputs must be of one type, but are "
                              << spellDataType(operands.front().type) << " and "
                              << spellDataType(operands.back().type);
  }
  if (operands.front().type == DataType::Bool)
    return importer.error() << "its inputs must be numbers, but are bool";
  return operands;
}

template <typename ScalarOp>
static LogicalResult importArithmetic(NodeImporter &importer) {
  FailureOr<SmallVector<TensorValue>> operands = getUniformOperands(importer);
  if (failed(operands))
    return failure();
  if (operands->size() == 1)
    return importer.setResult(0, operands->front());
  FailureOr<Shape> shape = broadcastShapes(importer, *operands);
  if (failed(shape))
    return failure();
  DataType type = operands->front().type;
  return importer.setResult(
      0, emitElementwise(importer, *operands, *shape, type, importer.getLoc(),
                         [&](OpBuilder &nested, Location loc, ValueRange args) {
                           Value result = args[0];
                           for (Value arg : args.drop_front())
                             result = ScalarOp::emit(nested, loc, type,
                                                     {result, arg});
                           return result;
                         }));
}

/// One element of a broadcast known result, or false if it cannot be computed.
using ElementFn = llvm::function_ref<bool(int64_t index, int64_t a, int64_t b)>;

/// Calls `compute` with every index of `shape` and the indices of the elements
/// of `a` and `b` that broadcast to it.
static bool forEachElement(ArrayRef<int64_t> shape, const TensorValue &a,
                           const TensorValue &b, ElementFn compute) {
  SmallVector<int64_t> coordinates(shape.size());
  for (int64_t i = 0, e = *countElements(shape); i < e; ++i) {
    delinearize(i, shape, coordinates);
    if (!compute(i, linearizeBroadcast(coordinates, a.known->getShape()),
                 linearizeBroadcast(coordinates, b.known->getShape())))
      return false;
  }
  return true;
}

template <typename ScalarOp>
static std::optional<TensorValue>
evaluatePair(NodeImporter &importer, const TensorValue &a, const TensorValue &b,
             ArrayRef<int64_t> shape) {
  const KnownTensor &left = *a.known, &right = *b.known;
  DataType type = a.type;
  if (left.isSymbolic() || right.isSymbolic()) {
    SmallVector<OpFoldResult> extents;
    bool done = forEachElement(shape, a, b, [&](int64_t, int64_t i, int64_t j) {
      MaybeExtent extent = ScalarOp::onExtents(
          importer.getMath(), getExtentElement(importer, left, i),
          getExtentElement(importer, right, j));
      extents.push_back(extent.value_or(OpFoldResult()));
      return extent.has_value();
    });
    if (!done)
      return std::nullopt;
    return makeExtents(importer, type, shape, extents);
  }
  ConstantWriter writer(type, *countElements(shape));
  bool done =
      forEachElement(shape, a, b, [&](int64_t index, int64_t i, int64_t j) {
        if (isFloat(type)) {
          writer.setFloat(index,
                          ScalarOp::onFloats(getFloatElement(left.data, i),
                                             getFloatElement(right.data, j)));
          return true;
        }
        MaybeInt number = ScalarOp::onInts(type, getIntElement(left.data, i),
                                           getIntElement(right.data, j));
        writer.setInt(index, number.value_or(0));
        return number.has_value();
      });
  if (!done)
    return std::nullopt;
  return writer.finish(shape, importer.getContext());
}

template <typename ScalarOp>
static FailureOr<bool> evaluateArithmetic(NodeImporter &importer) {
  FailureOr<SmallVector<TensorValue>> operands = getUniformOperands(importer);
  if (failed(operands))
    return failure();
  TensorValue result = operands->front();
  for (const TensorValue &operand : ArrayRef(*operands).drop_front()) {
    FailureOr<Shape> shape = broadcastShapes(importer, {result, operand});
    if (failed(shape))
      return failure();
    SmallVector<int64_t> extents = llvm::map_to_vector(*shape, getStatic);
    std::optional<int64_t> count = countElements(extents);
    if (!count || !isWorthFolding(importer, *count))
      return false;
    std::optional<TensorValue> pair =
        evaluatePair<ScalarOp>(importer, result, operand, extents);
    if (!pair)
      return false;
    result = std::move(*pair);
  }
  if (failed(importer.setResult(0, std::move(result))))
    return failure();
  return true;
}

template <typename ScalarOp>
static OperatorSpec makeSpec(llvm::StringLiteral name, unsigned minInputs,
                             unsigned maxInputs) {
  return {name,
          minInputs,
          maxInputs,
          1,
          "",
          importArithmetic<ScalarOp>,
          evaluateArithmetic<ScalarOp>};
}

void addElementwiseOperators(OperatorTable &table) {
  table.add({makeSpec<AddScalar>("Add", 2, 2), makeSpec<SubScalar>("Sub", 2, 2),
             makeSpec<MulScalar>("Mul", 2, 2), makeSpec<DivScalar>("Div", 2, 2),
             makeSpec<AddScalar>("Sum", 1, OperatorSpec::variadic),
             makeSpec<MinScalar>("Min", 1, OperatorSpec::variadic),
             makeSpec<MaxScalar>("Max", 1, OperatorSpec::variadic)});
}

} // namespace quantx::importer
