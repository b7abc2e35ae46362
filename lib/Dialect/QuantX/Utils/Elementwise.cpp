//===- Elementwise.cpp - Elementwise linalg ops ---------------------------===//

#include "quantx/Dialect/QuantX/Utils/Elementwise.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"

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

Value quantx::createScaleConstant(OpBuilder &builder, Location loc,
                                  ParamsAttr params) {
  ScaleAttr scale = params.getScale();
  auto type = RankedTensorType::get(
      scale.getValues().getShapedType().getShape(), builder.getF32Type());
  return arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(type, ArrayRef<float>(params.getScales())));
}

Value quantx::createZeroPointConstant(OpBuilder &builder, Location loc,
                                      ParamsAttr params) {
  ZeroPointAttr zeroPoint = params.getZeroPoint();
  // Read as i64, since a zero point of ui32 is none of i32.
  unsigned width = params.getStorageType().getIntOrFloatBitWidth();
  auto type =
      RankedTensorType::get(zeroPoint.getValues().getShapedType().getShape(),
                            builder.getIntegerType(width < 32 ? 32 : 64));
  return arith::ConstantOp::create(
      builder, loc,
      cast<TypedAttr>(integersToElements(zeroPoint.toIntegers(), type)));
}

AffineMap quantx::getParamsMap(ParamsAttr params, unsigned rank) {
  MLIRContext *context = params.getContext();
  SmallVector<AffineExpr> results;
  for (auto [index, axis] : llvm::enumerate(params.getAxes())) {
    AffineExpr dim = getAffineDimExpr(axis, context);
    ArrayRef<int64_t> blocks = params.getBlockSizes();
    results.push_back(blocks.empty() ? dim : dim.floorDiv(blocks[index]));
  }
  return AffineMap::get(rank, 0, results, context);
}
