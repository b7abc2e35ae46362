//===- ArgExtremum.cpp - ArgMax and ArgMin --------------------------------===//
//
// One reduction that carries the best element with its position. The first
// element is taken whatever the reduction starts from, so nothing depends on a
// number below all others, and stored integers compare as the reals do.
//
//===----------------------------------------------------------------------===//

#include "ArgExtremum.h"

#include "../Emit.h"
#include "../OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace quantx::importer {

/// True where `element` takes the place of `best`: if it is better, or as good
/// and the last position counts.
static Value emitIsBetter(OpBuilder &b, Location loc, DataType type, bool isMax,
                          bool takesLast, Value element, Value best) {
  using Float = arith::CmpFPredicate;
  using Int = arith::CmpIPredicate;
  // A minimum is a maximum with the operands exchanged.
  Value lhs = isMax ? element : best, rhs = isMax ? best : element;
  if (isFloat(type))
    return arith::CmpFOp::create(b, loc, takesLast ? Float::OGE : Float::OGT,
                                 lhs, rhs);
  if (isUnsignedInteger(type))
    return arith::CmpIOp::create(b, loc, takesLast ? Int::uge : Int::ugt, lhs,
                                 rhs);
  return arith::CmpIOp::create(b, loc, takesLast ? Int::sge : Int::sgt, lhs,
                               rhs);
}

/// The position along `axis` of the extremum of `input`, without that
/// dimension.
static TensorValue emitArgExtremum(NodeImporter &importer,
                                   const TensorValue &input, int64_t axis) {
  bool isMax = importer.getOp() == "ArgMax";
  bool takesLast = importer.getInt("select_last_index", 0) != 0;
  OpBuilder &builder = importer.getBuilder();
  Shape shape = input.shape;
  shape.erase(shape.begin() + axis);
  Value inits[] = {
      importer.materialize(
          emitFilled(importer, input.type, shape, 0, importer.getLoc("start"))),
      importer.materialize(emitFilled(importer, DataType::Int64, shape, 0,
                                      importer.getLoc("position")))};
  int64_t rank = input.getRank();
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  AffineMap kept = identity.dropResult(axis);
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  iterators[axis] = utils::IteratorType::reduction;
  auto body = [&](OpBuilder &b, Location loc, ValueRange args) {
    Value at = arith::IndexCastOp::create(
        b, loc, b.getI64Type(), linalg::IndexOp::create(b, loc, axis));
    Value zero = arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(0));
    Value isFirst =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, at, zero);
    Value isBetter =
        emitIsBetter(b, loc, input.type, isMax, takesLast, args[0], args[1]);
    Value take = arith::OrIOp::create(b, loc, isFirst, isBetter);
    Value best = arith::SelectOp::create(b, loc, take, args[0], args[1]);
    Value position = arith::SelectOp::create(b, loc, take, at, args[2]);
    linalg::YieldOp::create(b, loc, ValueRange{best, position});
  };
  auto op = linalg::GenericOp::create(
      builder, importer.getLoc(), TypeRange(ValueRange(inits)),
      importer.materialize(input), inits,
      ArrayRef<AffineMap>{identity, kept, kept}, iterators, body);
  return {DataType::Int64, shape, op.getResult(1), nullptr};
}

static LogicalResult importArgExtremum(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (input.type == DataType::Bool)
    return importer.error() << "its input must be numbers, but is bool";
  FailureOr<int64_t> axis =
      importer.normalizeAxis(importer.getInt("axis", 0), input.getRank());
  if (failed(axis))
    return failure();
  if (input.getStaticDim(*axis) == 0)
    return importer.error() << "it reduces an empty dimension";
  TensorValue result = emitArgExtremum(importer, input, *axis);
  if (importer.getInt("keepdims", 1) != 0) {
    Shape shape = input.shape;
    shape[*axis] = importer.getMath().constant(1);
    result = emitReshape(importer, result, shape, importer.getLoc());
  }
  return importer.setResult(0, std::move(result));
}

void addArgExtremumOperators(OperatorTable &table) {
  constexpr llvm::StringLiteral attributes =
      "axis:i keepdims:i select_last_index:i";
  table.add({{"ArgMax", 1, 1, 1, attributes, importArgExtremum},
             {"ArgMin", 1, 1, 1, attributes, importArgExtremum}});
}

} // namespace quantx::importer
