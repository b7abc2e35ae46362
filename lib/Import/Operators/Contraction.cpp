//===- Contraction.cpp - Gemm, and what it shares with MatMul -------------===//

#include "Contraction.h"

#include "../OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace quantx::importer {

LogicalResult checkContractionOperands(NodeImporter &importer) {
  const TensorValue &a = importer.getInput(0), &b = importer.getInput(1);
  if (a.type == b.type && isFloat(a.type))
    return success();
  return importer.error() << "it needs float operands of one type, but has "
                          << spellDataType(a.type) << " and "
                          << spellDataType(b.type);
}

LogicalResult checkReduction(NodeImporter &importer, OpFoldResult a,
                             OpFoldResult b) {
  int64_t sizeA = getStatic(a), sizeB = getStatic(b);
  if (sizeA != sizeB && !ShapedType::isDynamic(sizeA) &&
      !ShapedType::isDynamic(sizeB))
    return importer.error()
           << "the extents " << sizeA << " and " << sizeB
           << " that it sums over differ; its inputs are "
           << importer.getInput(0).getTensorType(importer.getContext())
           << " and "
           << importer.getInput(1).getTensorType(importer.getContext());
  emitRequireEqual(importer, a, b, "the extents it sums over differ");
  return success();
}

TensorValue emitMatmul(NodeImporter &importer, const TensorValue &a,
                       const TensorValue &b, bool transA, bool transB,
                       const TensorValue &init, Location loc) {
  OpBuilder &builder = importer.getBuilder();
  AffineExpr m, n, k;
  bindDims(importer.getContext(), m, n, k);
  auto op = linalg::MatmulOp::create(
      builder, loc, TypeRange{init.value.getType()},
      ValueRange{importer.materialize(a), importer.materialize(b)},
      ValueRange{init.value});
  if (transA || transB) {
    auto map = [&](AffineExpr first, AffineExpr second, bool transposed) {
      if (transposed)
        std::swap(first, second);
      return AffineMap::get(3, 0, {first, second}, importer.getContext());
    };
    op.setIndexingMapsAttr(builder.getAffineMapArrayAttr(
        {map(m, k, transA), map(k, n, transB), map(m, n, false)}));
  }
  return {init.type, init.shape, op.getResult(0), nullptr};
}

/// `value` times the scalar `factor`.
static TensorValue emitScaled(NodeImporter &importer, const TensorValue &value,
                              float factor, Location loc) {
  if (factor == 1.0f)
    return value;
  Value scalar = emitScalar(importer, value.type, factor, loc);
  return emitElementwise(importer, value, value.shape, value.type, loc,
                         [&](OpBuilder &nested, Location loc, ValueRange args) {
                           return arith::MulFOp::create(nested, loc, args[0],
                                                        scalar);
                         });
}

/// beta * C spread over the result, as what the product is added to.
static FailureOr<TensorValue> emitGemmInit(NodeImporter &importer,
                                           const Shape &shape, float beta) {
  const TensorValue &a = importer.getInput(0);
  if (!importer.hasInput(2) || beta == 0.0f)
    return emitFilled(importer, a.type, shape, 0.0, importer.getLoc("init"));
  TensorValue bias = importer.getInput(2);
  if (bias.type != a.type)
    return importer.error()
           << "its input C is of type " << spellDataType(bias.type)
           << ", but A is " << spellDataType(a.type);
  FailureOr<Shape> common = failure();
  if (bias.getRank() <= 2) {
    TensorValue result{a.type, shape, nullptr, nullptr};
    common = broadcastShapes(importer, {bias, result});
    if (failed(common))
      return failure();
  }
  if (failed(common) || *common != shape)
    return importer.error()
           << "its input C, " << bias.getTensorType(importer.getContext())
           << ", does not broadcast to the result";
  Location loc = importer.getLoc("bias");
  bias = emitScaled(importer, bias, beta, loc);
  SmallVector<int64_t> dims;
  Shape kept;
  for (auto [dim, extent] : llvm::enumerate(bias.shape)) {
    int64_t target = static_cast<int64_t>(dim) + 2 - bias.getRank();
    if (getStatic(extent) == 1 && getStatic(shape[target]) != 1)
      continue;
    dims.push_back(target);
    kept.push_back(extent);
  }
  bias = emitReshape(importer, bias, kept, loc);
  if (dims.size() == 2) {
    bias.value = importer.materialize(bias);
    return bias;
  }
  return emitBroadcast(importer, bias, dims, shape, loc);
}

static LogicalResult importGemm(NodeImporter &importer) {
  const TensorValue &a = importer.getInput(0), &b = importer.getInput(1);
  if (failed(checkContractionOperands(importer)))
    return failure();
  if (a.getRank() != 2 || b.getRank() != 2)
    return importer.error() << "its inputs A and B must be matrices, but are "
                            << a.getTensorType(importer.getContext()) << " and "
                            << b.getTensorType(importer.getContext());
  bool transA = importer.getInt("transA", 0) != 0;
  bool transB = importer.getInt("transB", 0) != 0;
  if (failed(checkReduction(importer, a.shape[transA ? 0 : 1],
                            b.shape[transB ? 1 : 0])))
    return failure();
  Shape shape = {a.shape[transA ? 1 : 0], b.shape[transB ? 0 : 1]};
  float alpha = importer.getFloat("alpha", 1.0f);
  FailureOr<TensorValue> init =
      emitGemmInit(importer, shape, importer.getFloat("beta", 1.0f));
  if (failed(init))
    return failure();
  if (alpha == 1.0f)
    return importer.setResult(0, emitMatmul(importer, a, b, transA, transB,
                                            *init, importer.getLoc()));
  // alpha must not scale C, so C is added after.
  Location loc = importer.getLoc("product");
  TensorValue zero = emitFilled(importer, a.type, shape, 0.0, loc);
  TensorValue product = emitMatmul(importer, a, b, transA, transB, zero, loc);
  Value factor = emitScalar(importer, a.type, alpha, loc);
  return importer.setResult(
      0, emitElementwise(
             importer, {product, *init}, shape, a.type, importer.getLoc(),
             [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               Value scaled =
                   arith::MulFOp::create(nested, loc, args[0], factor);
               return arith::AddFOp::create(nested, loc, scaled, args[1]);
             }));
}

void addContractionOperators(OperatorTable &table) {
  table.add({{"Gemm", 2, 3, 1, "alpha:f beta:f transA:i transB:i", importGemm},
             {"MatMul", 2, 2, 1, "", importMatMul}});
}

} // namespace quantx::importer
