//===- EmitStores.cpp - From sums through the epilogue to memory ----------===//

#include "LoopNest.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace quantx;

namespace {
/// Clones the epilogue's scalar body on one vector at a time.
class StoreEmitter {
public:
  StoreEmitter(Emission &emission)
      : e(emission), builder(emission.builder), loc(emission.loc) {}

  Value store(Value sum, int64_t row, int64_t vector, Value destination);

private:
  Value applyEpilogue(Value sum, int64_t row, int64_t vector);
  Value readOperand(unsigned argument, int64_t row, int64_t vector);
  Value vectorize(Operation &op, IRMapping &vectors, int64_t lanes);
  Value lookUp(tensor::ExtractOp op, Value index, int64_t lanes);
  Value toVector(Value scalar, IRMapping &vectors, int64_t lanes);

  Emission &e;
  OpBuilder &builder;
  Location loc;
  /// Operands that every row shares, by argument and vector.
  DenseMap<std::pair<unsigned, int64_t>, Value> shared;
};
} // namespace

Value StoreEmitter::readOperand(unsigned argument, int64_t row,
                                int64_t vector) {
  const Access &access = *e.contraction.epilogue->operands[argument];
  std::optional<unsigned> rowLoop = e.schedule.rowLoop;
  if (rowLoop && access.map.isFunctionOfDim(*rowLoop))
    return e.readLanes(access, row, vector);
  Value &value = shared[{argument, vector}];
  if (!value)
    value = e.readLanes(access, row, vector);
  return value;
}

/// The vector form of \p scalar: computed so far, or captured from outside.
Value StoreEmitter::toVector(Value scalar, IRMapping &vectors, int64_t lanes) {
  if (Value vector = vectors.lookupOrNull(scalar))
    return vector;
  TypedAttr constant;
  if (matchPattern(scalar, m_Constant(&constant)) &&
      scalar.getType().isIntOrIndexOrFloat()) {
    auto type = VectorType::get({lanes}, scalar.getType());
    return arith::ConstantOp::create(
        builder, loc, type, DenseElementsAttr::get(type, Attribute(constant)));
  }
  return e.broadcast(scalar, lanes);
}

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

Value StoreEmitter::vectorize(Operation &op, IRMapping &vectors,
                              int64_t lanes) {
  SmallVector<Value> operands;
  if (auto extract = dyn_cast<tensor::ExtractOp>(op))
    return lookUp(
        extract, toVector(extract.getIndices().front(), vectors, lanes), lanes);
  for (Value operand : op.getOperands())
    operands.push_back(toVector(operand, vectors, lanes));
  Type type = VectorType::get({lanes}, op.getResult(0).getType());
  return builder
      .create(op.getLoc(), op.getName().getIdentifier(), operands, type,
              op.getAttrs())
      ->getResult(0);
}

Value StoreEmitter::applyEpilogue(Value sum, int64_t row, int64_t vector) {
  const Epilogue &epilogue = *e.contraction.epilogue;
  linalg::GenericOp generic = epilogue.op;
  Block &body = *generic.getBody();
  int64_t lanes = e.lanesOf(vector);
  IRMapping vectors;
  for (unsigned argument = 0; argument < body.getNumArguments(); ++argument) {
    BlockArgument scalar = body.getArgument(argument);
    if (argument == epilogue.accumulatorArg)
      vectors.map(scalar, sum);
    else if (epilogue.operands[argument] && !scalar.use_empty())
      vectors.map(scalar, readOperand(argument, row, vector));
  }
  for (Operation &op : body.without_terminator())
    if (!op.hasTrait<OpTrait::ConstantLike>())
      vectors.map(op.getResult(0), vectorize(op, vectors, lanes));
  return toVector(body.getTerminator()->getOperand(0), vectors, lanes);
}

Value StoreEmitter::store(Value sum, int64_t row, int64_t vector,
                          Value destination) {
  int64_t lanes = e.lanesOf(vector);
  if (cast<VectorType>(sum.getType()).getDimSize(0) != lanes)
    sum = vector::ExtractStridedSliceOp::create(
        builder, loc, sum, ArrayRef<int64_t>{0}, ArrayRef<int64_t>{lanes},
        ArrayRef<int64_t>{1});
  if (e.contraction.epilogue)
    sum = applyEpilogue(sum, row, vector);
  SmallVector<Value> position =
      e.indices(e.contraction.output, e.ivsAt(row, vector));
  return vector::TransferWriteOp::create(builder, loc, sum, destination,
                                         position, ArrayRef<bool>{true})
      .getResult();
}

Value quantx::emitStores(Emission &emission, ArrayRef<Value> sums,
                         Value destination) {
  StoreEmitter emitter(emission);
  int64_t vectors = emission.state.vectors();
  for (int64_t row = 0; row < emission.state.rows; ++row)
    for (int64_t vector = 0; vector < vectors; ++vector)
      destination =
          emitter.store(sums[row * vectors + vector], row, vector, destination);
  return destination;
}
