//===- ScalarBody.cpp - What a structured op computes per element ---------===//

#include "ScalarBody.h"

#include "ScalarFormula.h"
#include "ScalarOps.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

namespace {
/// The ops that a yielded value depends on, as a straight-line program over
/// numbered slots: leaves first, then one slot per op.
class Program {
public:
  /// Adds a slot that holds `number`, or the argument when there is none.
  void addLeaf(Value value, std::optional<double> number) {
    slots[value] = initial.size();
    initial.push_back(number.value_or(0));
    if (!number)
      argumentSlot = initial.size() - 1;
  }

  void addStep(Operation *op, ScalarOp meaning) {
    Step step{std::move(meaning), {}};
    for (Value operand : op->getOperands())
      step.operands.push_back(slots.at(operand));
    slots[op->getResult(0)] = initial.size() + steps.size();
    steps.push_back(std::move(step));
  }

  /// The function from the argument to the last slot.
  std::function<double(double)> getFunction() const {
    return [steps = steps, initial = initial,
            slot = argumentSlot](double argument) {
      SmallVector<double> values(initial);
      values[slot] = argument;
      SmallVector<double, 3> operands;
      for (const Step &step : steps) {
        operands.clear();
        for (unsigned operand : step.operands)
          operands.push_back(values[operand]);
        values.push_back(step.meaning.evaluate(operands));
      }
      return values.back();
    };
  }

  /// An interval that holds the last slot, whatever the argument.
  Interval getRange() const {
    SmallVector<Interval> values;
    for (double number : initial)
      values.push_back({number, number});
    values[argumentSlot] = {};
    SmallVector<Interval, 3> operands;
    for (const Step &step : steps) {
      operands.clear();
      for (unsigned operand : step.operands)
        operands.push_back(values[operand]);
      values.push_back(step.meaning.bound(operands));
    }
    return values.back();
  }

private:
  struct Step {
    ScalarOp meaning;
    SmallVector<unsigned, 3> operands;
  };
  llvm::DenseMap<Value, unsigned> slots;
  SmallVector<double> initial;
  std::vector<Step> steps;
  unsigned argumentSlot = 0;
};

/// What a yielded value depends on.
struct Slice {
  llvm::SetVector<Value> leaves;
  llvm::SmallPtrSet<Operation *, 16> ops;
};
} // namespace

static Slice getSlice(Block *body, Value yielded) {
  Slice slice;
  SmallVector<Value> worklist = {yielded};
  while (!worklist.empty()) {
    Value value = worklist.pop_back_val();
    Operation *op = value.getDefiningOp();
    if (!op || op->getBlock() != body || op->getNumOperands() == 0)
      slice.leaves.insert(value);
    else if (slice.ops.insert(op).second)
      llvm::append_range(worklist, op->getOperands());
  }
  return slice;
}

/// The body as a function of one argument, by composing what its ops mean.
static ScalarBody
analyzePointwise(Block *body, const Slice &slice,
                 function_ref<std::optional<double>(Value)> getConstant) {
  Program program;
  SmallVector<BlockArgument> arguments;
  for (Value leaf : slice.leaves) {
    std::optional<double> number = getConstant(leaf);
    auto argument = dyn_cast<BlockArgument>(leaf);
    if (!number && (!argument || argument.getOwner() != body))
      return UnknownBody{"depends on a scalar that is not constant"};
    if (!number)
      arguments.push_back(argument);
    program.addLeaf(leaf, number);
  }
  if (arguments.size() != 1)
    return UnknownBody{
        llvm::formatv("combines {0} tensors in a way that is not one sum, "
                      "difference, product or quotient",
                      arguments.size())};
  for (Operation &op : *body) {
    if (!slice.ops.contains(&op))
      continue;
    std::optional<ScalarOp> meaning = getScalarOp(&op);
    if (!meaning)
      return UnknownBody{llvm::formatv(
          "computes with '{0}', whose value on one element is not known",
          op.getName().getStringRef())};
    program.addStep(&op, *meaning);
  }
  return PointwiseBody{arguments.front(), std::nullopt, program.getRange(),
                       program.getFunction()};
}

static FormulaBuilder
buildFormulas(Block *body, const Slice &slice,
              function_ref<std::optional<double>(Value)> getConstant) {
  FormulaBuilder formulas;
  for (Value leaf : slice.leaves) {
    auto argument = dyn_cast<BlockArgument>(leaf);
    if (std::optional<double> number = getConstant(leaf))
      formulas.setConstant(leaf, *number);
    else if (argument && argument.getOwner() == body)
      formulas.setArgument(argument);
  }
  for (Operation &op : *body)
    if (slice.ops.contains(&op))
      formulas.visit(&op);
  return formulas;
}

ScalarBody quantx::analyzeScalarBody(
    Block *body, Value yielded,
    function_ref<std::optional<double>(Value)> getConstant) {
  Slice slice = getSlice(body, yielded);
  auto formula = buildFormulas(body, slice, getConstant).get(yielded);
  if (formula && formula->isConstant())
    return MovedBody{{}, {yielded}};
  if (formula && formula->isMoved())
    return MovedBody{formula->arguments, formula->constants};
  if (formula && formula->root == Formula::Root::Binary)
    return BinaryBody{formula->function, formula->arguments[0],
                      formula->arguments[1], formula->after};
  if (formula && formula->root == Formula::Root::ProductSum &&
      formula->after.isIdentity())
    return ProductSumBody{formula->arguments[0], formula->arguments[1],
                          formula->arguments[2]};
  ScalarBody pointwise = analyzePointwise(body, slice, getConstant);
  if (auto *found = std::get_if<PointwiseBody>(&pointwise); found && formula)
    found->affine = formula->after;
  return pointwise;
}
