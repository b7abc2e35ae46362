//===- IntegerFunctions.cpp - Arithmetic modulo a power of two ------------===//

#include "ScalarFunctions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

#include <optional>

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

namespace {
/// An op on integers of one width. `Signed` and `Unsigned` are functions of two
/// numbers; none is an undefined result.
class IntegerOp {
public:
  explicit IntegerOp(Operation *op)
      : op(op), width(getWidth(getElementTypeOrSelf(op->getOperand(0)))) {}

  template <typename Function>
  ScalarFunction onSigned(Function function) const {
    return [=, *this](ArrayRef<Scalar> in) {
      return finish(function(in[0].integer, in[1].integer));
    };
  }
  template <typename Function>
  ScalarFunction onUnsigned(Function function) const {
    return [=, *this](ArrayRef<Scalar> in) {
      return finish(function(asUnsigned(in[0].integer, width),
                             asUnsigned(in[1].integer, width)));
    };
  }
  /// A sum, difference or product whose flags may promise that it fits.
  template <typename Function>
  ScalarFunction wrapping(Function function) const {
    auto flags = cast<arith::ArithIntegerOverflowFlagsInterface>(op);
    bool nsw = flags.hasNoSignedWrap(), nuw = flags.hasNoUnsignedWrap();
    return [=, *this](ArrayRef<Scalar> in) {
      Int128 exact;
      bool overflow = function(in[0].integer, in[1].integer, &exact);
      UInt128 natural;
      bool carry = function(asUnsigned(in[0].integer, width),
                            asUnsigned(in[1].integer, width), &natural);
      overflow |= wrap(exact, width) != exact;
      carry |= width < 128 && natural >> width != 0;
      if ((nsw && overflow) || (nuw && carry))
        return Scalar::ofUndefined(op);
      return Scalar::ofInteger(wrap(exact, width));
    };
  }
  template <typename Function>
  ScalarFunction unary(Function function) const {
    return [=, *this](ArrayRef<Scalar> in) {
      return Scalar::ofInteger(wrap(function(in[0].integer), width));
    };
  }

  unsigned getBits() const { return width; }

private:
  template <typename T>
  Scalar finish(std::optional<T> value) const {
    if (!value)
      return Scalar::ofUndefined(op);
    return Scalar::ofInteger(wrap(static_cast<Int128>(*value), width));
  }

  Operation *op;
  unsigned width;
};
} // namespace

using Signed = std::optional<Int128>;
using Unsigned = std::optional<UInt128>;

static Int128 floorDivide(Int128 a, Int128 b) {
  Int128 quotient = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

static ScalarFunction getDivision(Operation *op) {
  IntegerOp integers(op);
  // Division by 0, and of the lowest number by -1, which wrap() would hide.
  Int128 lowest =
      wrap(UInt128{1} << (integers.getBits() - 1), integers.getBits());
  auto isDefined = [=](Int128 a, Int128 b) {
    return b != 0 && !(a == lowest && b == -1);
  };
  auto checked = [&](auto function) {
    return integers.onSigned([=](Int128 a, Int128 b) -> Signed {
      return isDefined(a, b) ? Signed(function(a, b)) : std::nullopt;
    });
  };
  auto natural = [&](auto function) {
    return integers.onUnsigned([=](UInt128 a, UInt128 b) -> Unsigned {
      return b != 0 ? Unsigned(function(a, b)) : std::nullopt;
    });
  };
  return llvm::TypeSwitch<Operation *, ScalarFunction>(op)
      .Case([&](arith::DivSIOp) {
        return checked([](Int128 a, Int128 b) { return a / b; });
      })
      .Case([&](arith::RemSIOp) {
        return checked([](Int128 a, Int128 b) { return a % b; });
      })
      .Case([&](arith::FloorDivSIOp) { return checked(floorDivide); })
      .Case([&](arith::CeilDivSIOp) {
        return checked([](Int128 a, Int128 b) { return -floorDivide(-a, b); });
      })
      .Case([&](arith::DivUIOp) {
        return natural([](UInt128 a, UInt128 b) { return a / b; });
      })
      .Case([&](arith::RemUIOp) {
        return natural([](UInt128 a, UInt128 b) { return a % b; });
      })
      .Case([&](arith::CeilDivUIOp) {
        return natural(
            [](UInt128 a, UInt128 b) { return a / b + (a % b != 0); });
      })
      .Default(ScalarFunction());
}

static ScalarFunction getBitwise(Operation *op) {
  IntegerOp integers(op);
  unsigned width = integers.getBits();
  return llvm::TypeSwitch<Operation *, ScalarFunction>(op)
      .Case([&](arith::AndIOp) {
        return integers.onSigned(
            [](Int128 a, Int128 b) -> Signed { return a & b; });
      })
      .Case([&](arith::OrIOp) {
        return integers.onSigned(
            [](Int128 a, Int128 b) -> Signed { return a | b; });
      })
      .Case([&](arith::XOrIOp) {
        return integers.onSigned(
            [](Int128 a, Int128 b) -> Signed { return a ^ b; });
      })
      .Case([&](arith::ShLIOp) {
        return integers.onUnsigned([=](UInt128 a, UInt128 b) -> Unsigned {
          return b < width ? Unsigned(a << b) : std::nullopt;
        });
      })
      .Case([&](arith::ShRUIOp) {
        return integers.onUnsigned([=](UInt128 a, UInt128 b) -> Unsigned {
          return b < width ? Unsigned(a >> b) : std::nullopt;
        });
      })
      .Case([&](arith::ShRSIOp) {
        return integers.onSigned([=](Int128 a, Int128 b) -> Signed {
          return b >= 0 && b < width ? Signed(a >> b) : std::nullopt;
        });
      })
      .Default(ScalarFunction());
}

static ScalarFunction getExtremum(Operation *op) {
  IntegerOp integers(op);
  return llvm::TypeSwitch<Operation *, ScalarFunction>(op)
      .Case([&](arith::MaxSIOp) {
        return integers.onSigned(
            [](Int128 a, Int128 b) -> Signed { return std::max(a, b); });
      })
      .Case([&](arith::MinSIOp) {
        return integers.onSigned(
            [](Int128 a, Int128 b) -> Signed { return std::min(a, b); });
      })
      .Case([&](arith::MaxUIOp) {
        return integers.onUnsigned(
            [](UInt128 a, UInt128 b) -> Unsigned { return std::max(a, b); });
      })
      .Case([&](arith::MinUIOp) {
        return integers.onUnsigned(
            [](UInt128 a, UInt128 b) -> Unsigned { return std::min(a, b); });
      })
      .Default(ScalarFunction());
}

static ScalarFunction getBitCount(Operation *op) {
  IntegerOp integers(op);
  unsigned width = integers.getBits();
  auto count = [=](Int128 value, auto stop) {
    UInt128 bits = asUnsigned(value, width);
    unsigned counted = 0;
    for (unsigned i = 0; i < width; ++i)
      if (stop(i, (bits >> i & 1) != 0, counted))
        break;
    return counted;
  };
  return llvm::TypeSwitch<Operation *, ScalarFunction>(op)
      .Case([&](math::AbsIOp) {
        return integers.unary([](Int128 a) { return a < 0 ? -a : a; });
      })
      .Case([&](math::CtPopOp) {
        return integers.unary([=](Int128 a) {
          return count(a, [](unsigned, bool bit, unsigned &counted) {
            counted += bit;
            return false;
          });
        });
      })
      .Case([&](math::CountTrailingZerosOp) {
        return integers.unary([=](Int128 a) {
          return count(a, [](unsigned, bool bit, unsigned &counted) {
            counted += !bit;
            return bit;
          });
        });
      })
      .Case([&](math::CountLeadingZerosOp) {
        return integers.unary([=](Int128 a) {
          return count(a, [](unsigned, bool bit, unsigned &counted) {
            counted = bit ? 0 : counted + 1;
            return false;
          });
        });
      })
      .Default(ScalarFunction());
}

static ScalarFunction getComparison(arith::CmpIOp op) {
  unsigned width = getWidth(getElementTypeOrSelf(op.getLhs()));
  return [=, predicate = op.getPredicate()](ArrayRef<Scalar> in) {
    llvm::APInt a(128, 0), b(128, 0);
    auto wide = [&](Int128 value) {
      UInt128 bits = asUnsigned(value, width);
      uint64_t words[] = {static_cast<uint64_t>(bits),
                          static_cast<uint64_t>(bits >> 64)};
      return llvm::APInt(128, words).trunc(width);
    };
    a = wide(in[0].integer);
    b = wide(in[1].integer);
    bool holds = arith::applyCmpPredicate(predicate, a, b);
    return Scalar::ofInteger(holds ? -1 : 0);
  };
}

ScalarFunction interpreter::getIntegerFunction(Operation *op) {
  if (auto compare = dyn_cast<arith::CmpIOp>(op))
    return getComparison(compare);
  if (isa<arith::AddIOp>(op))
    return IntegerOp(op).wrapping([](auto a, auto b, auto *result) {
      return __builtin_add_overflow(a, b, result);
    });
  if (isa<arith::SubIOp>(op))
    return IntegerOp(op).wrapping([](auto a, auto b, auto *result) {
      return __builtin_sub_overflow(a, b, result);
    });
  if (isa<arith::MulIOp>(op))
    return IntegerOp(op).wrapping([](auto a, auto b, auto *result) {
      return __builtin_mul_overflow(a, b, result);
    });
  for (auto get : {getDivision, getBitwise, getExtremum, getBitCount})
    if (ScalarFunction function = get(op))
      return function;
  return nullptr;
}
