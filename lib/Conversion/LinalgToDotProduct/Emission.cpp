//===- Emission.cpp - What the parts of the nest are written with ---------===//

#include "LoopNest.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace quantx;

Value Emission::toValue(OpFoldResult index) {
  return getValueOrCreateConstantIndexOp(builder, loc, index);
}

SmallVector<OpFoldResult> Emission::ivsAt(int64_t row, int64_t vector) const {
  SmallVector<OpFoldResult> ivs = state.ivs;
  AffineExpr dim = builder.getAffineDimExpr(0);
  auto apply = [&](AffineExpr expr, OpFoldResult operand) {
    return affine::makeComposedFoldedAffineApply(builder, loc, expr, {operand});
  };
  if (schedule.rowLoop)
    ivs[*schedule.rowLoop] = apply(dim + row, ivs[*schedule.rowLoop]);
  const TileRun &panels = state.columns->panels;
  ivs[contraction.laneLoop()] =
      apply((dim * panels.size + panels.first + vector) * schedule.lanes,
            state.panel);
  return ivs;
}

int64_t Emission::lanesOf(int64_t vector) const {
  return vector + 1 == state.vectors() ? state.columns->lastLanes
                                       : schedule.lanes;
}

SmallVector<Value> Emission::indices(const Access &access,
                                     ArrayRef<OpFoldResult> ivs) {
  SmallVector<Value> result;
  for (AffineExpr expr : access.map.getResults())
    result.push_back(toValue(
        affine::makeComposedFoldedAffineApply(builder, loc, expr, ivs)));
  return result;
}

Value Emission::broadcast(Value scalar, int64_t lanes) {
  return vector::BroadcastOp::create(
      builder, loc, VectorType::get({lanes}, scalar.getType()), scalar);
}

Value Emission::readVector(Value tensor, ValueRange indices, int64_t lanes) {
  Type element = cast<ShapedType>(tensor.getType()).getElementType();
  return vector::TransferReadOp::create(
      builder, loc, VectorType::get({lanes}, element), tensor, indices,
      /*padding=*/std::nullopt, ArrayRef<bool>{true});
}

Value Emission::readLanes(const Access &access, int64_t row, int64_t vector,
                          int64_t lanes) {
  if (access.isScalar())
    return broadcast(access.tensor, lanes);
  SmallVector<Value> position = indices(access, ivsAt(row, vector));
  AffineExpr lane = builder.getAffineDimExpr(contraction.laneLoop());
  const auto *dim = llvm::find(access.map.getResults(), lane);
  if (dim == access.map.getResults().end())
    return broadcast(
        tensor::ExtractOp::create(builder, loc, access.tensor, position),
        lanes);
  Type element = cast<ShapedType>(access.tensor.getType()).getElementType();
  unsigned laneDim = dim - access.map.getResults().begin();
  auto permutation = AffineMap::get(access.map.getNumResults(), 0,
                                    builder.getAffineDimExpr(laneDim));
  return vector::TransferReadOp::create(
      builder, loc, VectorType::get({lanes}, element), access.tensor, position,
      /*padding=*/std::nullopt, permutation, ArrayRef<bool>{true});
}

Value Emission::padLanes(Value vector, int64_t lanes) {
  auto type = cast<VectorType>(vector.getType());
  if (type.getDimSize(0) == lanes)
    return vector;
  auto padded = VectorType::get({lanes}, type.getElementType());
  Value zero = arith::ConstantOp::create(builder, loc, padded,
                                         builder.getZeroAttr(padded));
  return vector::InsertStridedSliceOp::create(
      builder, loc, vector, zero, ArrayRef<int64_t>{0}, ArrayRef<int64_t>{1});
}

SmallVector<Value> Emission::forLoop(OpFoldResult lower, OpFoldResult upper,
                                     int64_t step, ValueRange values,
                                     LoopBody body) {
  std::optional<int64_t> first = getConstantIntValue(lower);
  std::optional<int64_t> end = getConstantIntValue(upper);
  if (first && end && *first >= *end)
    return values;
  if (first && end && *first + step >= *end)
    return body(lower, values);
  Value stepValue = arith::ConstantIndexOp::create(builder, loc, step);
  auto loop = scf::ForOp::create(builder, loc, toValue(lower), toValue(upper),
                                 stepValue, values);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> next =
      body(loop.getInductionVar(), loop.getRegionIterArgs());
  scf::YieldOp::create(builder, loc, next);
  return loop.getResults();
}
