//===- Comparison.cpp - Comparisons, logic and Where ----------------------===//

#include "../Emit.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APSInt.h"

using namespace mlir;

namespace quantx::importer {
namespace {

using FloatPredicate = arith::CmpFPredicate;
using IntPredicate = arith::CmpIPredicate;

/// The predicates of one comparison operator. Bools compare as 0 and 1, which
/// is what the unsigned predicate makes of an i1.
struct Comparison {
  FloatPredicate onFloats;
  IntPredicate onSigned;
  IntPredicate onUnsigned;
};

} // namespace

static Comparison getComparison(StringRef op) {
  if (op == "Equal")
    return {FloatPredicate::OEQ, IntPredicate::eq, IntPredicate::eq};
  if (op == "Less")
    return {FloatPredicate::OLT, IntPredicate::slt, IntPredicate::ult};
  if (op == "LessOrEqual")
    return {FloatPredicate::OLE, IntPredicate::sle, IntPredicate::ule};
  if (op == "Greater")
    return {FloatPredicate::OGT, IntPredicate::sgt, IntPredicate::ugt};
  assert(op == "GreaterOrEqual");
  return {FloatPredicate::OGE, IntPredicate::sge, IntPredicate::uge};
}

static bool isSignedInteger(DataType type) {
  return isInteger(type) && !isUnsignedInteger(type);
}

static LogicalResult checkSameType(NodeImporter &importer, unsigned i,
                                   unsigned j) {
  DataType a = importer.getInput(i).type, b = importer.getInput(j).type;
  if (a == b)
    return success();
  return importer.error() << "its inputs must be of one type, but are "
                          << spellDataType(a) << " and " << spellDataType(b);
}

static LogicalResult importCompare(NodeImporter &importer) {
  const TensorValue &a = importer.getInput(0), &b = importer.getInput(1);
  if (failed(checkSameType(importer, 0, 1)))
    return failure();
  FailureOr<Shape> shape = broadcastShapes(importer, {a, b});
  if (failed(shape))
    return failure();
  Comparison comparison = getComparison(importer.getOp());
  DataType type = a.type;
  return importer.setResult(
      0, emitElementwise(
             importer, {a, b}, *shape, DataType::Bool, importer.getLoc(),
             [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               if (isFloat(type))
                 return arith::CmpFOp::create(nested, loc, comparison.onFloats,
                                              args[0], args[1]);
               return arith::CmpIOp::create(nested, loc,
                                            isSignedInteger(type)
                                                ? comparison.onSigned
                                                : comparison.onUnsigned,
                                            args[0], args[1]);
             }));
}

/// Compares two extents where the outcome does not depend on the input.
static std::optional<bool> compareExtents(NodeImporter &importer,
                                          const Comparison &comparison,
                                          OpFoldResult a, OpFoldResult b) {
  int64_t x = getStatic(a), y = getStatic(b);
  bool knownX = !ShapedType::isDynamic(x), knownY = !ShapedType::isDynamic(y);
  auto apply = [&](int64_t left, int64_t right) {
    return arith::applyCmpPredicate(comparison.onSigned,
                                    APInt(64, left, /*isSigned=*/true),
                                    APInt(64, right, /*isSigned=*/true));
  };
  if (knownX && knownY)
    return apply(x, y);
  if (a == b)
    return apply(0, 0);
  // A dynamic extent is never negative, so against a negative number any
  // extent stands for all of them. Exporters compare shapes with -1 like this.
  if (knownY && y < 0 && importer.getMath().isNonNegative(a))
    return apply(0, y);
  if (knownX && x < 0 && importer.getMath().isNonNegative(b))
    return apply(x, 0);
  return std::nullopt;
}

/// Compares element `i` of `a` with element `j` of `b`.
static std::optional<bool> compareElements(NodeImporter &importer,
                                           const Comparison &comparison,
                                           const KnownTensor &a, int64_t i,
                                           const KnownTensor &b, int64_t j) {
  DataType type = a.data.type;
  if (isFloat(type))
    return arith::applyCmpPredicate(comparison.onFloats,
                                    APFloat(getFloatElement(a.data, i)),
                                    APFloat(getFloatElement(b.data, j)));
  if (isSignedInteger(type))
    return compareExtents(importer, comparison,
                          getExtentElement(importer, a, i),
                          getExtentElement(importer, b, j));
  return arith::applyCmpPredicate(comparison.onUnsigned,
                                  APInt(64, getIntElement(a.data, i)),
                                  APInt(64, getIntElement(b.data, j)));
}

static FailureOr<bool> evaluateCompare(NodeImporter &importer) {
  const TensorValue &a = importer.getInput(0), &b = importer.getInput(1);
  if (failed(checkSameType(importer, 0, 1)))
    return failure();
  FailureOr<Shape> shape = broadcastShapes(importer, {a, b});
  if (failed(shape))
    return failure();
  SmallVector<int64_t> extents = llvm::map_to_vector(*shape, getStatic);
  std::optional<int64_t> count = countElements(extents);
  if (!count || !isWorthFolding(importer, *count))
    return false;
  Comparison comparison = getComparison(importer.getOp());
  ConstantWriter writer(DataType::Bool, *count);
  SmallVector<int64_t> coordinates(extents.size());
  for (int64_t i = 0; i < *count; ++i) {
    delinearize(i, extents, coordinates);
    std::optional<bool> outcome = compareElements(
        importer, comparison, *a.known,
        linearizeBroadcast(coordinates, a.known->getShape()), *b.known,
        linearizeBroadcast(coordinates, b.known->getShape()));
    if (!outcome)
      return false;
    writer.setInt(i, *outcome);
  }
  if (failed(
          importer.setResult(0, writer.finish(extents, importer.getContext()))))
    return failure();
  return true;
}

//===----------------------------------------------------------------------===//
// Logic
//===----------------------------------------------------------------------===//

template <typename OpTy>
static LogicalResult importLogic(NodeImporter &importer) {
  const TensorValue &a = importer.getInput(0), &b = importer.getInput(1);
  if (a.type != DataType::Bool || b.type != DataType::Bool)
    return importer.error()
           << "its inputs must be bool, but are " << spellDataType(a.type)
           << " and " << spellDataType(b.type);
  FailureOr<Shape> shape = broadcastShapes(importer, {a, b});
  if (failed(shape))
    return failure();
  return importer.setResult(
      0, emitElementwise(
             importer, {a, b}, *shape, DataType::Bool, importer.getLoc(),
             [](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               return OpTy::create(nested, loc, args[0], args[1]);
             }));
}

static LogicalResult importNot(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (input.type != DataType::Bool)
    return importer.error()
           << "its input must be bool, but is " << spellDataType(input.type);
  Value yes = emitScalar(importer, DataType::Bool, 1, importer.getLoc("true"));
  return importer.setResult(
      0, emitElementwise(
             importer, input, input.shape, DataType::Bool, importer.getLoc(),
             [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               return arith::XOrIOp::create(nested, loc, args[0], yes);
             }));
}

//===----------------------------------------------------------------------===//
// Where
//===----------------------------------------------------------------------===//

static FailureOr<Shape> getWhereShape(NodeImporter &importer) {
  if (importer.getInput(0).type != DataType::Bool)
    return importer.error() << "its condition must be bool, but is "
                            << spellDataType(importer.getInput(0).type);
  if (failed(checkSameType(importer, 1, 2)))
    return failure();
  return broadcastShapes(importer, {importer.getInput(0), importer.getInput(1),
                                    importer.getInput(2)});
}

static LogicalResult importWhere(NodeImporter &importer) {
  FailureOr<Shape> shape = getWhereShape(importer);
  if (failed(shape))
    return failure();
  SmallVector<TensorValue> operands = {
      importer.getInput(0), importer.getInput(1), importer.getInput(2)};
  return importer.setResult(
      0, emitElementwise(
             importer, operands, *shape, operands[1].type, importer.getLoc(),
             [](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               return arith::SelectOp::create(nested, loc, args[0], args[1],
                                              args[2]);
             }));
}

static FailureOr<bool> evaluateWhere(NodeImporter &importer) {
  FailureOr<Shape> shape = getWhereShape(importer);
  if (failed(shape))
    return failure();
  SmallVector<int64_t> extents = llvm::map_to_vector(*shape, getStatic);
  std::optional<int64_t> count = countElements(extents);
  if (!count || !isWorthFolding(importer, *count))
    return false;
  const KnownTensor &condition = *importer.getInput(0).known;
  SmallVector<TensorValue> arms = {importer.getInput(1), importer.getInput(2)};
  SmallVector<int64_t> coordinates(extents.size());
  TensorValue result =
      gatherElements(importer, arms, extents, [&](int64_t i) -> ElementSource {
        delinearize(i, extents, coordinates);
        bool first = getIntElement(
            condition.data,
            linearizeBroadcast(coordinates, condition.getShape()));
        unsigned arm = first ? 0 : 1;
        return {arm,
                linearizeBroadcast(coordinates, arms[arm].known->getShape())};
      });
  if (failed(importer.setResult(0, std::move(result))))
    return failure();
  return true;
}

void addComparisonOperators(OperatorTable &table) {
  table.add({{"Equal", 2, 2, 1, "", importCompare, evaluateCompare},
             {"Less", 2, 2, 1, "", importCompare, evaluateCompare},
             {"LessOrEqual", 2, 2, 1, "", importCompare, evaluateCompare},
             {"Greater", 2, 2, 1, "", importCompare, evaluateCompare},
             {"GreaterOrEqual", 2, 2, 1, "", importCompare, evaluateCompare},
             {"And", 2, 2, 1, "", importLogic<arith::AndIOp>},
             {"Or", 2, 2, 1, "", importLogic<arith::OrIOp>},
             {"Xor", 2, 2, 1, "", importLogic<arith::XOrIOp>},
             {"Not", 1, 1, 1, "", importNot},
             {"Where", 3, 3, 1, "", importWhere, evaluateWhere}});
}

} // namespace quantx::importer
