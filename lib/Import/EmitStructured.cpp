//===- EmitStructured.cpp - Reductions, slices and index maps -------------===//

#include "Emit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace quantx::importer {

Value emitMultiplyAdd(OpBuilder &builder, Location loc, ValueRange args) {
  Type type = args[2].getType();
  if (isa<FloatType>(type)) {
    Value product = arith::MulFOp::create(builder, loc, args[0], args[1]);
    return arith::AddFOp::create(builder, loc, args[2], product);
  }
  auto extend = [&](Value value) -> Value {
    if (value.getType() == type)
      return value;
    return arith::ExtSIOp::create(builder, loc, type, value);
  };
  Value left = extend(args[0]), right = extend(args[1]);
  Value product = arith::MulIOp::create(builder, loc, left, right);
  return arith::AddIOp::create(builder, loc, args[2], product);
}

TensorValue emitReduce(NodeImporter &importer, const TensorValue &value,
                       ArrayRef<int64_t> axes, double init, Location loc,
                       ScalarFn combine) {
  Shape shape;
  for (auto [dim, extent] : llvm::enumerate(value.shape))
    if (!llvm::is_contained(axes, static_cast<int64_t>(dim)))
      shape.push_back(extent);
  TensorValue start =
      emitFilled(importer, value.type, shape, init, importer.getLoc("init"));
  auto op = linalg::ReduceOp::create(
      importer.getBuilder(), loc, importer.materialize(value), start.value,
      axes, [&](OpBuilder &nested, Location loc, ValueRange args) {
        linalg::YieldOp::create(nested, loc, combine(nested, loc, args));
      });
  return {value.type, shape, op->getResult(0), nullptr};
}

Value emitCount(NodeImporter &importer, OpFoldResult count, DataType type,
                Location loc) {
  if (int64_t size = getStatic(count); !ShapedType::isDynamic(size))
    return emitScalar(importer, type, static_cast<double>(size), loc);
  OpBuilder &builder = importer.getBuilder();
  Value integer =
      arith::IndexCastOp::create(builder, loc, builder.getI64Type(),
                                 importer.getMath().materialize(count));
  return arith::SIToFPOp::create(
      builder, loc, getElementType(type, importer.getContext()), integer);
}

TensorValue emitIndexed(
    NodeImporter &importer, const TensorValue &value, const Shape &shape,
    Location loc,
    llvm::function_ref<void(OpBuilder &, Location, MutableArrayRef<Value>)>
        getSource) {
  OpBuilder &builder = importer.getBuilder();
  Value source = importer.materialize(value);
  Value init = emitEmpty(importer, value.type, shape, importer.getLoc("init"));
  int64_t rank = static_cast<int64_t>(shape.size());
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  auto op = linalg::GenericOp::create(
      builder, loc, init.getType(), ValueRange{}, init,
      builder.getMultiDimIdentityMap(rank), iterators,
      [&](OpBuilder &nested, Location loc, ValueRange) {
        SmallVector<Value> indices;
        for (int64_t dim = 0; dim < rank; ++dim)
          indices.push_back(linalg::IndexOp::create(nested, loc, dim));
        getSource(nested, loc, indices);
        Value element = tensor::ExtractOp::create(nested, loc, source, indices);
        linalg::YieldOp::create(nested, loc, element);
      });
  return {value.type, shape, op.getResult(0), nullptr};
}

TensorValue emitSlice(NodeImporter &importer, const TensorValue &value,
                      const Shape &offsets, const Shape &sizes,
                      const Shape &strides, Location loc) {
  if (sizes == value.shape)
    return value;
  TensorValue result{value.type, sizes, nullptr, nullptr};
  result.value = tensor::ExtractSliceOp::create(
      importer.getBuilder(), loc, result.getTensorType(importer.getContext()),
      importer.materialize(value), offsets, sizes, strides);
  return result;
}

TensorValue emitTranspose(NodeImporter &importer, const TensorValue &value,
                          ArrayRef<int64_t> permutation, Location loc) {
  Shape shape = llvm::map_to_vector(
      permutation, [&](int64_t dim) { return value.shape[dim]; });
  Value init = emitEmpty(importer, value.type, shape, importer.getLoc("init"));
  auto op = linalg::TransposeOp::create(importer.getBuilder(), loc,
                                        importer.materialize(value), init,
                                        permutation);
  return {value.type, shape, op->getResult(0), nullptr};
}

} // namespace quantx::importer
