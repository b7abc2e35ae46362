//===- Gather.cpp - Gather and GatherElements -----------------------------===//

#include "../Emit.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace quantx::importer {
namespace {

struct GatherOperands {
  TensorValue data;
  TensorValue indices;
  int64_t axis = 0;
  Shape shape;
};

} // namespace

/// The result of GatherElements has the shape of the indices, which must not
/// reach beyond the data along the other axes.
static LogicalResult checkElementIndices(NodeImporter &importer,
                                         const GatherOperands &gather) {
  bool fits = gather.indices.getRank() == gather.data.getRank();
  for (int64_t dim = 0; fits && dim < gather.data.getRank(); ++dim) {
    int64_t count = gather.indices.getStaticDim(dim);
    int64_t extent = gather.data.getStaticDim(dim);
    if (dim == gather.axis)
      continue;
    if (ShapedType::isDynamic(count) || ShapedType::isDynamic(extent))
      emitRequireEqual(importer, gather.indices.shape[dim],
                       gather.data.shape[dim],
                       "its indices do not have the extents of the data");
    else
      fits = count <= extent;
  }
  if (fits)
    return success();
  MLIRContext *context = importer.getContext();
  return importer.error() << "its indices, "
                          << gather.indices.getTensorType(context)
                          << ", do not fit "
                          << gather.data.getTensorType(context)
                          << " along axis " << gather.axis;
}

/// Checks the operands, and the indices where they and the extent are known.
static FailureOr<GatherOperands> getGatherOperands(NodeImporter &importer) {
  GatherOperands gather{importer.getInput(0), importer.getInput(1)};
  if (gather.indices.type != DataType::Int64 &&
      gather.indices.type != DataType::Int32)
    return importer.error() << "its indices must be int32 or int64, but are "
                            << spellDataType(gather.indices.type);
  FailureOr<int64_t> axis =
      importer.normalizeAxis(importer.getInt("axis", 0), gather.data.getRank());
  if (failed(axis))
    return failure();
  gather.axis = *axis;
  if (importer.getOp() == "GatherElements") {
    if (failed(checkElementIndices(importer, gather)))
      return failure();
    gather.shape = gather.indices.shape;
  } else {
    gather.shape.append(gather.data.shape.begin(),
                        gather.data.shape.begin() + *axis);
    llvm::append_range(gather.shape, gather.indices.shape);
    gather.shape.append(gather.data.shape.begin() + *axis + 1,
                        gather.data.shape.end());
  }
  int64_t extent = gather.data.getStaticDim(*axis);
  if (extent == 0)
    return importer.error() << "it gathers along an empty dimension";
  if (!gather.indices.isConstant() || ShapedType::isDynamic(extent))
    return gather;
  const TensorData &indices = gather.indices.known->data;
  for (int64_t i = 0, e = indices.getNumElements(); i < e; ++i)
    if (int64_t index = getIntElement(indices, i);
        index < -extent || index >= extent)
      return importer.error()
             << "its index " << index << " is outside an extent of " << extent;
  return gather;
}

/// One index known while importing is a slice.
static TensorValue emitOneIndex(NodeImporter &importer,
                                const GatherOperands &gather) {
  ShapeMath &math = importer.getMath();
  const TensorValue &data = gather.data;
  OpFoldResult index =
      math.constant(getIntElement(gather.indices.known->data, 0));
  if (*getConstantIntValue(index) < 0)
    index = math.add(index, data.shape[gather.axis]);
  Shape offsets(data.getRank(), math.constant(0)), sizes = data.shape;
  Shape strides(data.getRank(), math.constant(1));
  offsets[gather.axis] = index;
  sizes[gather.axis] = math.constant(1);
  TensorValue slice = emitSlice(importer, data, offsets, sizes, strides,
                                importer.getLoc("slice"));
  return emitReshape(importer, slice, gather.shape, importer.getLoc());
}

/// An index into `extent` elements, counted from the end when negative.
static Value emitPosition(OpBuilder &b, Location loc, Value index, Value extent,
                          Value zero, Value last) {
  index = arith::IndexCastOp::create(b, loc, b.getIndexType(), index);
  Value negative =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, index, zero);
  Value wrapped = arith::AddIOp::create(b, loc, index, extent);
  index = arith::SelectOp::create(b, loc, negative, wrapped, index);
  // ONNX leaves other indices undefined; never read outside the data.
  index = arith::MaxSIOp::create(b, loc, index, zero);
  return arith::MinSIOp::create(b, loc, index, last);
}

static TensorValue emitGather(NodeImporter &importer,
                              const GatherOperands &gather) {
  OpBuilder &builder = importer.getBuilder();
  Value data = importer.materialize(gather.data);
  Value extent = importer.getMath().materialize(gather.data.shape[gather.axis]);
  Value zero = importer.getMath().materialize(importer.getMath().constant(0));
  Value last = importer.getMath().materialize(importer.getMath().sub(
      gather.data.shape[gather.axis], importer.getMath().constant(1)));
  int64_t rank = gather.shape.size(), count = gather.indices.getRank();
  SmallVector<AffineExpr> exprs;
  for (int64_t dim = 0; dim < count; ++dim)
    exprs.push_back(builder.getAffineDimExpr(gather.axis + dim));
  SmallVector<AffineMap> maps = {
      AffineMap::get(rank, 0, exprs, importer.getContext()),
      builder.getMultiDimIdentityMap(rank)};
  Value init = emitEmpty(importer, gather.data.type, gather.shape,
                         importer.getLoc("init"));
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  auto op = linalg::GenericOp::create(
      builder, importer.getLoc(), init.getType(),
      importer.materialize(gather.indices), init, maps, iterators,
      [&](OpBuilder &b, Location loc, ValueRange args) {
        Value index = emitPosition(b, loc, args[0], extent, zero, last);
        SmallVector<Value> source;
        for (int64_t dim = 0; dim < rank; ++dim) {
          if (dim == gather.axis)
            source.push_back(index);
          if (dim < gather.axis || dim >= gather.axis + count)
            source.push_back(linalg::IndexOp::create(b, loc, dim));
        }
        if (gather.axis == rank)
          source.push_back(index);
        Value element = tensor::ExtractOp::create(b, loc, data, source);
        linalg::YieldOp::create(b, loc, element);
      });
  return {gather.data.type, gather.shape, op.getResult(0), nullptr};
}

static LogicalResult importGather(NodeImporter &importer) {
  FailureOr<GatherOperands> gather = getGatherOperands(importer);
  if (failed(gather))
    return failure();
  bool one = gather->indices.isConstant() &&
             gather->indices.known->data.getNumElements() == 1;
  return importer.setResult(0, one ? emitOneIndex(importer, *gather)
                                   : emitGather(importer, *gather));
}

static LogicalResult importGatherElements(NodeImporter &importer) {
  FailureOr<GatherOperands> gather = getGatherOperands(importer);
  if (failed(gather))
    return failure();
  ShapeMath &math = importer.getMath();
  OpFoldResult extent = gather->data.shape[gather->axis];
  Value count = math.materialize(extent),
        zero = math.materialize(math.constant(0));
  Value last = math.materialize(math.sub(extent, math.constant(1)));
  Value indices = importer.materialize(gather->indices);
  return importer.setResult(
      0, emitIndexed(
             importer, gather->data, gather->shape, importer.getLoc(),
             [&](OpBuilder &b, Location loc, MutableArrayRef<Value> source) {
               Value index = tensor::ExtractOp::create(b, loc, indices, source);
               source[gather->axis] =
                   emitPosition(b, loc, index, count, zero, last);
             }));
}

static FailureOr<bool> evaluateGather(NodeImporter &importer) {
  FailureOr<GatherOperands> gather = getGatherOperands(importer);
  if (failed(gather))
    return failure();
  SmallVector<int64_t> shape = llvm::map_to_vector(gather->shape, getStatic);
  std::optional<int64_t> size = countElements(shape);
  if (!gather->indices.isConstant() || !size ||
      !isWorthFolding(importer, *size))
    return false;
  ArrayRef<int64_t> from = gather->data.known->getShape();
  const TensorData &indices = gather->indices.known->data;
  int64_t axis = gather->axis, count = gather->indices.getRank();
  SmallVector<int64_t> coordinates(shape.size());
  TensorValue result = gatherElements(
      importer, gather->data, shape, [&](int64_t i) -> ElementSource {
        delinearize(i, shape, coordinates);
        ArrayRef<int64_t> all = coordinates;
        int64_t index = getIntElement(
            indices, linearize(all.slice(axis, count), indices.shape));
        SmallVector<int64_t> source(all.take_front(axis));
        source.push_back(index < 0 ? index + from[axis] : index);
        llvm::append_range(source, all.drop_front(axis + count));
        return {0, linearize(source, from)};
      });
  if (failed(importer.setResult(0, std::move(result))))
    return failure();
  return true;
}

void addGatherOperators(OperatorTable &table) {
  table.add({{"Gather", 2, 2, 1, "axis:i", importGather, evaluateGather, true},
             {"GatherElements", 2, 2, 1, "axis:i", importGatherElements,
              nullptr, true}});
}

} // namespace quantx::importer
