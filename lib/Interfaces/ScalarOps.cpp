//===- ScalarOps.cpp - Scalar arithmetic in f64 ---------------------------===//

#include "ScalarOps.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

using Bounds = ArrayRef<Interval>;

//===----------------------------------------------------------------------===//
// Intervals
//===----------------------------------------------------------------------===//

/// The smallest interval that holds `values`; everything if one is NaN.
static Interval hull(ArrayRef<double> values) {
  Interval result = {values.front(), values.front()};
  for (double value : values) {
    if (std::isnan(value))
      return {};
    result = {std::fmin(result.min, value), std::fmax(result.max, value)};
  }
  return result;
}

/// Ends of intervals stand for limits, so 0 * inf is the 0 that all products on
/// the way there are.
static double multiplyEnds(double a, double b) {
  return a == 0 || b == 0 ? 0 : a * b;
}

static Interval addBounds(Bounds in) {
  return hull({in[0].min + in[1].min, in[0].max + in[1].max});
}

static Interval subtractBounds(Bounds in) {
  return hull({in[0].min - in[1].max, in[0].max - in[1].min});
}

static Interval multiplyBounds(Bounds in) {
  return hull(
      {multiplyEnds(in[0].min, in[1].min), multiplyEnds(in[0].min, in[1].max),
       multiplyEnds(in[0].max, in[1].min), multiplyEnds(in[0].max, in[1].max)});
}

static Interval divideBounds(Bounds in) {
  if (in[1].min <= 0 && in[1].max >= 0)
    return {};
  return multiplyBounds({in[0], {1 / in[1].max, 1 / in[1].min}});
}

static Interval absoluteBounds(Bounds in) {
  double low = in[0].min <= 0 && in[0].max >= 0
                   ? 0
                   : std::fmin(std::fabs(in[0].min), std::fabs(in[0].max));
  return {low, std::fmax(std::fabs(in[0].min), std::fabs(in[0].max))};
}

//===----------------------------------------------------------------------===//
// Kinds of functions
//===----------------------------------------------------------------------===//

using Function1 = double (*)(double);
using Function2 = double (*)(double, double);

/// A function without a useful bound.
static ScalarOp unary(Function1 f, Interval range = {}) {
  return {[=](ArrayRef<double> in) { return f(in[0]); },
          [=](Bounds) { return range; }};
}

/// A function that rises or falls throughout its domain.
static ScalarOp monotone(Function1 f) {
  return {[=](ArrayRef<double> in) { return f(in[0]); },
          [=](Bounds in) { return hull({f(in[0].min), f(in[0].max)}); }};
}

static ScalarOp binary(Function2 f, Interval (*bound)(Bounds)) {
  return {[=](ArrayRef<double> in) { return f(in[0], in[1]); }, bound};
}

/// A function that rises in both operands: maximum and minimum.
static ScalarOp risingBinary(Function2 f) {
  return {[=](ArrayRef<double> in) { return f(in[0], in[1]); },
          [=](Bounds in) {
            return hull({f(in[0].min, in[1].min), f(in[0].max, in[1].max)});
          }};
}

static double maximum(double a, double b) {
  return std::isnan(a) ? a : std::isnan(b) ? b : std::fmax(a, b);
}

static double minimum(double a, double b) {
  return std::isnan(a) ? a : std::isnan(b) ? b : std::fmin(a, b);
}

bool Comparison::operator()(double a, double b) const {
  if (std::isnan(a) || std::isnan(b))
    return unordered;
  return a == b ? equal : a > b ? greater : less;
}

Comparison quantx::getComparison(arith::CmpFPredicate predicate) {
  using Predicate = arith::CmpFPredicate;
  switch (predicate) {
  case Predicate::AlwaysFalse:
    return {false, false, false, false};
  case Predicate::OEQ:
    return {true, false, false, false};
  case Predicate::OGT:
    return {false, true, false, false};
  case Predicate::OGE:
    return {true, true, false, false};
  case Predicate::OLT:
    return {false, false, true, false};
  case Predicate::OLE:
    return {true, false, true, false};
  case Predicate::ONE:
    return {false, true, true, false};
  case Predicate::ORD:
    return {true, true, true, false};
  case Predicate::UEQ:
    return {true, false, false, true};
  case Predicate::UGT:
    return {false, true, false, true};
  case Predicate::UGE:
    return {true, true, false, true};
  case Predicate::ULT:
    return {false, false, true, true};
  case Predicate::ULE:
    return {true, false, true, true};
  case Predicate::UNE:
    return {false, true, true, true};
  case Predicate::UNO:
    return {false, false, false, true};
  case Predicate::AlwaysTrue:
    return {true, true, true, true};
  }
  llvm_unreachable("all predicates are handled");
}

static ScalarOp comparison(arith::CmpFPredicate predicate) {
  return {[compare = getComparison(predicate)](ArrayRef<double> in) -> double {
            return compare(in[0], in[1]);
          },
          [](Bounds) { return Interval{0, 1}; }};
}

static ScalarOp selection() {
  return {[](ArrayRef<double> in) { return in[0] != 0 ? in[1] : in[2]; },
          [](Bounds in) {
            return hull({in[1].min, in[1].max, in[2].min, in[2].max});
          }};
}

static ScalarOp fusedMultiplyAdd() {
  return {[](ArrayRef<double> in) { return std::fma(in[0], in[1], in[2]); },
          [](Bounds in) {
            return addBounds({multiplyBounds({in[0], in[1]}), in[2]});
          }};
}

static ScalarOp clampOp() {
  return {
      [](ArrayRef<double> in) { return minimum(maximum(in[0], in[1]), in[2]); },
      [](Bounds in) {
        return Interval{std::fmin(std::fmax(in[0].min, in[1].min), in[2].min),
                        std::fmin(std::fmax(in[0].max, in[1].max), in[2].max)};
      }};
}

static double reciprocalSquareRoot(double x) { return 1 / std::sqrt(x); }
static double toEven(double x) { return std::nearbyint(x); }
static double negate(double x) { return -x; }
static double identity(double x) { return x; }

//===----------------------------------------------------------------------===//
// The ops
//===----------------------------------------------------------------------===//

/// A known op and its meaning.
using Result = std::optional<ScalarOp>;

static Result getArithOp(Operation *op) {
  return TypeSwitch<Operation *, Result>(op)
      .Case<arith::AddFOp>([](auto) {
        return binary([](double a, double b) { return a + b; }, addBounds);
      })
      .Case<arith::SubFOp>([](auto) {
        return binary([](double a, double b) { return a - b; }, subtractBounds);
      })
      .Case<arith::MulFOp>([](auto) {
        return binary([](double a, double b) { return a * b; }, multiplyBounds);
      })
      .Case<arith::DivFOp>([](auto) {
        return binary([](double a, double b) { return a / b; }, divideBounds);
      })
      .Case<arith::RemFOp>([](auto) {
        return binary([](double a, double b) { return std::fmod(a, b); },
                      [](Bounds) { return Interval(); });
      })
      .Case<arith::MaximumFOp>([](auto) { return risingBinary(maximum); })
      .Case<arith::MinimumFOp>([](auto) { return risingBinary(minimum); })
      .Case<arith::MaxNumFOp>([](auto) {
        return risingBinary([](double a, double b) { return std::fmax(a, b); });
      })
      .Case<arith::MinNumFOp>([](auto) {
        return risingBinary([](double a, double b) { return std::fmin(a, b); });
      })
      .Case<arith::NegFOp>([](auto) { return monotone(negate); })
      .Case<arith::ExtFOp, arith::TruncFOp>(
          [](auto) { return monotone(identity); })
      .Case<arith::CmpFOp>(
          [](arith::CmpFOp op) { return comparison(op.getPredicate()); })
      .Case<arith::SelectOp>([](auto) { return selection(); })
      .Default(Result());
}

static Result getMathOp(Operation *op) {
  return TypeSwitch<Operation *, Result>(op)
      .Case<math::AbsFOp>([](auto) {
        return ScalarOp{[](ArrayRef<double> in) { return std::fabs(in[0]); },
                        absoluteBounds};
      })
      .Case<math::FmaOp>([](auto) { return fusedMultiplyAdd(); })
      .Case<math::ClampFOp>([](auto) { return clampOp(); })
      .Case<math::CopySignOp>([](auto) {
        return binary([](double a, double b) { return std::copysign(a, b); },
                      [](Bounds) { return Interval(); });
      })
      .Case<math::PowFOp>([](auto) {
        return binary([](double a, double b) { return std::pow(a, b); },
                      [](Bounds) { return Interval(); });
      })
      .Case<math::Atan2Op>([](auto) {
        return binary([](double a, double b) { return std::atan2(a, b); },
                      [](Bounds) { return Interval(); });
      })
      .Case<math::CosOp>([](auto) { return unary(std::cos, {-1, 1}); })
      .Case<math::SinOp>([](auto) { return unary(std::sin, {-1, 1}); })
      .Case<math::TanOp>([](auto) { return unary(std::tan); })
      .Case<math::CoshOp>([](auto) {
        return unary(std::cosh, {1, std::numeric_limits<double>::infinity()});
      })
      .Default(Result());
}

static Result getMonotoneMathOp(Operation *op) {
  return TypeSwitch<Operation *, Result>(op)
      .Case<math::ExpOp>([](auto) { return monotone(std::exp); })
      .Case<math::Exp2Op>([](auto) { return monotone(std::exp2); })
      .Case<math::ExpM1Op>([](auto) { return monotone(std::expm1); })
      .Case<math::LogOp>([](auto) { return monotone(std::log); })
      .Case<math::Log2Op>([](auto) { return monotone(std::log2); })
      .Case<math::Log10Op>([](auto) { return monotone(std::log10); })
      .Case<math::Log1pOp>([](auto) { return monotone(std::log1p); })
      .Case<math::SqrtOp>([](auto) { return monotone(std::sqrt); })
      .Case<math::CbrtOp>([](auto) { return monotone(std::cbrt); })
      .Case<math::RsqrtOp>([](auto) { return monotone(reciprocalSquareRoot); })
      .Case<math::TanhOp>([](auto) { return monotone(std::tanh); })
      .Case<math::SinhOp>([](auto) { return monotone(std::sinh); })
      .Case<math::AsinhOp>([](auto) { return monotone(std::asinh); })
      .Case<math::AcoshOp>([](auto) { return monotone(std::acosh); })
      .Case<math::AtanhOp>([](auto) { return monotone(std::atanh); })
      .Case<math::AsinOp>([](auto) { return monotone(std::asin); })
      .Case<math::AcosOp>([](auto) { return monotone(std::acos); })
      .Case<math::AtanOp>([](auto) { return monotone(std::atan); })
      .Case<math::ErfOp>([](auto) { return monotone(std::erf); })
      .Case<math::ErfcOp>([](auto) { return monotone(std::erfc); })
      .Case<math::CeilOp>([](auto) { return monotone(std::ceil); })
      .Case<math::FloorOp>([](auto) { return monotone(std::floor); })
      .Case<math::RoundOp>([](auto) { return monotone(std::round); })
      .Case<math::RoundEvenOp>([](auto) { return monotone(toEven); })
      .Case<math::TruncOp>([](auto) { return monotone(std::trunc); })
      .Default(Result());
}

std::optional<ScalarOp> quantx::getScalarOp(Operation *op) {
  if (Result result = getArithOp(op))
    return result;
  if (Result result = getMathOp(op))
    return result;
  return getMonotoneMathOp(op);
}

bool quantx::isFloatCast(Operation *op) {
  return isa<arith::ExtFOp, arith::TruncFOp>(op);
}
