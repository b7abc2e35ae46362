//===- Conversions.cpp - From one scalar type to another ------------------===//

#include "ScalarFunctions.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

/// An integer as the nearest number of a float type, rounded once.
static double toReal(Int128 value, bool isUnsigned, unsigned width,
                     FloatType type) {
  auto bits = asUnsigned(value, width);
  uint64_t words[] = {static_cast<uint64_t>(bits),
                      static_cast<uint64_t>(bits >> 64)};
  APFloat result(type.getFloatSemantics());
  result.convertFromAPInt(llvm::APInt(128, words).trunc(width), !isUnsigned,
                          APFloat::rmNearestTiesToEven);
  bool losesInfo;
  result.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                 &losesInfo);
  return result.convertToDouble();
}

/// A float's whole part as an integer; undefined where it does not fit.
static Scalar toInteger(Operation *op, double value, bool isUnsigned,
                        unsigned width) {
  double whole = std::trunc(value);
  double low = isUnsigned ? 0 : -std::ldexp(1, static_cast<int>(width) - 1);
  double high =
      std::ldexp(1, static_cast<int>(width) - static_cast<int>(!isUnsigned));
  if (!(whole >= low && whole < high))
    return Scalar::ofUndefined(op);
  return Scalar::ofInteger(wrap(static_cast<Int128>(whole), width));
}

/// An integer op on the number of the first operand alone.
template <typename Function>
static ScalarFunction onInteger(Function function) {
  return [=](ArrayRef<Scalar> in) {
    return Scalar::ofInteger(function(in[0].integer));
  };
}

static ScalarFunction getIntegerCast(Operation *op, unsigned from,
                                     unsigned to) {
  return llvm::TypeSwitch<Operation *, ScalarFunction>(op)
      .Case<arith::ExtSIOp, arith::IndexCastOp>([&](auto) {
        return onInteger([=](Int128 value) { return wrap(value, to); });
      })
      .Case<arith::ExtUIOp, arith::IndexCastUIOp>([&](auto) {
        return onInteger([=](Int128 value) {
          return wrap(static_cast<Int128>(asUnsigned(value, from)), to);
        });
      })
      .Case([&](arith::TruncIOp trunc) {
        bool nsw = trunc.hasNoSignedWrap(), nuw = trunc.hasNoUnsignedWrap();
        return ScalarFunction([=](ArrayRef<Scalar> in) {
          Int128 value = in[0].integer, result = wrap(value, to);
          bool carry = asUnsigned(value, from) != asUnsigned(result, to);
          if ((nsw && result != value) || (nuw && carry))
            return Scalar::ofUndefined(op);
          return Scalar::ofInteger(result);
        });
      })
      .Default(ScalarFunction());
}

static ScalarFunction getFloatCast(Operation *op, Type from, Type to) {
  auto toFloat = [&](bool isUnsigned) {
    return ScalarFunction([=, width = getWidth(from),
                           type = cast<FloatType>(to)](ArrayRef<Scalar> in) {
      return Scalar::ofReal(toReal(in[0].integer, isUnsigned, width, type));
    });
  };
  auto toInt = [&](bool isUnsigned) {
    return ScalarFunction([=, width = getWidth(to)](ArrayRef<Scalar> in) {
      return toInteger(op, in[0].real, isUnsigned, width);
    });
  };
  return llvm::TypeSwitch<Operation *, ScalarFunction>(op)
      .Case([&](arith::SIToFPOp) { return toFloat(/*isUnsigned=*/false); })
      .Case([&](arith::UIToFPOp) { return toFloat(/*isUnsigned=*/true); })
      .Case([&](arith::FPToSIOp) { return toInt(/*isUnsigned=*/false); })
      .Case([&](arith::FPToUIOp) { return toInt(/*isUnsigned=*/true); })
      .Case([&](arith::ExtFOp) {
        return ScalarFunction([](ArrayRef<Scalar> in) { return in[0]; });
      })
      .Case([&](arith::TruncFOp trunc) -> ScalarFunction {
        if (trunc.getRoundingmode().value_or(
                arith::RoundingMode::to_nearest_even) !=
            arith::RoundingMode::to_nearest_even)
          return nullptr;
        return [=](ArrayRef<Scalar> in) {
          return Scalar::ofReal(roundTo(in[0].real, to));
        };
      })
      .Default(ScalarFunction());
}

static ScalarFunction getAffine(Operation *op) {
  auto evaluate = [](AffineMap map, ArrayRef<Scalar> in) {
    SmallVector<int64_t> operands;
    for (const Scalar &scalar : in)
      operands.push_back(static_cast<int64_t>(scalar.integer));
    AffineMap dims = map.replaceDimsAndSymbols(
        {},
        [&] {
          SmallVector<AffineExpr> symbols;
          for (unsigned i = 0; i < map.getNumSymbols(); ++i)
            symbols.push_back(
                getAffineDimExpr(map.getNumDims() + i, map.getContext()));
          return symbols;
        }(),
        map.getNumInputs(), 0);
    return dims.compose(operands);
  };
  return llvm::TypeSwitch<Operation *, ScalarFunction>(op)
      .Case([&](affine::AffineApplyOp apply) {
        return ScalarFunction([=, map = apply.getMap()](ArrayRef<Scalar> in) {
          return Scalar::ofInteger(evaluate(map, in).front());
        });
      })
      .Case([&](affine::AffineMinOp min) {
        return ScalarFunction([=, map = min.getMap()](ArrayRef<Scalar> in) {
          return Scalar::ofInteger(*llvm::min_element(evaluate(map, in)));
        });
      })
      .Case([&](affine::AffineMaxOp max) {
        return ScalarFunction([=, map = max.getMap()](ArrayRef<Scalar> in) {
          return Scalar::ofInteger(*llvm::max_element(evaluate(map, in)));
        });
      })
      .Default(ScalarFunction());
}

ScalarFunction interpreter::getConversion(Operation *op) {
  if (isa<affine::AffineApplyOp, affine::AffineMinOp, affine::AffineMaxOp>(op))
    return getAffine(op);
  if (isa<arith::SelectOp>(op))
    return [](ArrayRef<Scalar> in) { return in[0].isTrue() ? in[1] : in[2]; };
  if (op->getNumOperands() != 1)
    return nullptr;
  Type from = getElementTypeOrSelf(op->getOperand(0));
  Type to = getElementTypeOrSelf(op->getResult(0));
  if (isa<arith::BitcastOp>(op))
    return
        [=](ArrayRef<Scalar> in) { return fromBits(toBits(in[0], from), to); };
  if (from.isIntOrIndex() && to.isIntOrIndex())
    return getIntegerCast(op, getWidth(from), getWidth(to));
  return getFloatCast(op, from, to);
}

static bool hasScalarTypes(Operation *op) {
  auto isNumber = [](Type type) {
    return getElementTypeOrSelf(type).isIntOrIndexOrFloat() &&
           (!getElementTypeOrSelf(type).isInteger() ||
            getWidth(getElementTypeOrSelf(type)) <= 128);
  };
  return op->getNumResults() == 1 &&
         llvm::all_of(op->getOperandTypes(), isNumber) &&
         llvm::all_of(op->getResultTypes(), isNumber);
}

ScalarFunction interpreter::getScalarFunction(Operation *op) {
  if (!hasScalarTypes(op))
    return nullptr;
  if (ScalarFunction function = getConversion(op))
    return function;
  if (op->getNumOperands() == 0)
    return nullptr;
  return isa<FloatType>(getElementTypeOrSelf(op->getOperand(0)))
             ? getFloatFunction(op)
             : getIntegerFunction(op);
}

Scalar interpreter::apply(const ScalarFunction &function, Operation *op,
                          ArrayRef<Scalar> operands) {
  bool isSelect = isa<arith::SelectOp>(op);
  for (const Scalar &operand : isSelect ? operands.take_front() : operands)
    if (operand.undefined)
      return Scalar::ofUndefined(operand.undefined);
  return function(operands);
}
