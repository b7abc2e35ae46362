//===- FloatFunctions.cpp - Arithmetic with one rounding ------------------===//
//
// Operands are exact in f64. A sum, difference, product, quotient or square
// root computed in f64 and rounded to a type of at most 24 significant bits has
// the bits of that type's own operation (53 >= 2 * 24 + 2; Figueroa, "When is
// double rounding innocuous?", SIGNUM 1995). Other functions are libm's in f64,
// rounded once.
//
//===----------------------------------------------------------------------===//

#include "ScalarFunctions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

using Function1 = double (*)(double);
using Function2 = double (*)(double, double);

static ScalarFunction rounded(Operation *op, Function1 function) {
  Type type = getElementTypeOrSelf(op->getResult(0));
  return [=](ArrayRef<Scalar> in) {
    return Scalar::ofReal(roundTo(function(in[0].real), type));
  };
}

static ScalarFunction rounded(Operation *op, Function2 function) {
  Type type = getElementTypeOrSelf(op->getResult(0));
  return [=](ArrayRef<Scalar> in) {
    return Scalar::ofReal(roundTo(function(in[0].real, in[1].real), type));
  };
}

/// Picks one of two numbers, +0 being larger than -0.
static double larger(double a, double b) {
  return a > b || (a == b && !std::signbit(a)) ? a : b;
}
static double smaller(double a, double b) {
  return a < b || (a == b && std::signbit(a)) ? a : b;
}

static double maximum(double a, double b) {
  return std::isnan(a) ? a : std::isnan(b) ? b : larger(a, b);
}
static double minimum(double a, double b) {
  return std::isnan(a) ? a : std::isnan(b) ? b : smaller(a, b);
}
static double maximumNumber(double a, double b) {
  return std::isnan(a) ? b : std::isnan(b) ? a : larger(a, b);
}
static double minimumNumber(double a, double b) {
  return std::isnan(a) ? b : std::isnan(b) ? a : smaller(a, b);
}

static ScalarFunction getArithmetic(Operation *op) {
  auto of = [&](Function2 function) { return rounded(op, function); };
  return llvm::TypeSwitch<Operation *, ScalarFunction>(op)
      .Case([&](arith::AddFOp) {
        return of([](double a, double b) { return a + b; });
      })
      .Case([&](arith::SubFOp) {
        return of([](double a, double b) { return a - b; });
      })
      .Case([&](arith::MulFOp) {
        return of([](double a, double b) { return a * b; });
      })
      .Case([&](arith::DivFOp) {
        return of([](double a, double b) { return a / b; });
      })
      .Case([&](arith::RemFOp) { return of(std::fmod); })
      .Case([&](arith::MaximumFOp) { return of(maximum); })
      .Case([&](arith::MinimumFOp) { return of(minimum); })
      .Case([&](arith::MaxNumFOp) { return of(maximumNumber); })
      .Case([&](arith::MinNumFOp) { return of(minimumNumber); })
      .Case([&](arith::NegFOp) {
        return rounded(op, [](double a) { return -a; });
      })
      .Case([&](math::PowFOp) { return of(std::pow); })
      .Case([&](math::Atan2Op) { return of(std::atan2); })
      .Case([&](math::CopySignOp) { return of(std::copysign); })
      .Default(ScalarFunction());
}

static Function1 getMathFunction(Operation *op) {
  return llvm::TypeSwitch<Operation *, Function1>(op)
      .Case([](math::AbsFOp) { return Function1(std::fabs); })
      .Case([](math::AcosOp) { return Function1(std::acos); })
      .Case([](math::AcoshOp) { return Function1(std::acosh); })
      .Case([](math::AsinOp) { return Function1(std::asin); })
      .Case([](math::AsinhOp) { return Function1(std::asinh); })
      .Case([](math::AtanOp) { return Function1(std::atan); })
      .Case([](math::AtanhOp) { return Function1(std::atanh); })
      .Case([](math::CbrtOp) { return Function1(std::cbrt); })
      .Case([](math::CeilOp) { return Function1(std::ceil); })
      .Case([](math::CosOp) { return Function1(std::cos); })
      .Case([](math::CoshOp) { return Function1(std::cosh); })
      .Case([](math::ErfOp) { return Function1(std::erf); })
      .Case([](math::ErfcOp) { return Function1(std::erfc); })
      .Case([](math::ExpOp) { return Function1(std::exp); })
      .Case([](math::Exp2Op) { return Function1(std::exp2); })
      .Case([](math::ExpM1Op) { return Function1(std::expm1); })
      .Case([](math::FloorOp) { return Function1(std::floor); })
      .Case([](math::LogOp) { return Function1(std::log); })
      .Case([](math::Log10Op) { return Function1(std::log10); })
      .Case([](math::Log1pOp) { return Function1(std::log1p); })
      .Case([](math::Log2Op) { return Function1(std::log2); })
      .Case([](math::RoundOp) { return Function1(std::round); })
      .Case([](math::RoundEvenOp) { return Function1(std::nearbyint); })
      .Case([](math::RsqrtOp) {
        return Function1([](double x) { return 1 / std::sqrt(x); });
      })
      .Case([](math::SinOp) { return Function1(std::sin); })
      .Case([](math::SinhOp) { return Function1(std::sinh); })
      .Case([](math::SqrtOp) { return Function1(std::sqrt); })
      .Case([](math::TanOp) { return Function1(std::tan); })
      .Case([](math::TanhOp) { return Function1(std::tanh); })
      .Case([](math::TruncOp) { return Function1(std::trunc); })
      .Default(Function1());
}

/// a * b + c with one rounding. The product of two f32 is exact in f64; the sum
/// may not be, and f32 has an fma of its own.
static ScalarFunction getFma(math::FmaOp op) {
  Type type = getElementTypeOrSelf(op.getType());
  return [=](ArrayRef<Scalar> in) {
    double a = in[0].real, b = in[1].real, c = in[2].real;
    double sum = type.isF64()
                     ? std::fma(a, b, c)
                     : std::fma(static_cast<float>(a), static_cast<float>(b),
                                static_cast<float>(c));
    return Scalar::ofReal(roundTo(sum, type));
  };
}

static ScalarFunction getComparison(arith::CmpFOp op) {
  return [predicate = op.getPredicate()](ArrayRef<Scalar> in) {
    bool holds = arith::applyCmpPredicate(predicate, APFloat(in[0].real),
                                          APFloat(in[1].real));
    return Scalar::ofInteger(holds ? -1 : 0);
  };
}

template <typename Predicate>
static ScalarFunction classify(Predicate predicate) {
  return [=](ArrayRef<Scalar> in) {
    return Scalar::ofInteger(predicate(in[0].real) ? -1 : 0);
  };
}

ScalarFunction interpreter::getFloatFunction(Operation *op) {
  if (Function1 function = getMathFunction(op))
    return rounded(op, function);
  if (ScalarFunction function = getArithmetic(op))
    return function;
  return llvm::TypeSwitch<Operation *, ScalarFunction>(op)
      .Case([](arith::CmpFOp compare) { return getComparison(compare); })
      .Case([](math::FmaOp fma) { return getFma(fma); })
      .Case([](math::ClampFOp) {
        return ScalarFunction([](ArrayRef<Scalar> in) {
          return Scalar::ofReal(
              minimum(maximum(in[0].real, in[1].real), in[2].real));
        });
      })
      .Case([](math::IsNaNOp) {
        return classify([](double x) { return std::isnan(x); });
      })
      .Case([](math::IsInfOp) {
        return classify([](double x) { return std::isinf(x); });
      })
      .Case([](math::IsFiniteOp) {
        return classify([](double x) { return std::isfinite(x); });
      })
      .Default(ScalarFunction());
}
