//===- BinaryForm.cpp - Functions of two tensors in integers --------------===//
//
// A product that nothing is added to is a requantize of the products of the
// differences (QX-I5); sums, and products with an offset or a negative factor,
// are linear forms (QX-I4, QX-I10); quotients divide (QX-I11).
//
//===----------------------------------------------------------------------===//

#include "BinaryTerms.h"
#include "Requantization.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace quantx;

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
  const Term &lhs = terms.list[0], &rhs = terms.list[1];
  int64_t magnitude = lhs.getMagnitude() * rhs.getMagnitude();
  bounds = {-magnitude, magnitude};
  Grid<double> scale =
      static_cast<double>(lhs.getScale()) * static_cast<double>(rhs.getScale());
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
        b, loc, terms.list[0].emitDifference(b, loc, args[0], type),
        terms.list[1].emitDifference(b, loc, args[1], type));
  };
  return requantization->emit(
      builder, terms.emit(builder, terms.head.getLoc(), type, body));
}

FailureOr<IntegerForm> quantx::matchBinary(OpResult head,
                                           const ElementwiseBinaryFlow &flow,
                                           const Epilogue &epilogue,
                                           Refusal &refusal) {
  Epilogue whole = epilogue;
  whole.function = flow.after.then(epilogue.function);
  bool isScaling = whole.function.offset == 0;
  if (flow.function == BinaryFunction::Div &&
      (!isScaling || whole.function.scale == 0))
    return refusal(head.getOwner(),
                   "divides by a tensor, and a number is added to the quotient "
                   "or it is multiplied by 0");
  Terms terms;
  terms.head = head;
  if (failed(terms.match(flow, refusal)))
    return failure();
  if (flow.function == BinaryFunction::Div)
    return matchDivision(terms, whole, refusal);
  if (flow.function != BinaryFunction::Mul || !isScaling ||
      !(whole.function.scale > 0))
    return matchLinear(terms, flow.function, whole, refusal);
  auto product = std::make_shared<Product>();
  product->terms = terms;
  product->epilogue = whole;
  if (failed(product->match(refusal)))
    return failure();
  IntegerForm form([product](OpBuilder &b) { return product->emit(b); });
  form.errorBound = product->requantization->getErrorBound(product->bounds);
  return form;
}
