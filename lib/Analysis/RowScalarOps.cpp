//===- RowScalarOps.cpp - Scalar ops in the algebra of rows ---------------===//

#include "RowScalarOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

using Result = RowAlgebra::Result;
using Operands = ArrayRef<RowPolynomial>;

static RowPolynomial subtract(const RowPolynomial &a, const RowPolynomial &b) {
  RowPolynomial result = a;
  result.add(b.scaled(-1));
  return result;
}

static RowPolynomial add(RowPolynomial a, const RowPolynomial &b) {
  a.add(b);
  return a;
}

static Result raise(RowAlgebra &algebra, const RowPolynomial &base,
                    const RowPolynomial &exponent) {
  std::optional<double> number = exponent.getNumber();
  return number ? algebra.power(base, *number) : std::nullopt;
}

static Result evaluateArith(RowAlgebra &algebra, Operation *op, Operands in) {
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](arith::AddFOp) { return add(in[0], in[1]); })
      .Case([&](arith::SubFOp) { return subtract(in[0], in[1]); })
      .Case([&](arith::NegFOp) { return in[0].scaled(-1); })
      .Case([&](arith::MulFOp) { return algebra.multiply(in[0], in[1]); })
      .Case([&](arith::DivFOp) { return algebra.divide(in[0], in[1]); })
      .Case<arith::MaximumFOp, arith::MaxNumFOp>(
          [&](auto) { return algebra.larger(in[0], in[1]); })
      .Default(Result());
}

static Result evaluateMath(RowAlgebra &algebra, Operation *op, Operands in) {
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](math::SqrtOp) { return algebra.power(in[0], 0.5); })
      .Case([&](math::RsqrtOp) { return algebra.power(in[0], -0.5); })
      .Case([&](math::PowFOp) { return raise(algebra, in[0], in[1]); })
      .Case([&](math::FPowIOp power) -> Result {
        APInt exponent;
        if (!matchPattern(power.getRhs(), m_ConstantInt(&exponent)))
          return std::nullopt;
        return algebra.power(in[0],
                             static_cast<double>(exponent.getSExtValue()));
      })
      .Case([&](math::ExpOp) { return algebra.exponential(in[0]); })
      .Case([&](math::Exp2Op) {
        return algebra.exponential(in[0].scaled(std::log(2.0)));
      })
      .Case([&](math::LogOp) { return algebra.logarithm(in[0]); })
      .Case([&](math::FmaOp) -> Result {
        Result product = algebra.multiply(in[0], in[1]);
        return product ? Result(add(std::move(*product), in[2])) : std::nullopt;
      })
      .Default(Result());
}

Result quantx::evaluateRowOp(RowAlgebra &algebra, Operation *op,
                             ArrayRef<RowPolynomial> operands) {
  if (Result result = evaluateArith(algebra, op, operands))
    return result;
  return evaluateMath(algebra, op, operands);
}

/// The operands of the maximum that `value` is, by one op or by comparison and
/// selection; null if it is none.
static std::pair<Value, Value> getMaximumOperands(Value value) {
  Operation *op = value.getDefiningOp();
  if (isa_and_present<arith::MaximumFOp, arith::MaxNumFOp>(op))
    return {op->getOperand(0), op->getOperand(1)};
  auto select = dyn_cast_or_null<arith::SelectOp>(op);
  auto compare =
      select ? select.getCondition().getDefiningOp<arith::CmpFOp>() : nullptr;
  if (!compare)
    return {};
  Value larger = select.getTrueValue(), smaller = select.getFalseValue();
  using Predicate = arith::CmpFPredicate;
  switch (compare.getPredicate()) {
  case Predicate::OGT:
  case Predicate::OGE:
  case Predicate::UGT:
  case Predicate::UGE:
    break;
  case Predicate::OLT:
  case Predicate::OLE:
  case Predicate::ULT:
  case Predicate::ULE:
    std::swap(larger, smaller);
    break;
  default:
    return {};
  }
  if (compare.getLhs() != larger || compare.getRhs() != smaller)
    return {};
  return {larger, smaller};
}

Value quantx::getMaximumWith(Value yielded, BlockArgument accumulator) {
  auto [a, b] = getMaximumOperands(yielded);
  if (!a || (a == accumulator) == (b == accumulator))
    return {};
  return a == accumulator ? b : a;
}
