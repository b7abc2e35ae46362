//===- Emit.cpp - The forms that imported operators share -----------------===//

#include "Emit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace quantx::importer {

/// Saturates: the largest numbers of 64 bits are not doubles.
static int64_t getIntBits(DataType type, double number) {
  if (type == DataType::UInt64 && number >= 0x1p63)
    return number >= 0x1p64
               ? -1
               : static_cast<int64_t>(static_cast<uint64_t>(number));
  return number >= 0x1p63 ? std::numeric_limits<int64_t>::max()
                          : static_cast<int64_t>(number);
}

static TypedAttr getScalarAttr(OpBuilder &builder, DataType type,
                               double number) {
  Type elementType = getElementType(type, builder.getContext());
  if (isFloat(type) || isMinifloat(type))
    return builder.getFloatAttr(elementType, number);
  return builder.getIntegerAttr(elementType, getIntBits(type, number));
}

Value emitScalar(NodeImporter &importer, DataType type, double number,
                 Location loc) {
  OpBuilder &builder = importer.getBuilder();
  return arith::ConstantOp::create(builder, loc,
                                   getScalarAttr(builder, type, number));
}

Value emitEmpty(NodeImporter &importer, DataType type, const Shape &shape,
                Location loc) {
  return tensor::EmptyOp::create(importer.getBuilder(), loc, shape,
                                 getElementType(type, importer.getContext()));
}

TensorValue emitFilled(NodeImporter &importer, DataType type,
                       const Shape &shape, double number, Location loc) {
  return emitFilled(importer, type, shape,
                    emitScalar(importer, type, number, loc), loc);
}

TensorValue emitFilled(NodeImporter &importer, DataType type,
                       const Shape &shape, Value scalar, Location loc) {
  Value empty = emitEmpty(importer, type, shape, loc);
  auto fill = linalg::FillOp::create(importer.getBuilder(), loc, scalar, empty);
  return {type, shape, fill.getResult(0), nullptr};
}

void emitRequireEqual(NodeImporter &importer, OpFoldResult a, OpFoldResult b,
                      StringRef what) {
  ShapeMath &math = importer.getMath();
  if (a == b || math.factorize(a) == math.factorize(b))
    return;
  OpBuilder &builder = importer.getBuilder();
  Location loc = importer.getLoc("check");
  Value equal = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                      importer.getMath().materialize(a),
                                      importer.getMath().materialize(b));
  std::string message = ("node '" + importer.getNode().name + "' (" +
                         importer.getOp() + "): " + what)
                            .str();
  cf::AssertOp::create(builder, loc, equal, message);
}

//===----------------------------------------------------------------------===//
// Broadcasting
//===----------------------------------------------------------------------===//

/// The common extent of the operands along one dimension: the one that is not
/// a static 1. Dynamic extents cannot be seen to be 1, so they must be equal to
/// the others when the program runs.
static FailureOr<OpFoldResult>
broadcastExtents(NodeImporter &importer, ArrayRef<OpFoldResult> extents) {
  OpFoldResult common = importer.getMath().constant(1);
  for (OpFoldResult extent : extents) {
    int64_t size = getStatic(extent), known = getStatic(common);
    if (size == 1 || extent == common)
      continue;
    if (known != 1 && !ShapedType::isDynamic(known) &&
        !ShapedType::isDynamic(size))
      return failure();
    if (known == 1 || ShapedType::isDynamic(known))
      common = extent;
  }
  for (OpFoldResult extent : extents)
    if (getStatic(extent) != 1)
      emitRequireEqual(importer, extent, common,
                       "its inputs have extents that do not broadcast");
  return common;
}

FailureOr<Shape> broadcastShapes(NodeImporter &importer,
                                 ArrayRef<TensorValue> operands) {
  int64_t rank = 0;
  for (const TensorValue &operand : operands)
    rank = std::max(rank, operand.getRank());
  Shape shape;
  for (int64_t dim = 0; dim < rank; ++dim) {
    SmallVector<OpFoldResult> extents;
    for (const TensorValue &operand : operands)
      if (int64_t own = dim - (rank - operand.getRank()); own >= 0)
        extents.push_back(operand.shape[own]);
    FailureOr<OpFoldResult> extent = broadcastExtents(importer, extents);
    if (failed(extent)) {
      SmallVector<std::string> shapes;
      for (const TensorValue &operand : operands)
        shapes.push_back(spellShape(operand.shape));
      return importer.error() << "the extents " << llvm::join(shapes, " and ")
                              << " of its inputs do not broadcast";
    }
    shape.push_back(*extent);
  }
  return shape;
}

/// Drops the extents of 1 along which `operand` is repeated to fill `shape`,
/// and gives the loops that its other dimensions follow.
static TensorValue dropBroadcastDims(NodeImporter &importer,
                                     const TensorValue &operand,
                                     const Shape &shape, Location loc,
                                     SmallVectorImpl<int64_t> &dims) {
  int64_t offset = static_cast<int64_t>(shape.size()) - operand.getRank();
  Shape kept;
  for (auto [dim, extent] : llvm::enumerate(operand.shape)) {
    int64_t loop = static_cast<int64_t>(dim) + offset;
    if (getStatic(extent) == 1 && getStatic(shape[loop]) != 1)
      continue;
    kept.push_back(extent);
    dims.push_back(loop);
  }
  return emitReshape(importer, operand, kept, loc);
}

TensorValue emitElementwise(NodeImporter &importer,
                            ArrayRef<TensorValue> operands, const Shape &shape,
                            DataType resultType, Location loc, ScalarFn body) {
  OpBuilder &builder = importer.getBuilder();
  MLIRContext *context = importer.getContext();
  SmallVector<Value> inputs;
  SmallVector<Value> scalars(operands.size());
  SmallVector<AffineMap> maps;
  Location partLoc = importer.getLoc("operand");
  auto addMap = [&](ArrayRef<int64_t> dims) {
    auto exprs = llvm::map_to_vector(
        dims, [&](int64_t dim) { return builder.getAffineDimExpr(dim); });
    maps.push_back(AffineMap::get(shape.size(), 0, exprs, context));
  };
  for (auto [operand, scalar] : llvm::zip_equal(operands, scalars)) {
    if (operand.isConstant() && operand.known->data.getNumElements() == 1) {
      scalar = emitConstantElement(importer, operand.known->data, 0, partLoc);
      continue;
    }
    SmallVector<int64_t> dims;
    TensorValue dropped =
        dropBroadcastDims(importer, operand, shape, partLoc, dims);
    inputs.push_back(importer.materialize(dropped));
    addMap(dims);
  }
  addMap(llvm::to_vector(llvm::seq<int64_t>(0, shape.size())));
  Value init = emitEmpty(importer, resultType, shape, importer.getLoc("init"));
  SmallVector<utils::IteratorType> iterators(shape.size(),
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, loc, init.getType(), inputs, init, maps, iterators,
      [&](OpBuilder &nested, Location nestedLoc, ValueRange arguments) {
        SmallVector<Value> arms(scalars);
        unsigned next = 0;
        for (Value &arm : arms)
          if (!arm)
            arm = arguments[next++];
        linalg::YieldOp::create(nested, nestedLoc,
                                body(nested, nestedLoc, arms));
      });
  return {resultType, shape, generic.getResult(0), nullptr};
}

TensorValue emitBroadcast(NodeImporter &importer, const TensorValue &value,
                          ArrayRef<int64_t> dims, const Shape &shape,
                          Location loc) {
  SmallVector<int64_t> added;
  for (int64_t dim = 0, e = shape.size(); dim < e; ++dim)
    if (!llvm::is_contained(dims, dim))
      added.push_back(dim);
  Value init = emitEmpty(importer, value.type, shape, loc);
  auto broadcast = linalg::BroadcastOp::create(
      importer.getBuilder(), loc, importer.materialize(value), init, added);
  return {value.type, shape, broadcast->getResult(0), nullptr};
}

//===----------------------------------------------------------------------===//
// Constants and padding
//===----------------------------------------------------------------------===//

Value emitConstantElement(NodeImporter &importer, const TensorData &data,
                          int64_t index, Location loc) {
  OpBuilder &builder = importer.getBuilder();
  TypedAttr attr;
  if (isFloat(data.type) || isMinifloat(data.type))
    attr = getScalarAttr(builder, data.type, getFloatElement(data, index));
  else
    attr =
        builder.getIntegerAttr(getElementType(data.type, importer.getContext()),
                               getIntElement(data, index));
  return arith::ConstantOp::create(builder, loc, attr);
}

TensorValue emitPad(NodeImporter &importer, const TensorValue &value,
                    const Shape &low, const Shape &high, Value number,
                    Location loc) {
  ShapeMath &math = importer.getMath();
  TensorValue padded;
  padded.type = value.type;
  bool needed = false;
  for (auto [extent, before, after] : llvm::zip_equal(value.shape, low, high)) {
    padded.shape.push_back(math.add(math.add(extent, before), after));
    needed |= getStatic(before) != 0 || getStatic(after) != 0;
  }
  if (!needed)
    return value;
  padded.value = tensor::PadOp::create(
      importer.getBuilder(), loc, padded.getTensorType(importer.getContext()),
      importer.materialize(value), low, high, number);
  return padded;
}

TensorValue emitPad(NodeImporter &importer, const TensorValue &value,
                    const Shape &low, const Shape &high, double number,
                    Location loc) {
  return emitPad(importer, value, low, high,
                 emitScalar(importer, value.type, number, loc), loc);
}

TensorValue emitPadOrCrop(NodeImporter &importer, const TensorValue &value,
                          ArrayRef<int64_t> low, ArrayRef<int64_t> high,
                          Value number, Location loc) {
  ShapeMath &math = importer.getMath();
  Shape offsets, sizes, before, after;
  for (auto [extent, start, end] : llvm::zip_equal(value.shape, low, high)) {
    offsets.push_back(math.constant(std::max<int64_t>(-start, 0)));
    sizes.push_back(math.add(extent, math.constant(std::min<int64_t>(start, 0) +
                                                   std::min<int64_t>(end, 0))));
    before.push_back(math.constant(std::max<int64_t>(start, 0)));
    after.push_back(math.constant(std::max<int64_t>(end, 0)));
  }
  Shape strides(value.shape.size(), math.constant(1));
  TensorValue cropped =
      emitSlice(importer, value, offsets, sizes, strides, loc);
  return emitPad(importer, cropped, before, after, number, loc);
}

} // namespace quantx::importer
