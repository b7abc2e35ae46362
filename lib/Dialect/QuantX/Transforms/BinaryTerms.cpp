//===- BinaryTerms.cpp - Operands of functions of two tensors -------------===//

#include "BinaryTerms.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/StructuredOps.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

int64_t Term::getMagnitude() const {
  auto [min, max] = ParamsAttr::getTypeBounds(params.getStorageType());
  return std::max(max - getZeroPoint(), getZeroPoint() - min);
}

Value Term::emitDifference(OpBuilder &builder, Location loc, Value q,
                           Type type) const {
  Value wide = emitIntegerCast(builder, loc, q, type, params.isUnsigned());
  Value zeroPoint = emitIntegerConstant(builder, loc, type, getZeroPoint());
  return builder.createOrFold<arith::SubIOp>(loc, wide, zeroPoint);
}

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
  list.resize(2);
  return success(
      succeeded(matchTerm(op, flow.lhs, flow.lhsMap, list[0], refusal)) &&
      succeeded(matchTerm(op, flow.rhs, flow.rhsMap, list[1], refusal)));
}

Value Terms::emit(OpBuilder &builder, Location loc, Type type,
                  ElementwiseBody body) const {
  // The shape is that of the result, since operands may be broadcast.
  Value empty = createEmptyLike(builder, loc, head, type);
  SmallVector<ElementwiseOperand> operands;
  for (const Term &term : list)
    operands.push_back({term.stored, term.map});
  return createElementwise(builder, loc, operands,
                           tensor::getMixedSizes(builder, loc, empty), type,
                           body);
}
