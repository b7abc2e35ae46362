//===- DivisionForm.cpp - Quotients of two tensors in integers ------------===//
//
//   clamp(R(M*(q1 - z1) / ((q2 - z2) * 2^shift)) + z)     (QX-I11)
//
// The arithmetic of numerics::divideQuantized: a division of magnitudes with a
// remainder, which tells how to round.
//
//===----------------------------------------------------------------------===//

#include "BinaryTerms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Numerics/LinearOps.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

namespace {
class DivisionForm {
public:
  DivisionForm(Terms terms, Epilogue epilogue)
      : terms(std::move(terms)), epilogue(std::move(epilogue)) {}

  LogicalResult match(Refusal &refusal);
  Value emit(OpBuilder &builder) const;
  /// Rounding, and what the relative error of the factor, or its absolute one
  /// with the largest shift, moves inside the storage range.
  double getErrorBound() const {
    auto [low, high] = epilogue.getStoredBounds();
    return 0.5 + std::ldexp(static_cast<double>(high - low), -31) + 0x1p-28;
  }

private:
  Terms terms;
  Epilogue epilogue;
  numerics::FixedPoint factor;
};

/// The scalars of one quotient, all of 64 bits.
class Quotient {
public:
  Quotient(OpBuilder &builder, Location loc) : b(builder), loc(loc) {}

  Value constant(int64_t value) {
    return emitIntegerConstant(b, loc, b.getI64Type(), value);
  }
  Value compare(arith::CmpIPredicate predicate, Value lhs, Value rhs) {
    return arith::CmpIOp::create(b, loc, predicate, lhs, rhs);
  }
  Value select(Value condition, Value ifTrue, Value ifFalse) {
    return arith::SelectOp::create(b, loc, condition, ifTrue, ifFalse);
  }
  template <typename OpTy>
  Value emit(Value lhs, Value rhs) {
    return OpTy::create(b, loc, lhs, rhs);
  }
  Value negate(Value value) { return emit<arith::SubIOp>(constant(0), value); }
  Value magnitude(Value value) {
    return emit<arith::MaxSIOp>(value, negate(value));
  }

  /// numerator / denominator, both not negative, to the nearest integer.
  Value roundedQuotient(Value numerator, Value denominator, Value isNegative,
                        RoundingMode rounding);

private:
  OpBuilder &b;
  Location loc;
};
} // namespace

Value Quotient::roundedQuotient(Value numerator, Value denominator,
                                Value isNegative, RoundingMode rounding) {
  Value quotient = emit<arith::DivUIOp>(numerator, denominator);
  Value rest = emit<arith::SubIOp>(numerator,
                                   emit<arith::MulIOp>(quotient, denominator));
  Value twice = emit<arith::ShLIOp>(rest, constant(1));
  // A tie rises to an even number, or toward +infinity.
  Value odd = emit<arith::AndIOp>(quotient, constant(1));
  Value tieUp = rounding == RoundingMode::NearestEven
                    ? odd
                    : select(isNegative, constant(0), constant(1));
  Value limit = emit<arith::SubIOp>(denominator, tieUp);
  Value up = compare(arith::CmpIPredicate::sgt, twice, limit);
  return emit<arith::AddIOp>(quotient, select(up, constant(1), constant(0)));
}

LogicalResult DivisionForm::match(Refusal &refusal) {
  Ratio ratio = epilogue.getScale();
  double scale = std::fabs(ratio.numerator);
  double real = static_cast<double>(terms.list[0].getScale()) * scale /
                (static_cast<double>(terms.list[1].getScale()) *
                 static_cast<double>(epilogue.getParams().getScaleAt(0)) *
                 std::fabs(ratio.denominator));
  numerics::DerivedFixedPoint derived = numerics::deriveDivision(real);
  if (!derived.isUsable())
    return refusal(
        terms.head.getOwner(),
        llvm::formatv("needs the multiplier {0:e}, and the largest is below "
                      "2^30: the scale of its result is too small for those of "
                      "its operands",
                      real));
  factor = derived.value;
  return success();
}

Value DivisionForm::emit(OpBuilder &builder) const {
  auto [low, high] = epilogue.getStoredBounds();
  ParamsAttr params = epilogue.getParams();
  OutputRange range = {params.getZeroPointAt(0), low, high};
  Type elementType = params.getTensorElementType();
  bool negated = epilogue.function.scale < 0;
  auto body = [&](OpBuilder &b, Location loc, ValueRange args) {
    Quotient q(b, loc);
    Type wide = b.getI64Type();
    Value t1 = terms.list[0].emitDifference(b, loc, args[0], wide);
    Value t2 = terms.list[1].emitDifference(b, loc, args[1], wide);
    Value zero = q.constant(0);
    Value isNegative = q.compare(negated ? arith::CmpIPredicate::sge
                                         : arith::CmpIPredicate::slt,
                                 q.emit<arith::XOrIOp>(t1, t2), zero);
    Value numerator =
        q.emit<arith::MulIOp>(q.magnitude(t1), q.constant(factor.multiplier));
    Value divisor = q.emit<arith::MaxSIOp>(q.magnitude(t2), q.constant(1));
    Value denominator =
        q.emit<arith::ShLIOp>(divisor, q.constant(factor.shift));
    Value finite = q.roundedQuotient(numerator, denominator, isNegative,
                                     epilogue.rounding);
    // Beyond every storage, so that it saturates; 0 / 0 is NaN, which is z.
    Value infinite = q.constant(int64_t(1) << 40);
    Value isInfinite = q.compare(arith::CmpIPredicate::eq, t2, zero);
    Value magnitude = q.select(isInfinite, infinite, finite);
    Value isZero = q.compare(arith::CmpIPredicate::eq, t1, zero);
    magnitude = q.select(isZero, zero, magnitude);
    Value result = q.select(isNegative, q.negate(magnitude), magnitude);
    return emitOffsetAndClamp(b, loc, result, range, elementType);
  };
  return terms.emit(builder, epilogue.getLoc(), elementType, body);
}

FailureOr<IntegerForm> quantx::matchDivision(const Terms &terms,
                                             const Epilogue &epilogue,
                                             Refusal &refusal) {
  auto form = std::make_shared<DivisionForm>(terms, epilogue);
  if (failed(form->match(refusal)))
    return failure();
  IntegerForm result([form](OpBuilder &b) { return form->emit(b); });
  result.errorBound = form->getErrorBound();
  return result;
}
