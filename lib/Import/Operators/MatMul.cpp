//===- MatMul.cpp - Products of matrices and stacks of matrices -----------===//

#include "Contraction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace quantx::importer {
namespace {

/// One MatMul whose operands have rank 2 at least: vectors have become matrices
/// of one row or column.
class MatMulEmitter {
public:
  MatMulEmitter(NodeImporter &importer, const MatMulOperands &operands,
                DataType type, Location loc)
      : importer(importer), a(operands.a), b(operands.b), type(type), loc(loc) {
  }

  FailureOr<TensorValue> emit();

private:
  static ArrayRef<OpFoldResult> getBatch(const TensorValue &value) {
    return ArrayRef(value.shape).drop_back(2);
  }
  Shape withMatrix(ArrayRef<OpFoldResult> batch, OpFoldResult rows,
                   OpFoldResult columns) const {
    Shape shape(batch);
    shape.append({rows, columns});
    return shape;
  }
  OpFoldResult getRows() const { return a.shape[a.getRank() - 2]; }
  OpFoldResult getDepth() const { return a.shape.back(); }
  OpFoldResult getColumns() const { return b.shape.back(); }
  TensorValue emitZero(const Shape &shape) {
    return emitFilled(importer, type, shape, 0.0, importer.getLoc("init"));
  }

  TensorValue emitOneMatrix();
  TensorValue emitStack();
  TensorValue emitContraction();
  AffineMap getOperandMap(TensorValue &operand, AffineExpr row,
                          AffineExpr column);

  NodeImporter &importer;
  TensorValue a, b;
  /// The type of the sums.
  DataType type;
  /// Of the op that is the product.
  Location loc;
  /// Batch extents of the result.
  Shape batch;
};

} // namespace

/// Every matrix of `a` times the same `b`: all rows are those of one matrix, so
/// that weights meet one large product instead of many small ones.
TensorValue MatMulEmitter::emitOneMatrix() {
  ShapeMath &math = importer.getMath();
  OpFoldResult rows = math.product(ArrayRef(a.shape).drop_back());
  TensorValue left =
      emitReshape(importer, a, {rows, getDepth()}, importer.getLoc("rows"));
  TensorValue right =
      emitReshape(importer, b, {b.shape[b.getRank() - 2], getColumns()},
                  importer.getLoc("matrix"));
  return emitMatmul(importer, left, right, false, false,
                    emitZero({rows, getColumns()}), loc);
}

/// As many matrices in `a` as in `b`.
TensorValue MatMulEmitter::emitStack() {
  OpFoldResult count = importer.getMath().product(batch);
  TensorValue left = emitReshape(importer, a, {count, getRows(), getDepth()},
                                 importer.getLoc("stack"));
  TensorValue right =
      emitReshape(importer, b, {count, b.shape[b.getRank() - 2], getColumns()},
                  importer.getLoc("stack"));
  TensorValue init = emitZero({count, getRows(), getColumns()});
  auto op = linalg::BatchMatmulOp::create(
      importer.getBuilder(), loc, TypeRange{init.value.getType()},
      ValueRange{importer.materialize(left), importer.materialize(right)},
      ValueRange{init.value});
  return {init.type, init.shape, op.getResult(0), nullptr};
}

/// The map of an operand with its broadcast batch extents dropped.
AffineMap MatMulEmitter::getOperandMap(TensorValue &operand, AffineExpr row,
                                       AffineExpr column) {
  SmallVector<AffineExpr> exprs;
  Shape kept;
  int64_t rank = operand.getRank(), loops = batch.size();
  for (int64_t dim = 0; dim < rank - 2; ++dim) {
    int64_t loop = loops - (rank - 2) + dim;
    if (getStatic(operand.shape[dim]) == 1 && getStatic(batch[loop]) != 1)
      continue;
    exprs.push_back(importer.getBuilder().getAffineDimExpr(loop));
    kept.push_back(operand.shape[dim]);
  }
  kept.append({operand.shape[rank - 2], operand.shape[rank - 1]});
  operand = emitReshape(importer, operand, kept, importer.getLoc("operand"));
  exprs.append({row, column});
  return AffineMap::get(loops + 3, 0, exprs, importer.getContext());
}

/// Batch extents that broadcast. Loops: batch, m, n, k.
TensorValue MatMulEmitter::emitContraction() {
  OpBuilder &builder = importer.getBuilder();
  int64_t loops = batch.size();
  AffineExpr m = builder.getAffineDimExpr(loops);
  AffineExpr n = builder.getAffineDimExpr(loops + 1);
  AffineExpr k = builder.getAffineDimExpr(loops + 2);
  TensorValue init = emitZero(withMatrix(batch, getRows(), getColumns()));
  SmallVector<AffineMap> maps = {getOperandMap(a, m, k),
                                 getOperandMap(b, k, n)};
  maps.push_back(
      builder.getMultiDimIdentityMap(loops + 3).dropResult(loops + 2));
  SmallVector<utils::IteratorType> iterators(loops + 2,
                                             utils::IteratorType::parallel);
  iterators.push_back(utils::IteratorType::reduction);
  auto op = linalg::GenericOp::create(
      builder, loc, init.value.getType(),
      ValueRange{importer.materialize(a), importer.materialize(b)},
      ValueRange{init.value}, maps, iterators,
      [](OpBuilder &nested, Location bodyLoc, ValueRange args) {
        linalg::YieldOp::create(nested, bodyLoc,
                                emitMultiplyAdd(nested, bodyLoc, args));
      });
  return {init.type, init.shape, op.getResult(0), nullptr};
}

FailureOr<TensorValue> MatMulEmitter::emit() {
  TensorValue batchA{a.type, Shape(getBatch(a)), nullptr, nullptr};
  TensorValue batchB{b.type, Shape(getBatch(b)), nullptr, nullptr};
  FailureOr<Shape> common = broadcastShapes(importer, {batchA, batchB});
  if (failed(common))
    return failure();
  batch = *common;
  auto isOne = [](OpFoldResult extent) { return getStatic(extent) == 1; };
  Shape shape = withMatrix(batch, getRows(), getColumns());
  TensorValue result;
  if (llvm::all_of(batchB.shape, isOne))
    result = emitOneMatrix();
  else if (batchA.shape == batch && batchB.shape == batch)
    result = emitStack();
  else
    return emitContraction();
  return emitReshape(importer, result, shape, loc);
}

FailureOr<MatMulOperands> promoteToMatrices(NodeImporter &importer,
                                            const TensorValue &a,
                                            const TensorValue &b) {
  if (a.getRank() == 0 || b.getRank() == 0)
    return importer.error() << "its inputs must not be scalars";
  MatMulOperands operands{a, b, a.getRank() == 1, b.getRank() == 1};
  if (failed(checkReduction(importer, a.shape.back(),
                            b.shape[operands.isVectorB ? 0 : b.getRank() - 2])))
    return failure();
  OpFoldResult one = importer.getMath().constant(1);
  if (operands.isVectorA)
    operands.a =
        emitReshape(importer, a, {one, a.shape[0]}, importer.getLoc("row"));
  if (operands.isVectorB)
    operands.b =
        emitReshape(importer, b, {b.shape[0], one}, importer.getLoc("column"));
  return operands;
}

FailureOr<TensorValue> emitMatMul(NodeImporter &importer,
                                  const MatMulOperands &operands, DataType type,
                                  StringRef part) {
  return MatMulEmitter(importer, operands, type, importer.getPartLoc(part))
      .emit();
}

TensorValue dropPromoted(NodeImporter &importer, const MatMulOperands &operands,
                         const TensorValue &result) {
  Shape shape = result.shape;
  if (operands.isVectorB)
    shape.pop_back();
  if (operands.isVectorA)
    shape.erase(shape.end() - (operands.isVectorB ? 1 : 2));
  return emitReshape(importer, result, shape, importer.getLoc());
}

LogicalResult importMatMul(NodeImporter &importer) {
  if (failed(checkContractionOperands(importer)))
    return failure();
  const TensorValue &a = importer.getInput(0), &b = importer.getInput(1);
  FailureOr<MatMulOperands> operands = promoteToMatrices(importer, a, b);
  if (failed(operands))
    return failure();
  FailureOr<TensorValue> result = emitMatMul(importer, *operands, a.type);
  if (failed(result))
    return failure();
  return importer.setResult(0, dropPromoted(importer, *operands, *result));
}

} // namespace quantx::importer
