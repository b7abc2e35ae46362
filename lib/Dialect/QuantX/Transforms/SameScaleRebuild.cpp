//===- SameScaleRebuild.cpp - Same-scale ops on stored integers -----------===//

#include "ConstantNumbers.h"
#include "SameScaleBody.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/StructuredOps.h"

using namespace mlir;
using namespace quantx;

SameScaleKind quantx::getSameScaleKind(OpResult result) {
  if (auto op = dyn_cast<linalg::LinalgOp>(result.getOwner()))
    return getBodyKind(op);
  return SameScaleKind::Move;
}

//===----------------------------------------------------------------------===//
// Structured ops
//===----------------------------------------------------------------------===//

/// What takes the place of an operand.
enum class OperandRole {
  Data,  ///< stored values
  Shape, ///< a tensor that gives its shape only
  Fill,  ///< the stored value of a constant
  Other, ///< itself: indices, conditions
  Unknown,
};

static OperandRole getRole(linalg::LinalgOp op, OpOperand &operand,
                           const SameScaleFlow &flow, const StorageForm &form) {
  if (!isa<FloatType>(getElementTypeOrSelf(operand.get())))
    return OperandRole::Other;
  if (llvm::is_contained(flow.data, &operand))
    return OperandRole::Data;
  if (!op.payloadUsesValueFromOperand(&operand))
    return OperandRole::Shape;
  std::optional<double> number = getConstantNumber(operand.get());
  return number && form.encode(*number) ? OperandRole::Fill
                                        : OperandRole::Unknown;
}

static bool hasStructuredForm(linalg::LinalgOp op, const SameScaleFlow &flow,
                              const StorageForm &form, std::string &reason) {
  if (op->getNumResults() != 1) {
    reason = "has several results";
    return false;
  }
  for (OpOperand &operand : op->getOpOperands())
    if (getRole(op, operand, flow, form) == OperandRole::Unknown) {
      reason = "uses a constant that no stored value stands for";
      return false;
    }
  return hasStorageBody(op, form, reason);
}

static Value createFill(OpBuilder &builder, Location loc, Value like,
                        const StorageForm &form) {
  Value number = emitIntegerConstant(builder, loc, form.elementType,
                                     *form.encode(*getConstantNumber(like)));
  if (!isa<TensorType>(like.getType()))
    return number;
  Value empty = createEmptyLike(builder, loc, like, form.elementType);
  return linalg::FillOp::create(builder, loc, number, empty).getResult(0);
}

/// True if the body does nothing but what `kind` says, signed.
static bool isPlainBody(linalg::LinalgOp op, SameScaleKind kind) {
  return llvm::all_of(
      op.getBlock()->without_terminator(), [&](Operation &nested) {
        return (kind == SameScaleKind::Maximum &&
                isa<arith::MaxSIOp>(nested)) ||
               (kind == SameScaleKind::Minimum && isa<arith::MinSIOp>(nested));
      });
}

/// The stored values that the body extracts from, if it does.
static Value getExtracted(linalg::LinalgOp op, const SameScaleFlow &flow,
                          ValueRange data) {
  for (auto [operand, value] : llvm::zip_equal(flow.data, data))
    if (operand->getOwner() != op)
      return value;
  return {};
}

static Value rebuildStructured(OpBuilder &builder, linalg::LinalgOp op,
                               const SameScaleFlow &flow, ValueRange data,
                               const StorageForm &form) {
  SmallVector<Value> operands;
  for (OpOperand &operand : op->getOpOperands()) {
    switch (getRole(op, operand, flow, form)) {
    case OperandRole::Data:
      operands.push_back(
          data[llvm::find(flow.data, &operand) - flow.data.begin()]);
      break;
    case OperandRole::Shape:
      operands.push_back(createEmptyLike(builder, op.getLoc(), operand.get(),
                                         form.elementType));
      break;
    case OperandRole::Fill:
      operands.push_back(createFill(builder, op.getLoc(), operand.get(), form));
      break;
    default:
      operands.push_back(operand.get());
    }
  }
  ValueRange inputs = ValueRange(operands).drop_back();
  SameScaleKind kind = getBodyKind(op);
  if (!form.isUnsigned || kind == SameScaleKind::Move)
    if (auto named = recreateNamedOp(builder, op, inputs, operands.back())) {
      if (isPlainBody(named, kind))
        return named->getResult(0);
      named->erase();
    }
  auto body = [&](OpBuilder &nested, Location loc, ValueRange arguments) {
    return emitStorageBody(nested, loc, op, form, arguments,
                           getExtracted(op, flow, data))
        .front();
  };
  return recreateGenericOp(builder, op, inputs, operands.back(), body)
      .getResult(0);
}

//===----------------------------------------------------------------------===//
// Other ops
//===----------------------------------------------------------------------===//

static Value rebuildPad(OpBuilder &builder, tensor::PadOp op, Value source,
                        const StorageForm &form) {
  Value padding = emitIntegerConstant(
      builder, op.getLoc(), form.elementType,
      *form.encode(*getConstantNumber(op.getConstantPaddingValue())));
  auto type = cast<RankedTensorType>(op.getType()).clone(form.elementType);
  return tensor::PadOp::create(builder, op.getLoc(), type, source,
                               op.getMixedLowPad(), op.getMixedHighPad(),
                               padding, op.getNofold());
}

/// The same op with other operand and result types. Its verifier has the last
/// word; what it says is of no interest to the user.
static Value rebuildByClone(OpBuilder &builder, OpResult result,
                            const SameScaleFlow &flow, ValueRange data,
                            const StorageForm &form) {
  Operation *clone = builder.clone(*result.getOwner());
  for (auto [operand, value] : llvm::zip_equal(flow.data, data))
    clone->setOperand(operand->getOperandNumber(), value);
  Value rebuilt = clone->getResult(result.getResultNumber());
  rebuilt.setType(cast<ShapedType>(result.getType()).clone(form.elementType));
  ScopedDiagnosticHandler silence(builder.getContext(),
                                  [](Diagnostic &) { return success(); });
  if (succeeded(verify(clone)))
    return rebuilt;
  clone->erase();
  return {};
}

bool quantx::hasStorageForm(OpResult result, const SameScaleFlow &flow,
                            const StorageForm &form, std::string &reason) {
  Operation *op = result.getOwner();
  if (!isa<RankedTensorType>(result.getType())) {
    reason = "gives no ranked tensor";
    return false;
  }
  if (auto structured = dyn_cast<linalg::LinalgOp>(op))
    return hasStructuredForm(structured, flow, form, reason);
  bool isPad = isa<tensor::PadOp>(op);
  if (!isPad && (op->getNumRegions() != 0 || op->getNumResults() != 1 ||
                 !flow.fills.empty())) {
    reason = "has no known form on stored integers";
    return false;
  }
  for (Value fill : flow.fills) {
    std::optional<double> number = getConstantNumber(fill);
    if (!number || !form.encode(*number)) {
      reason = "fills with a value that no stored value stands for";
      return false;
    }
  }
  return true;
}

Value quantx::rebuildOnStorage(OpBuilder &builder, OpResult result,
                               const SameScaleFlow &flow, ValueRange data,
                               const StorageForm &form) {
  Operation *op = result.getOwner();
  if (auto structured = dyn_cast<linalg::LinalgOp>(op))
    return rebuildStructured(builder, structured, flow, data, form);
  if (auto pad = dyn_cast<tensor::PadOp>(op))
    return rebuildPad(builder, pad, data.front(), form);
  return rebuildByClone(builder, result, flow, data, form);
}
