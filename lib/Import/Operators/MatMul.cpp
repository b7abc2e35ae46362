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
  MatMulEmitter(NodeImporter &importer, TensorValue a, TensorValue b)
      : importer(importer), a(std::move(a)), b(std::move(b)) {}

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
    return emitFilled(importer, a.type, shape, 0.0, importer.getLoc("init"));
  }

  TensorValue emitOneMatrix();
  TensorValue emitStack();
  TensorValue emitContraction();
  AffineMap getOperandMap(TensorValue &operand, AffineExpr row,
                          AffineExpr column);

  NodeImporter &importer;
  TensorValue a, b;
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
                    emitZero({rows, getColumns()}), importer.getLoc());
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
      importer.getBuilder(), importer.getLoc(), TypeRange{init.value.getType()},
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
      builder, importer.getLoc(), init.value.getType(),
      ValueRange{importer.materialize(a), importer.materialize(b)},
      ValueRange{init.value}, maps, iterators,
      [](OpBuilder &nested, Location loc, ValueRange args) {
        Value product = arith::MulFOp::create(nested, loc, args[0], args[1]);
        Value sum = arith::AddFOp::create(nested, loc, args[2], product);
        linalg::YieldOp::create(nested, loc, sum);
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
  return emitReshape(importer, result, shape, importer.getLoc());
}

LogicalResult importMatMul(NodeImporter &importer) {
  TensorValue a = importer.getInput(0), b = importer.getInput(1);
  if (failed(checkContractionOperands(importer)))
    return failure();
  if (a.getRank() == 0 || b.getRank() == 0)
    return importer.error() << "its inputs must not be scalars";
  bool vectorA = a.getRank() == 1, vectorB = b.getRank() == 1;
  if (failed(checkReduction(importer, a.shape.back(),
                            b.shape[vectorB ? 0 : b.getRank() - 2])))
    return failure();
  OpFoldResult one = importer.getMath().constant(1);
  if (vectorA)
    a = emitReshape(importer, a, {one, a.shape[0]}, importer.getLoc("row"));
  if (vectorB)
    b = emitReshape(importer, b, {b.shape[0], one}, importer.getLoc("column"));
  FailureOr<TensorValue> result =
      MatMulEmitter(importer, std::move(a), std::move(b)).emit();
  if (failed(result))
    return failure();
  Shape shape = result->shape;
  if (vectorB)
    shape.pop_back();
  if (vectorA)
    shape.erase(shape.end() - (vectorB ? 1 : 2));
  return importer.setResult(
      0, emitReshape(importer, *result, shape, importer.getLoc()));
}

} // namespace quantx::importer
