//===- Elementwise.cpp - Elementwise linalg ops ---------------------------===//

#include "quantx/Dialect/QuantX/Utils/Elementwise.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace quantx;

Value quantx::createElementwise(OpBuilder &builder, Location loc,
                                ArrayRef<ElementwiseOperand> operands,
                                ArrayRef<OpFoldResult> sizes, Type elementType,
                                ElementwiseBody body) {
  AffineMap identity = builder.getMultiDimIdentityMap(sizes.size());
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  for (const ElementwiseOperand &operand : operands) {
    inputs.push_back(operand.value);
    maps.push_back(operand.map ? operand.map : identity);
  }
  maps.push_back(identity);
  Value empty = tensor::EmptyOp::create(builder, loc, sizes, elementType);
  SmallVector<utils::IteratorType> iterators(sizes.size(),
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, loc, empty.getType(), inputs, empty, maps, iterators,
      [&](OpBuilder &nested, Location nestedLoc, ValueRange arguments) {
        Value result = body(nested, nestedLoc, arguments.drop_back());
        linalg::YieldOp::create(nested, nestedLoc, result);
      });
  return generic.getResult(0);
}

AffineMap quantx::getParamsMap(SchemeAttr scheme, unsigned rank) {
  MLIRContext *context = scheme.getContext();
  SmallVector<AffineExpr> results;
  for (auto [index, axis] : llvm::enumerate(scheme.getAxes()))
    results.push_back(
        getAffineDimExpr(static_cast<unsigned>(axis), context)
            .floorDiv(static_cast<uint64_t>(scheme.getBlockSize(index))));
  return AffineMap::get(rank, 0, results, context);
}
