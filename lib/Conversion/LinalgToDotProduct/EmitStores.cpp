//===- EmitStores.cpp - From sums through the epilogue to memory ----------===//

#include "LoopNest.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace quantx;

namespace {
/// One row of the tile: a vector for each vector of sums, or all of it in one.
/// Bytes are computed and stored as one vector, since that fills a register as
/// the sums it came from filled several.
struct RowValue {
  SmallVector<Value> pieces;
  Value whole;
};

/// Clones the epilogue's scalar body on one row at a time.
class StoreEmitter {
public:
  StoreEmitter(Emission &emission)
      : e(emission), builder(emission.builder), loc(emission.loc) {}

  Value storeRow(ArrayRef<Value> sums, int64_t row, Value destination);

private:
  RowValue trimSums(ArrayRef<Value> sums);
  RowValue applyEpilogue(RowValue sums, int64_t row);
  void vectorize(Operation &op);
  Value cloneOn(Operation &op, ValueRange operands, int64_t lanes);
  Value lookUp(tensor::ExtractOp op, Value index, int64_t lanes);
  Value constantOrBroadcast(Value scalar, int64_t lanes);
  Value readOperand(BlockArgument argument, int64_t vector, int64_t lanes);
  ArrayRef<Value> toPieces(Value scalar);
  Value toWhole(Value scalar);
  int64_t rowLanes() const {
    int64_t last = e.state.vectors() - 1;
    return last * e.schedule.lanes + e.lanesOf(last);
  }

  Emission &e;
  OpBuilder &builder;
  Location loc;
  int64_t row = 0;
  /// The body's values on this row.
  DenseMap<Value, RowValue> values;
  /// Operands that every row shares, by argument, first vector and lanes.
  DenseMap<std::tuple<unsigned, int64_t, int64_t>, Value> shared;
};
} // namespace

//===----------------------------------------------------------------------===//
// Operands of the body
//===----------------------------------------------------------------------===//

Value StoreEmitter::readOperand(BlockArgument argument, int64_t vector,
                                int64_t lanes) {
  unsigned number = argument.getArgNumber();
  const Access &access = *e.contraction.epilogue->operands[number];
  std::optional<unsigned> rowLoop = e.schedule.rowLoop;
  if (rowLoop && access.map.isFunctionOfDim(*rowLoop))
    return e.readLanes(access, row, vector, lanes);
  Value &value = shared[{number, vector, lanes}];
  if (!value)
    value = e.readLanes(access, row, vector, lanes);
  return value;
}

/// \p scalar, which the body captures, in every lane.
Value StoreEmitter::constantOrBroadcast(Value scalar, int64_t lanes) {
  TypedAttr constant;
  if (!matchPattern(scalar, m_Constant(&constant)) ||
      !scalar.getType().isIntOrIndexOrFloat())
    return e.broadcast(scalar, lanes);
  auto type = VectorType::get({lanes}, scalar.getType());
  return arith::ConstantOp::create(
      builder, loc, type, DenseElementsAttr::get(type, Attribute(constant)));
}

static bool isArgumentOf(Value value, const Epilogue &epilogue) {
  auto argument = dyn_cast<BlockArgument>(value);
  linalg::GenericOp op = epilogue.op;
  return argument && argument.getOwner() == op.getBody();
}

ArrayRef<Value> StoreEmitter::toPieces(Value scalar) {
  RowValue &value = values[scalar];
  if (!value.pieces.empty())
    return value.pieces;
  for (int64_t vector = 0; vector < e.state.vectors(); ++vector) {
    int64_t lanes = e.lanesOf(vector);
    if (value.whole)
      value.pieces.push_back(vector::ExtractStridedSliceOp::create(
          builder, loc, value.whole,
          ArrayRef<int64_t>{vector * e.schedule.lanes},
          ArrayRef<int64_t>{lanes}, ArrayRef<int64_t>{1}));
    else if (isArgumentOf(scalar, *e.contraction.epilogue))
      value.pieces.push_back(
          readOperand(cast<BlockArgument>(scalar), vector, lanes));
    else
      value.pieces.push_back(constantOrBroadcast(scalar, lanes));
  }
  return value.pieces;
}

Value StoreEmitter::toWhole(Value scalar) {
  RowValue &value = values[scalar];
  if (value.whole)
    return value.whole;
  if (value.pieces.size() == 1)
    return value.whole = value.pieces.front();
  int64_t lanes = rowLanes();
  if (!value.pieces.empty()) {
    auto type = VectorType::get({lanes}, scalar.getType());
    value.whole = ub::PoisonOp::create(builder, loc, type);
    for (auto [vector, piece] : llvm::enumerate(value.pieces))
      value.whole = vector::InsertStridedSliceOp::create(
          builder, loc, piece, value.whole,
          ArrayRef<int64_t>{static_cast<int64_t>(vector) * e.schedule.lanes},
          ArrayRef<int64_t>{1});
  } else if (isArgumentOf(scalar, *e.contraction.epilogue)) {
    value.whole = readOperand(cast<BlockArgument>(scalar), 0, lanes);
  } else {
    value.whole = constantOrBroadcast(scalar, lanes);
  }
  return value.whole;
}

//===----------------------------------------------------------------------===//
// The body
//===----------------------------------------------------------------------===//

Value StoreEmitter::lookUp(tensor::ExtractOp op, Value index, int64_t lanes) {
  Type element = op.getTensor().getType().getElementType();
  auto type = VectorType::get({lanes}, element);
  auto maskType = VectorType::get({lanes}, builder.getI1Type());
  Value mask = arith::ConstantOp::create(
      builder, loc, maskType, DenseElementsAttr::get(maskType, true));
  Value zero =
      arith::ConstantOp::create(builder, loc, type, builder.getZeroAttr(type));
  Value origin = e.toValue(builder.getIndexAttr(0));
  return vector::GatherOp::create(builder, loc, type, op.getTensor(), origin,
                                  index, mask, zero);
}

Value StoreEmitter::cloneOn(Operation &op, ValueRange operands, int64_t lanes) {
  if (auto extract = dyn_cast<tensor::ExtractOp>(op))
    return lookUp(extract, operands.front(), lanes);
  Type type = VectorType::get({lanes}, op.getResult(0).getType());
  return builder
      .create(op.getLoc(), op.getName().getIdentifier(), operands, type,
              op.getAttrs())
      ->getResult(0);
}

/// Whether \p type is no wider than a byte.
static bool isNarrow(Type type) {
  return type.isIntOrFloat() && type.getIntOrFloatBitWidth() <= 8;
}

/// Whether to compute \p op for all of the row at once.
static bool isWhole(Operation &op) {
  if (isa<arith::TruncIOp>(op))
    return isNarrow(op.getResult(0).getType());
  return !isa<tensor::ExtractOp>(op) &&
         llvm::all_of(op.getOperandTypes(), isNarrow) &&
         llvm::all_of(op.getResultTypes(), isNarrow);
}

void StoreEmitter::vectorize(Operation &op) {
  SmallVector<Value> scalars(op.getOperands());
  if (auto extract = dyn_cast<tensor::ExtractOp>(op))
    scalars = extract.getIndices();
  RowValue result;
  if (isWhole(op)) {
    SmallVector<Value> operands = llvm::map_to_vector(
        scalars, [&](Value scalar) { return toWhole(scalar); });
    result.whole = cloneOn(op, operands, rowLanes());
  } else {
    for (int64_t vector = 0; vector < e.state.vectors(); ++vector) {
      SmallVector<Value> operands = llvm::map_to_vector(
          scalars, [&](Value scalar) { return toPieces(scalar)[vector]; });
      result.pieces.push_back(cloneOn(op, operands, e.lanesOf(vector)));
    }
  }
  values[op.getResult(0)] = result;
}

RowValue StoreEmitter::applyEpilogue(RowValue sums, int64_t row) {
  const Epilogue &epilogue = *e.contraction.epilogue;
  linalg::GenericOp generic = epilogue.op;
  Block &body = *generic.getBody();
  values.clear();
  this->row = row;
  values[body.getArgument(epilogue.accumulatorArg)] = sums;
  for (Operation &op : body.without_terminator())
    if (!op.hasTrait<OpTrait::ConstantLike>())
      vectorize(op);
  Value result = body.getTerminator()->getOperand(0);
  if (isNarrow(result.getType()))
    return {{}, toWhole(result)};
  return {SmallVector<Value>(toPieces(result)), nullptr};
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

/// Drops the lanes beyond the last column.
RowValue StoreEmitter::trimSums(ArrayRef<Value> sums) {
  RowValue result;
  for (auto [vector, sum] : llvm::enumerate(sums)) {
    int64_t lanes = e.lanesOf(vector);
    Value trimmed = sum;
    if (cast<VectorType>(sum.getType()).getDimSize(0) != lanes)
      trimmed = vector::ExtractStridedSliceOp::create(
          builder, loc, sum, ArrayRef<int64_t>{0}, ArrayRef<int64_t>{lanes},
          ArrayRef<int64_t>{1});
    result.pieces.push_back(trimmed);
  }
  return result;
}

Value StoreEmitter::storeRow(ArrayRef<Value> sums, int64_t row,
                             Value destination) {
  RowValue value = trimSums(sums);
  if (e.contraction.epilogue)
    value = applyEpilogue(value, row);
  if (value.whole)
    value.pieces = {value.whole};
  for (auto [vector, piece] : llvm::enumerate(value.pieces)) {
    SmallVector<Value> position =
        e.indices(e.contraction.output, e.ivsAt(row, vector));
    destination =
        vector::TransferWriteOp::create(builder, loc, piece, destination,
                                        position, ArrayRef<bool>{true})
            .getResult();
  }
  return destination;
}

Value quantx::emitStores(Emission &emission, ArrayRef<Value> sums,
                         Value destination) {
  StoreEmitter emitter(emission);
  int64_t vectors = emission.state.vectors();
  for (int64_t row = 0; row < emission.state.rows; ++row)
    destination =
        emitter.storeRow(sums.slice(row * vectors, vectors), row, destination);
  return destination;
}
