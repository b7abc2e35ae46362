//===- Reduction.cpp - Means and other reductions -------------------------===//

#include "../Emit.h"
#include "../OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace quantx::importer {

/// The sum of `value` over `axes` (sorted), without these dimensions.
static TensorValue emitSum(NodeImporter &importer, const TensorValue &value,
                           ArrayRef<int64_t> axes, Location loc) {
  Shape shape;
  for (auto [dim, extent] : llvm::enumerate(value.shape))
    if (!llvm::is_contained(axes, static_cast<int64_t>(dim)))
      shape.push_back(extent);
  TensorValue init =
      emitFilled(importer, value.type, shape, 0.0, importer.getLoc("init"));
  auto op = linalg::ReduceOp::create(
      importer.getBuilder(), loc, importer.materialize(value), init.value, axes,
      [](OpBuilder &nested, Location loc, ValueRange args) {
        Value sum = arith::AddFOp::create(nested, loc, args[0], args[1]);
        linalg::YieldOp::create(nested, loc, sum);
      });
  return {value.type, shape, op->getResult(0), nullptr};
}

/// The mean of `value` over `axes`, whose dimensions stay as extents of 1 when
/// `keepDims` is set.
static TensorValue emitMean(NodeImporter &importer, const TensorValue &value,
                            ArrayRef<int64_t> axes, bool keepDims) {
  OpBuilder &builder = importer.getBuilder();
  ShapeMath &math = importer.getMath();
  TensorValue sum = emitSum(importer, value, axes, importer.getLoc("sum"));
  OpFoldResult count = math.constant(1);
  for (int64_t axis : axes)
    count = math.mul(count, value.shape[axis]);
  Location loc = importer.getLoc("count");
  Value divisor;
  if (int64_t size = getStatic(count); !ShapedType::isDynamic(size)) {
    divisor = emitScalar(importer, value.type, static_cast<double>(size), loc);
  } else {
    Value integer = arith::IndexCastOp::create(
        builder, loc, builder.getI64Type(), math.materialize(count));
    divisor = arith::SIToFPOp::create(
        builder, loc, getElementType(value.type, importer.getContext()),
        integer);
  }
  TensorValue mean = emitElementwise(
      importer, sum, sum.shape, sum.type, importer.getLoc(),
      [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
        return arith::DivFOp::create(nested, loc, args[0], divisor);
      });
  if (!keepDims)
    return mean;
  Shape shape = value.shape;
  for (int64_t axis : axes)
    shape[axis] = math.constant(1);
  return emitReshape(importer, mean, shape, importer.getLoc());
}

static LogicalResult importGlobalAveragePool(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (input.getRank() < 3 || !isFloat(input.type))
    return importer.error() << "its input must be a float tensor N x C x "
                               "spatial, but is "
                            << input.getTensorType(importer.getContext());
  SmallVector<int64_t> axes =
      llvm::to_vector(llvm::seq<int64_t>(2, input.getRank()));
  return importer.setResult(0, emitMean(importer, input, axes, true));
}

void addReductionOperators(OperatorTable &table) {
  table.add({{"GlobalAveragePool", 1, 1, 1, "", importGlobalAveragePool}});
}

} // namespace quantx::importer
