//===- ScalarBoundary.cpp - Narrow scalars in and out of tensors ----------===//

#include "NarrowTypes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;

bool quantx::isNarrowElement(Type type) {
  if (auto integer = dyn_cast<IntegerType>(type))
    return integer.getWidth() > 1 && integer.getWidth() < 8;
  auto real = dyn_cast<FloatType>(type);
  return real && real.getWidth() <= 8;
}

bool quantx::isNarrowTensor(Type type) {
  auto tensor = dyn_cast<TensorType>(type);
  return tensor && isNarrowElement(tensor.getElementType());
}

Type quantx::toBytes(Type type) {
  if (!isNarrowTensor(type))
    return type;
  return cast<TensorType>(type).clone(IntegerType::get(type.getContext(), 8));
}

static IntegerType getCodeType(Type type) {
  return IntegerType::get(type.getContext(), type.getIntOrFloatBitWidth());
}

Value quantx::emitFromByte(OpBuilder &builder, Location loc, Value byte,
                           Type type) {
  IntegerType code = getCodeType(type);
  if (code.getWidth() < 8)
    byte = arith::TruncIOp::create(builder, loc, code, byte);
  if (isa<FloatType>(type))
    byte = arith::BitcastOp::create(builder, loc, type, byte);
  return byte;
}

Value quantx::emitToByte(OpBuilder &builder, Location loc, Value scalar) {
  IntegerType code = getCodeType(scalar.getType());
  if (isa<FloatType>(scalar.getType()))
    scalar = arith::BitcastOp::create(builder, loc, code, scalar);
  if (code.getWidth() < 8)
    scalar = arith::ExtUIOp::create(builder, loc, builder.getI8Type(), scalar);
  return scalar;
}

/// A narrow operand becomes a byte in front of its op.
static void castOperand(OpOperand &operand) {
  if (!isNarrowElement(operand.get().getType()))
    return;
  Operation *op = operand.getOwner();
  OpBuilder builder(op);
  operand.set(emitToByte(builder, op->getLoc(), operand.get()));
}

/// A narrow value becomes a byte, from which its users take the scalar; casts
/// are made at the builder's place.
static void castUses(OpBuilder &builder, Value value) {
  Type type = value.getType();
  if (!isNarrowElement(type))
    return;
  SmallVector<OpOperand *> uses =
      llvm::map_to_vector(value.getUses(), [](OpOperand &use) { return &use; });
  value.setType(builder.getI8Type());
  if (uses.empty())
    return;
  Value scalar = emitFromByte(builder, value.getLoc(), value, type);
  for (OpOperand *use : uses)
    use->set(scalar);
}

/// Elements of tensors are bytes in the body; scalar operands stay what they
/// are.
static void castBody(linalg::LinalgOp op) {
  OpBuilder builder = OpBuilder::atBlockBegin(op.getBlock());
  for (OpOperand &operand : op->getOpOperands())
    if (isNarrowTensor(operand.get().getType()))
      castUses(builder, op.getMatchingBlockArgument(&operand));
  Operation *yield = op.getBlock()->getTerminator();
  for (OpOperand &value : yield->getOpOperands())
    if (isNarrowTensor(op.getDpsInits()[value.getOperandNumber()].getType()))
      castOperand(value);
}

void quantx::castScalars(Operation *op) {
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    return castBody(linalgOp);
  // All of these take or give elements of their own tensor only.
  if (isa<tensor::InsertOp, tensor::FromElementsOp, tensor::SplatOp>(op))
    for (OpOperand &operand : op->getOpOperands())
      castOperand(operand);
  if (isa<tensor::PadOp, tensor::GenerateOp>(op))
    for (OpOperand &operand :
         op->getRegion(0).front().getTerminator()->getOpOperands())
      castOperand(operand);
  if (isa<tensor::ExtractOp>(op)) {
    OpBuilder builder(op->getContext());
    builder.setInsertionPointAfter(op);
    castUses(builder, op->getResult(0));
  }
}
