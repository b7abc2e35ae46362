//===- GroupReduction.cpp - Reductions over channels and blocks -----------===//

#include "GroupReduction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace quantx;

/// A dimension is parallel if each of its indices has parameters of its own.
/// One of blocks is reduced, although it also tells the blocks apart.
static SmallVector<utils::IteratorType> getIterators(SchemeAttr scheme,
                                                     size_t rank) {
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::reduction);
  for (auto [index, axis] : llvm::enumerate(scheme.getAxes()))
    if (scheme.getBlockSize(index) == 1)
      iterators[axis] = utils::IteratorType::parallel;
  return iterators;
}

Value quantx::createGroupReduction(OpBuilder &builder, Location loc,
                                   ArrayRef<ElementwiseOperand> operands,
                                   SchemeAttr scheme,
                                   ArrayRef<OpFoldResult> sizes,
                                   ElementwiseBody body) {
  auto type = cast<RankedTensorType>(operands.front().value.getType());
  auto rank = static_cast<unsigned>(type.getRank());
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  for (const ElementwiseOperand &operand : operands) {
    inputs.push_back(operand.value);
    maps.push_back(operand.map ? operand.map
                               : builder.getMultiDimIdentityMap(rank));
  }
  maps.push_back(getParamsMap(scheme, rank));
  FloatType f32 = builder.getF32Type();
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getFloatAttr(f32, 0.0));
  Value empty = tensor::EmptyOp::create(builder, loc, sizes, f32);
  Value init = linalg::FillOp::create(builder, loc, zero, empty).getResult(0);
  return linalg::GenericOp::create(
             builder, loc, init.getType(), inputs, init, maps,
             getIterators(scheme, rank),
             [&](OpBuilder &nested, Location nestedLoc, ValueRange arguments) {
               linalg::YieldOp::create(nested, nestedLoc,
                                       body(nested, nestedLoc, arguments));
             })
      .getResult(0);
}

Value quantx::castShape(OpBuilder &builder, Location loc, Value value,
                        Type type) {
  if (value.getType() == type)
    return value;
  return tensor::CastOp::create(builder, loc, type, value);
}
