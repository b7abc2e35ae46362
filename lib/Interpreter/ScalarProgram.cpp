//===- ScalarProgram.cpp - The body of an op, ready to run ----------------===//

#include "ScalarProgram.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

std::optional<FailureOr<OpResults>>
interpreter::interpretScalar(Operation *op, const Frame &frame) {
  ScalarFunction function = getScalarFunction(op);
  bool isScalar = function && llvm::none_of(op->getOperandTypes(), [](Type t) {
                    return isa<ShapedType>(t);
                  });
  if (!isScalar)
    return std::nullopt;
  SmallVector<Scalar> operands;
  for (Value operand : op->getOperands())
    operands.push_back(frame.getScalar(operand));
  return OpResults{apply(function, op, operands)};
}

size_t ScalarProgram::newSlot(Value value) {
  slotOf[value] = slots.size();
  slots.emplace_back();
  return slots.size() - 1;
}

FailureOr<size_t> ScalarProgram::getSlot(Operation *user, Value value) {
  if (auto found = slotOf.find(value); found != slotOf.end())
    return found->second;
  const RuntimeValue *outer = frame->lookup(value);
  if (!outer || !std::holds_alternative<Scalar>(*outer)) {
    user->emitOpError() << "cannot be interpreted: in a body it takes "
                        << value.getType() << ", which is no number";
    return failure();
  }
  size_t slot = newSlot(value);
  slots[slot] = std::get<Scalar>(*outer);
  return slot;
}

/// tensor.extract of a tensor that is computed outside; null for other ops.
ScalarFunction ScalarProgram::getExtract(Operation *op) {
  auto extract = dyn_cast<tensor::ExtractOp>(op);
  const RuntimeValue *source =
      extract ? frame->lookup(extract.getTensor()) : nullptr;
  if (!source)
    return nullptr;
  HostTensor tensor = std::get<HostTensor>(*source);
  return [=, type = extract.getType()](ArrayRef<Scalar> in) {
    SmallVector<int64_t> index;
    for (const Scalar &scalar : in)
      index.push_back(static_cast<int64_t>(scalar.integer));
    int64_t position = getPosition(index, tensor.getShape());
    return position < 0 ? Scalar::ofUndefined(op)
                        : load(tensor, type, position);
  };
}

LogicalResult ScalarProgram::add(Operation *op) {
  if (op->hasTrait<OpTrait::IsTerminator>()) {
    for (Value value : op->getOperands()) {
      FailureOr<size_t> slot = getSlot(op, value);
      if (failed(slot))
        return failure();
      yielded.push_back(*slot);
    }
    return success();
  }
  if (auto index = dyn_cast<linalg::IndexOp>(op)) {
    indexSteps.push_back(
        {static_cast<size_t>(index.getDim()), newSlot(index.getResult())});
    return success();
  }
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    slots[newSlot(constant)] = getConstantScalar(constant.getValue());
    return success();
  }
  ValueRange operands = op->getOperands();
  ScalarFunction function = getExtract(op);
  if (function)
    operands = operands.drop_front();
  else
    function = getScalarFunction(op);
  if (!function)
    return op->emitOpError()
           << "cannot be interpreted in the body of '"
           << op->getParentOp()->getName()
           << "'; bodies hold arith and math on numbers, linalg.index and "
              "tensor.extract";
  Step step{op, std::move(function), {}, 0};
  for (Value operand : operands) {
    FailureOr<size_t> slot = getSlot(op, operand);
    if (failed(slot))
      return failure();
    step.operands.push_back(*slot);
  }
  step.result = newSlot(op->getResult(0));
  steps.push_back(std::move(step));
  return success();
}

FailureOr<ScalarProgram> ScalarProgram::get(Block &block, const Frame &frame) {
  ScalarProgram program(frame);
  for (BlockArgument argument : block.getArguments())
    program.newSlot(argument);
  for (Operation &op : block)
    if (failed(program.add(&op)))
      return failure();
  return program;
}

ArrayRef<Scalar> ScalarProgram::run(ArrayRef<Scalar> arguments,
                                    ArrayRef<int64_t> indices) {
  llvm::copy(arguments, slots.begin());
  for (const IndexStep &step : indexSteps)
    slots[step.result] = Scalar::ofInteger(indices[step.dim]);
  SmallVector<Scalar, 4> operands;
  for (const Step &step : steps) {
    operands.clear();
    for (size_t slot : step.operands)
      operands.push_back(slots[slot]);
    slots[step.result] = apply(step.function, step.op, operands);
  }
  results.clear();
  for (size_t slot : yielded)
    results.push_back(slots[slot]);
  return results;
}
