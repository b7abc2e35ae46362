//===- Products.cpp - Sums of products of stored values -------------------===//

#include "Factors.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/StructuredOps.h"

using namespace mlir;
using namespace quantx;

/// The op under its own name; null if that means something else on integers
/// than a sum of products of sign-extended operands.
static linalg::LinalgOp emitNamed(OpBuilder &builder, linalg::LinalgOp op,
                                  ValueRange inputs, Value init) {
  linalg::LinalgOp named = recreateNamedOp(builder, op, inputs, init);
  if (!named)
    return {};
  bool isSumOfProducts = llvm::all_of(*named.getBlock(), [](Operation &nested) {
    return isa<arith::ExtSIOp, arith::MulIOp, arith::AddIOp, linalg::YieldOp>(
        nested);
  });
  if (isSumOfProducts)
    return named;
  named->erase();
  return {};
}

linalg::LinalgOp quantx::emitProducts(OpBuilder &builder, linalg::LinalgOp op,
                                      const StoredFactor &a,
                                      const StoredFactor &b, Value init) {
  SmallVector<Value> inputs(op.getDpsInputs());
  inputs[a.operand->getOperandNumber()] = a.stored;
  inputs[b.operand->getOperandNumber()] = b.stored;
  if (!a.isUnsigned() && !b.isUnsigned())
    if (linalg::LinalgOp named = emitNamed(builder, op, inputs, init))
      return named;
  Type type = getElementTypeOrSelf(init);
  auto body = [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
    auto extend = [&](const StoredFactor &factor) {
      return emitIntegerCast(nested, loc,
                             args[factor.operand->getOperandNumber()], type,
                             factor.isUnsigned());
    };
    Value product = arith::MulIOp::create(nested, loc, extend(a), extend(b));
    return arith::AddIOp::create(nested, loc, args.back(), product);
  };
  return recreateGenericOp(builder, op, inputs, init, body);
}
