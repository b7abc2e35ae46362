//===- LinearForm.cpp - Linear functions of one or two tensors ------------===//
//
//   clamp(R(M1*(q1 - z1) + M2*(q2 - z2) + C, shift) + z)     (QX-I4, QX-I10)
//
// with multipliers of either sign; of a product, the term is the product of
// both differences.
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
class LinearForm {
public:
  LinearForm(Terms terms, BinaryFunction function, Epilogue epilogue)
      : terms(std::move(terms)), function(function),
        epilogue(std::move(epilogue)) {}

  LogicalResult match(Refusal &refusal);
  Value emit(OpBuilder &builder) const;
  double getErrorBound() const;

private:
  /// One summand: a difference, or the product of two.
  struct Summand {
    int64_t multiplier = 0;
    int64_t magnitude = 0;
  };

  double getReal(double scale) const;
  double getLargestSum() const;
  Value emitValue(OpBuilder &b, Location loc, ValueRange args,
                  unsigned index) const;
  Value emitSum(OpBuilder &b, Location loc, ValueRange args, Type wide) const;

  Terms terms;
  BinaryFunction function;
  Epilogue epilogue;
  SmallVector<Summand, 2> summands;
  numerics::LinearMultipliers multipliers;
};
} // namespace

/// `scale` times the factor of the epilogue, in steps of the result.
double LinearForm::getReal(double scale) const {
  Ratio ratio = epilogue.getScale();
  double out = epilogue.getParams().getScaleAt(0);
  return scale * ratio.numerator / (out * ratio.denominator);
}

LogicalResult LinearForm::match(Refusal &refusal) {
  double first = terms.list[0].getScale(), second = 0;
  int64_t magnitude = terms.list[0].getMagnitude();
  bool isProduct = function == BinaryFunction::Mul;
  if (terms.list.size() == 2) {
    double other = terms.list[1].getScale();
    if (isProduct)
      first *= other;
    else
      second = function == BinaryFunction::Sub ? -other : other;
  }
  double constant = epilogue.function.offset /
                    static_cast<double>(epilogue.getParams().getScaleAt(0));
  numerics::DerivedLinear derived =
      numerics::deriveLinear(getReal(first), getReal(second), constant);
  if (!derived.isUsable())
    return refusal(
        terms.head.getOwner(),
        llvm::formatv("needs the multipliers {0:e} and {1:e} and the constant "
                      "{2:e}, and the largest is below 2^30: the scale of its "
                      "result is too small for those of its operands",
                      getReal(first), std::fabs(getReal(second)), constant));
  multipliers = derived.value;
  if (isProduct)
    magnitude *= terms.list[1].getMagnitude();
  summands.push_back({multipliers.multiplier1, magnitude});
  if (terms.list.size() == 2 && !isProduct)
    summands.push_back({multipliers.multiplier2, terms.list[1].getMagnitude()});
  return success();
}

/// A bound of the sum before it is rounded; its error does not matter here.
double LinearForm::getLargestSum() const {
  double sum = std::fabs(static_cast<double>(multipliers.constant));
  for (const Summand &summand : summands)
    sum += std::fabs(static_cast<double>(summand.multiplier)) *
           static_cast<double>(summand.magnitude);
  return sum;
}

/// Each number is within half a unit of the shift, times what it multiplies.
double LinearForm::getErrorBound() const {
  double units = multipliers.constant == 0 ? 0 : 1;
  for (const Summand &summand : summands)
    units += static_cast<double>(summand.magnitude);
  double error = 0.5 + std::ldexp(units, -multipliers.shift - 1);
  // The first of two roundings, in steps of the second.
  if (epilogue.rounding == RoundingMode::Double && multipliers.shift > 31)
    error += std::ldexp(0.5, 31 - multipliers.shift);
  return error;
}

/// The integer of a summand.
Value LinearForm::emitValue(OpBuilder &b, Location loc, ValueRange args,
                            unsigned index) const {
  // In 32 bits where that is enough, so that a product with a multiplier is one
  // of sign-extended i32.
  Type type =
      b.getIntegerType(llvm::isInt<32>(summands[index].magnitude) ? 32 : 64);
  Value value = terms.list[index].emitDifference(b, loc, args[index], type);
  if (function != BinaryFunction::Mul || terms.list.size() < 2)
    return value;
  Value other = terms.list[1].emitDifference(b, loc, args[1], type);
  return arith::MulIOp::create(b, loc, value, other);
}

Value LinearForm::emitSum(OpBuilder &b, Location loc, ValueRange args,
                          Type wide) const {
  Value sum;
  for (auto [index, summand] : llvm::enumerate(summands)) {
    Value value = emitIntegerCast(b, loc, emitValue(b, loc, args, index), wide);
    bool subtract = sum && summand.multiplier < 0;
    Value multiplier = emitIntegerConstant(
        b, loc, wide, subtract ? -summand.multiplier : summand.multiplier);
    Value product = arith::MulIOp::create(b, loc, value, multiplier);
    if (!sum)
      sum = product;
    else if (subtract)
      sum = arith::SubIOp::create(b, loc, sum, product);
    else
      sum = arith::AddIOp::create(b, loc, sum, product);
  }
  if (multipliers.constant == 0)
    return sum;
  Value constant = emitIntegerConstant(b, loc, wide, multipliers.constant);
  return arith::AddIOp::create(b, loc, sum, constant);
}

Value LinearForm::emit(OpBuilder &builder) const {
  auto [low, high] = epilogue.getStoredBounds();
  ParamsAttr params = epilogue.getParams();
  OutputRange range = {params.getZeroPointAt(0), low, high};
  Type elementType = params.getTensorElementType();
  double largest = getLargestSum();
  // Room for the half of a unit that is added before the shift.
  bool fitsI64 = largest < 0x1p62;
  bool fitsI32 = std::ldexp(largest, -multipliers.shift) < 0x1p31 - 2;
  auto body = [&](OpBuilder &b, Location loc, ValueRange args) {
    Type wide = b.getIntegerType(fitsI64 ? 64 : 128);
    Value sum = emitSum(b, loc, args, wide);
    Value shift = emitIntegerConstant(b, loc, wide, multipliers.shift);
    Value rounded = emitRoundingShift(b, loc, sum, shift, epilogue.rounding);
    return emitOffsetAndClamp(b, loc, rounded, range, elementType, fitsI32);
  };
  return terms.emit(builder, epilogue.getLoc(), elementType, body);
}

FailureOr<IntegerForm> quantx::matchLinear(const Terms &terms,
                                           BinaryFunction function,
                                           const Epilogue &epilogue,
                                           Refusal &refusal) {
  auto form = std::make_shared<LinearForm>(terms, function, epilogue);
  if (failed(form->match(refusal)))
    return failure();
  IntegerForm result([form](OpBuilder &b) { return form->emit(b); });
  result.errorBound = form->getErrorBound();
  return result;
}

FailureOr<IntegerForm> quantx::matchAffine(DequantizeOp head,
                                           const Epilogue &epilogue,
                                           Refusal &refusal) {
  Terms terms;
  terms.head = head->getResult(0);
  terms.list.push_back({head.getInput(), head.getParams(), {}});
  return matchLinear(terms, BinaryFunction::Add, epilogue, refusal);
}
