//===- BinaryForm.cpp - Additions and products of two tensors -------------===//
//
//   add: clamp(R(M1*(q1 - z1) + M2*(q2 - z2), shift) + z)     (QX-I4)
//   mul: requantize((q1 - z1) * (q2 - z2))                    (QX-I5)
//
//===----------------------------------------------------------------------===//

#include "Requantization.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/StructuredOps.h"
#include "quantx/Numerics/IntegerOps.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

namespace {
/// A dequantized operand that may be broadcast.
struct Term {
  Value stored;
  ParamsAttr params;
  /// From the dimensions of the result; null is the identity.
  AffineMap map;

  float getScale() const { return params.getScaleAt(0); }
  int64_t getZeroPoint() const { return params.getZeroPointAt(0); }
  /// The largest |q - z| of any value of the storage type.
  int64_t getMagnitude() const {
    auto [min, max] = ParamsAttr::getTypeBounds(params.getStorageType());
    return std::max(max - getZeroPoint(), getZeroPoint() - min);
  }
  /// q - z as an integer of `type`.
  Value emitDifference(OpBuilder &builder, Location loc, Value q,
                       Type type) const {
    Value wide = emitIntegerCast(builder, loc, q, type, params.isUnsigned());
    Value zeroPoint = emitIntegerConstant(builder, loc, type, getZeroPoint());
    return builder.createOrFold<arith::SubIOp>(loc, wide, zeroPoint);
  }
};

/// What additions and products have in common.
struct Terms {
  OpResult head;
  Term lhs, rhs;

  LogicalResult match(const ElementwiseBinaryFlow &flow, Refusal &refusal);
  Value emit(OpBuilder &builder, Location loc, Type type, ElementwiseBody body);
};
} // namespace

static LogicalResult matchTerm(Operation *op, OpOperand *operand, AffineMap map,
                               Term &term, Refusal &refusal) {
  auto source = operand->get().getDefiningOp<DequantizeOp>();
  unsigned number = operand->getOperandNumber();
  if (!source)
    return refusal(
        op, llvm::formatv("has operand #{0}, which is not quantized", number));
  term.stored = source.getInput();
  term.params = source.getParams();
  if (!term.params.isPerTensor())
    return refusal(op, llvm::formatv("has operand #{0}, whose parameters are "
                                     "not per tensor",
                                     number));
  if (!isSmallInteger(term.params))
    return refusal(op, llvm::formatv("has operand #{0}, which is not stored in "
                                     "an integer of at most 16 bits",
                                     number));
  term.map = map;
  return success();
}

LogicalResult Terms::match(const ElementwiseBinaryFlow &flow,
                           Refusal &refusal) {
  Operation *op = head.getOwner();
  return success(
      succeeded(matchTerm(op, flow.lhs, flow.lhsMap, lhs, refusal)) &&
      succeeded(matchTerm(op, flow.rhs, flow.rhsMap, rhs, refusal)));
}

Value Terms::emit(OpBuilder &builder, Location loc, Type type,
                  ElementwiseBody body) {
  // The shape is that of the result, since operands may be broadcast.
  Value empty = createEmptyLike(builder, loc, head, type);
  return createElementwise(
      builder, loc, {{lhs.stored, lhs.map}, {rhs.stored, rhs.map}},
      tensor::getMixedSizes(builder, loc, empty), type, body);
}

//===----------------------------------------------------------------------===//
// Addition and subtraction
//===----------------------------------------------------------------------===//

namespace {
struct Addition {
  Terms terms;
  Epilogue epilogue;
  bool subtracts = false;
  numerics::AddMultipliers multipliers;

  LogicalResult match(Refusal &refusal);
  Value emit(OpBuilder &builder);

private:
  bool fitsI32() const;
};
} // namespace

LogicalResult Addition::match(Refusal &refusal) {
  Ratio ratio = epilogue.getScale();
  float out = epilogue.getParams().getScaleAt(0);
  auto getReal = [&](float in) {
    return static_cast<double>(in) * ratio.numerator /
           (static_cast<double>(out) * ratio.denominator);
  };
  numerics::DerivedAdd derived = numerics::deriveAdd(
      getReal(terms.lhs.getScale()), getReal(terms.rhs.getScale()));
  if (!derived.isUsable())
    return refusal(
        terms.head.getOwner(),
        llvm::formatv("needs the multipliers {0:e} and {1:e}, and the largest "
                      "is below 2^30: the scale of its result is too small for "
                      "those of its operands",
                      getReal(terms.lhs.getScale()),
                      getReal(terms.rhs.getScale())));
  multipliers = derived.value;
  return success();
}

/// True if the rounded sum is a value of i32, whatever is stored.
bool Addition::fitsI32() const {
  int64_t sum = multipliers.multiplier1 * terms.lhs.getMagnitude() +
                multipliers.multiplier2 * terms.rhs.getMagnitude();
  return llvm::isInt<32>((sum >> multipliers.shift) + 1);
}

Value Addition::emit(OpBuilder &builder) {
  auto [low, high] = epilogue.getStoredBounds();
  ParamsAttr params = epilogue.getParams();
  OutputRange range = {params.getZeroPointAt(0), low, high};
  Type elementType = params.getTensorElementType();
  auto body = [&](OpBuilder &b, Location loc, ValueRange args) {
    Type wide = b.getI64Type();
    auto scale = [&](const Term &term, Value q, int32_t multiplier) -> Value {
      // In 32 bits first, so that the product is one of sign-extended i32.
      Value difference = term.emitDifference(b, loc, q, b.getI32Type());
      return arith::MulIOp::create(
          b, loc, arith::ExtSIOp::create(b, loc, wide, difference),
          emitIntegerConstant(b, loc, wide, multiplier));
    };
    Value first = scale(terms.lhs, args[0], multipliers.multiplier1);
    Value second = scale(terms.rhs, args[1], multipliers.multiplier2);
    Value sum = subtracts
                    ? arith::SubIOp::create(b, loc, first, second).getResult()
                    : arith::AddIOp::create(b, loc, first, second).getResult();
    Value shift = emitIntegerConstant(b, loc, wide, multipliers.shift);
    Value rounded = emitRoundingShift(b, loc, sum, shift, epilogue.rounding);
    return emitOffsetAndClamp(b, loc, rounded, range, elementType, fitsI32());
  };
  return terms.emit(builder, epilogue.getLoc(), elementType, body);
}

//===----------------------------------------------------------------------===//
// Product
//===----------------------------------------------------------------------===//

namespace {
struct Product {
  Terms terms;
  Epilogue epilogue;
  AccumulatorBounds bounds;
  std::optional<Requantization> requantization;

  LogicalResult match(Refusal &refusal);
  Value emit(OpBuilder &builder);
};
} // namespace

LogicalResult Product::match(Refusal &refusal) {
  int64_t magnitude = terms.lhs.getMagnitude() * terms.rhs.getMagnitude();
  bounds = {-magnitude, magnitude};
  Grid<double> scale = static_cast<double>(terms.lhs.getScale()) *
                       static_cast<double>(terms.rhs.getScale());
  FailureOr<Requantization> derived = Requantization::derive(
      scale, bounds, epilogue, terms.head.getOwner(), refusal);
  if (failed(derived))
    return failure();
  requantization = *derived;
  return success();
}

Value Product::emit(OpBuilder &builder) {
  Type type = builder.getIntegerType(bounds.fitsI32() ? 32 : 64);
  auto body = [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
    return arith::MulIOp::create(
        b, loc, terms.lhs.emitDifference(b, loc, args[0], type),
        terms.rhs.emitDifference(b, loc, args[1], type));
  };
  return requantization->emit(
      builder, terms.emit(builder, terms.head.getLoc(), type, body));
}

FailureOr<IntegerForm> quantx::matchBinary(OpResult head,
                                           const ElementwiseBinaryFlow &flow,
                                           const Epilogue &epilogue,
                                           Refusal &refusal) {
  Operation *op = head.getOwner();
  Epilogue whole = epilogue;
  whole.function = flow.after.then(epilogue.function);
  if (flow.function == BinaryFunction::Div)
    return refusal(op, "divides by a tensor");
  if (!(whole.function.scale > 0) || whole.function.offset != 0)
    return refusal(op, "has its result multiplied by a number that is not "
                       "positive, or a number added to it");
  Terms terms;
  terms.head = head;
  if (failed(terms.match(flow, refusal)))
    return failure();
  if (flow.function == BinaryFunction::Mul) {
    auto product = std::make_shared<Product>();
    product->terms = terms;
    product->epilogue = whole;
    if (failed(product->match(refusal)))
      return failure();
    return IntegerForm([product](OpBuilder &b) { return product->emit(b); });
  }
  auto addition = std::make_shared<Addition>();
  addition->terms = terms;
  addition->epilogue = whole;
  addition->subtracts = flow.function == BinaryFunction::Sub;
  if (failed(addition->match(refusal)))
    return failure();
  return IntegerForm([addition](OpBuilder &b) { return addition->emit(b); });
}
