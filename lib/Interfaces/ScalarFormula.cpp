//===- ScalarFormula.cpp - Formulas of a few forms ------------------------===//

#include "ScalarFormula.h"

#include "ScalarOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

using MaybeFormula = std::optional<Formula>;

bool Formula::isArgument() const {
  return isMoved() && arguments.size() == 1 && constants.empty();
}

bool Formula::isProduct() const {
  return root == Root::Binary && function == BinaryFunction::Mul &&
         after.isIdentity();
}

//===----------------------------------------------------------------------===//
// Composition
//===----------------------------------------------------------------------===//

static MaybeFormula applyAfter(Formula formula, const ClampedAffine &next) {
  if (!std::isfinite(next.scale) || !std::isfinite(next.offset))
    return std::nullopt;
  if (formula.isConstant())
    formula.number = next.apply(formula.number);
  else
    formula.after = formula.after.then(next);
  return formula;
}

/// formula `function` number, or number `function` formula when `swapped`.
static MaybeFormula applyConstant(const Formula &formula,
                                  BinaryFunction function, double number,
                                  bool swapped) {
  switch (function) {
  case BinaryFunction::Add:
    return applyAfter(formula, {1, number, {}});
  case BinaryFunction::Sub:
    return swapped ? applyAfter(formula, {-1, number, {}})
                   : applyAfter(formula, {1, -number, {}});
  case BinaryFunction::Mul:
    return applyAfter(formula, {number, 0, {}});
  case BinaryFunction::Div:
    if (swapped)
      return std::nullopt;
    return applyAfter(formula, {1 / number, 0, {}});
  }
  llvm_unreachable("all functions are handled");
}

/// product + argument.
static MaybeFormula addProduct(const Formula &product,
                               const Formula &argument) {
  if (!product.isProduct() || !argument.isArgument())
    return std::nullopt;
  Formula result = product;
  result.root = Formula::Root::ProductSum;
  result.arguments.push_back(argument.arguments.front());
  return result;
}

static MaybeFormula combine(BinaryFunction function, const Formula &lhs,
                            const Formula &rhs) {
  if (rhs.isConstant())
    return applyConstant(lhs, function, rhs.number, /*swapped=*/false);
  if (lhs.isConstant())
    return applyConstant(rhs, function, lhs.number, /*swapped=*/true);
  if (function == BinaryFunction::Add) {
    if (MaybeFormula sum = addProduct(lhs, rhs))
      return sum;
    if (MaybeFormula sum = addProduct(rhs, lhs))
      return sum;
  }
  // x + x and the like are functions of one argument, not of two.
  if (!lhs.isArgument() || !rhs.isArgument() || lhs.arguments == rhs.arguments)
    return std::nullopt;
  Formula result;
  result.root = Formula::Root::Binary;
  result.function = function;
  result.arguments = {lhs.arguments.front(), rhs.arguments.front()};
  return result;
}

/// Either of two values as they are, at least one of them an argument.
static MaybeFormula unite(const Formula &a, Value aValue, const Formula &b,
                          Value bValue) {
  Formula result;
  result.root = Formula::Root::Moved;
  for (auto [formula, value] : {std::pair(&a, aValue), std::pair(&b, bValue)}) {
    if (formula->isConstant()) {
      result.constants.push_back(value);
      continue;
    }
    if (!formula->isMoved())
      return std::nullopt;
    for (BlockArgument argument : formula->arguments)
      if (!llvm::is_contained(result.arguments, argument))
        result.arguments.push_back(argument);
    llvm::append_range(result.constants, formula->constants);
  }
  return result.arguments.empty() ? MaybeFormula() : result;
}

//===----------------------------------------------------------------------===//
// FormulaBuilder
//===----------------------------------------------------------------------===//

void FormulaBuilder::setArgument(BlockArgument argument) {
  Formula formula;
  formula.root = Formula::Root::Moved;
  formula.arguments = {argument};
  formulas.try_emplace(argument, formula);
}

void FormulaBuilder::setConstant(Value value, double number) {
  Formula formula;
  formula.number = number;
  formulas.try_emplace(value, formula);
}

MaybeFormula FormulaBuilder::get(Value value) const {
  auto it = formulas.find(value);
  return it == formulas.end() ? MaybeFormula() : it->second;
}

void FormulaBuilder::visit(Operation *op) {
  if (op->getNumResults() != 1)
    return;
  if (MaybeFormula formula = build(op))
    formulas.try_emplace(op->getResult(0), *formula);
}

MaybeFormula FormulaBuilder::buildExtremum(Value a, Value b,
                                           bool isMaximum) const {
  MaybeFormula lhs = get(a), rhs = get(b);
  if (!lhs || !rhs)
    return std::nullopt;
  if (lhs->isConstant())
    std::swap(lhs, rhs);
  if (!rhs->isConstant())
    return unite(*lhs, a, *rhs, b);
  if (std::isnan(rhs->number))
    return std::nullopt;
  ClampedAffine clamp;
  (isMaximum ? clamp.bounds.min : clamp.bounds.max) = rhs->number;
  return applyAfter(*lhs, clamp);
}

/// True if both are the same value or constants of the same number.
static bool isSame(Value a, Value b, const FormulaBuilder &formulas) {
  if (a == b)
    return true;
  MaybeFormula x = formulas.get(a), y = formulas.get(b);
  return x && y && x->isConstant() && y->isConstant() && x->number == y->number;
}

MaybeFormula FormulaBuilder::buildSelect(Operation *op) const {
  auto select = cast<arith::SelectOp>(op);
  Value a = select.getTrueValue(), b = select.getFalseValue();
  if (auto compare = select.getCondition().getDefiningOp<arith::CmpFOp>()) {
    Value lhs = compare.getLhs(), rhs = compare.getRhs();
    bool sameOrder = isSame(lhs, a, *this) && isSame(rhs, b, *this);
    bool swapped = isSame(lhs, b, *this) && isSame(rhs, a, *this);
    Comparison comparison = getComparison(compare.getPredicate());
    if (comparison.greater == comparison.less || (!sameOrder && !swapped))
      return std::nullopt;
    return buildExtremum(a, b, comparison.greater == sameOrder);
  }
  // Another condition must be data too, not something computed from the values
  // that would have to be computed in integers as well.
  MaybeFormula lhs = get(a), rhs = get(b);
  if (!isa<BlockArgument>(select.getCondition()) || !lhs || !rhs)
    return std::nullopt;
  return unite(*lhs, a, *rhs, b);
}

MaybeFormula FormulaBuilder::build(Operation *op) const {
  auto extremum = [&](bool isMaximum) {
    return buildExtremum(op->getOperand(0), op->getOperand(1), isMaximum);
  };
  auto arithmetic = [&](BinaryFunction function) -> MaybeFormula {
    MaybeFormula lhs = get(op->getOperand(0)), rhs = get(op->getOperand(1));
    if (!lhs || !rhs)
      return std::nullopt;
    return combine(function, *lhs, *rhs);
  };
  return TypeSwitch<Operation *, MaybeFormula>(op)
      .Case<arith::AddFOp>(
          [&](auto) { return arithmetic(BinaryFunction::Add); })
      .Case<arith::SubFOp>(
          [&](auto) { return arithmetic(BinaryFunction::Sub); })
      .Case<arith::MulFOp>(
          [&](auto) { return arithmetic(BinaryFunction::Mul); })
      .Case<arith::DivFOp>(
          [&](auto) { return arithmetic(BinaryFunction::Div); })
      .Case<arith::MaximumFOp, arith::MaxNumFOp>(
          [&](auto) { return extremum(/*isMaximum=*/true); })
      .Case<arith::MinimumFOp, arith::MinNumFOp>(
          [&](auto) { return extremum(/*isMaximum=*/false); })
      .Case<arith::SelectOp>([&](auto) { return buildSelect(op); })
      .Case<arith::NegFOp>([&](auto) -> MaybeFormula {
        MaybeFormula operand = get(op->getOperand(0));
        return operand ? applyAfter(*operand, {-1, 0, {}}) : std::nullopt;
      })
      .Case<math::FmaOp>([&](math::FmaOp fma) -> MaybeFormula {
        MaybeFormula a = get(fma.getA()), b = get(fma.getB()),
                     c = get(fma.getC());
        if (!a || !b || !c)
          return std::nullopt;
        MaybeFormula product = combine(BinaryFunction::Mul, *a, *b);
        return product ? combine(BinaryFunction::Add, *product, *c)
                       : std::nullopt;
      })
      .Case<math::ClampFOp>([&](math::ClampFOp clamp) -> MaybeFormula {
        MaybeFormula x = get(clamp.getValue()), low = get(clamp.getMin()),
                     high = get(clamp.getMax());
        if (!x || !low || !high || !low->isConstant() || !high->isConstant())
          return std::nullopt;
        return applyAfter(*x, {1, 0, {low->number, high->number}});
      })
      .Default([&](Operation *op) {
        return isFloatCast(op) ? get(op->getOperand(0)) : MaybeFormula();
      });
}
