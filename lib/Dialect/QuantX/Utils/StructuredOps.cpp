//===- StructuredOps.cpp - Structured ops on other element types ----------===//

#include "quantx/Dialect/QuantX/Utils/StructuredOps.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace quantx;

linalg::LinalgOp quantx::recreateNamedOp(OpBuilder &builder,
                                         linalg::LinalgOp op, ValueRange inputs,
                                         ValueRange inits) {
  auto regionBuilder = op.getRegionBuilder();
  if (!regionBuilder)
    return {};
  OperationState state(op.getLoc(), op->getName());
  state.addOperands(inputs);
  state.addOperands(inits);
  state.addTypes(inits.getTypes());
  // Operand counts, dimensions, strides: none of them depends on the types.
  state.addAttributes(op->getAttrDictionary().getValue());
  auto *body = new Block;
  state.addRegion()->push_back(body);
  for (Value operand : state.operands)
    body->addArgument(getElementTypeOrSelf(operand.getType()), op.getLoc());
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(body);
    ImplicitLocOpBuilder bodyBuilder(op.getLoc(), builder);
    bodyBuilder.setInsertionPointToStart(body);
    regionBuilder(bodyBuilder, *body, op->getAttrs(),
                  [&] { return op->emitOpError(); });
  }
  return cast<linalg::LinalgOp>(builder.create(state));
}

linalg::GenericOp quantx::recreateGenericOp(OpBuilder &builder,
                                            linalg::LinalgOp op,
                                            ValueRange inputs, Value init,
                                            StructuredBody body) {
  return linalg::GenericOp::create(
      builder, op.getLoc(), init.getType(), inputs, init,
      op.getIndexingMapsArray(), op.getIteratorTypesArray(),
      [&](OpBuilder &nested, Location loc, ValueRange arguments) {
        linalg::YieldOp::create(nested, loc, body(nested, loc, arguments));
      });
}

Value quantx::createEmptyLike(OpBuilder &builder, Location loc, Value like,
                              Type elementType) {
  auto type = cast<RankedTensorType>(like.getType()).clone(elementType);
  if (auto empty = like.getDefiningOp<tensor::EmptyOp>())
    return tensor::EmptyOp::create(builder, loc, type, empty.getDynamicSizes());
  if (auto op = like.getDefiningOp<DestinationStyleOpInterface>()) {
    OpOperand *init = op.getTiedOpOperand(cast<OpResult>(like));
    return createEmptyLike(builder, loc, init->get(), elementType);
  }
  return tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, like), elementType);
}
