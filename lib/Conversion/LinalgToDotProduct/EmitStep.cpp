//===- EmitStep.cpp - One step of the reduction in a register tile --------===//

#include "Steps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Common parts
//===----------------------------------------------------------------------===//

int64_t quantx::sumLanes(const Emission &e, int64_t vector) {
  return e.schedule.step == StepKind::Lanewise ? e.lanesOf(vector)
                                               : e.schedule.lanes;
}

SmallVector<Value> quantx::packedIndices(Emission &e) {
  SmallVector<Value> indices;
  for (unsigned loop : e.schedule.outerWeights)
    indices.push_back(e.toValue(e.state.ivs[loop]));
  indices.push_back(e.toValue(e.state.panel));
  return indices;
}

/// To \p element, by its own signedness; a vector by elements.
static Value extend(Emission &e, Value value, Type element, Signedness sign) {
  Type type = element;
  if (auto vector = dyn_cast<VectorType>(value.getType()))
    type = vector.clone(element);
  if (value.getType() == type)
    return value;
  if (sign == Signedness::Signed)
    return arith::ExtSIOp::create(e.builder, e.loc, type, value);
  return arith::ExtUIOp::create(e.builder, e.loc, type, value);
}

Value quantx::readWeights(Emission &e, OpFoldResult group, int64_t vector) {
  if (e.contraction.weightBody)
    return computeWeights(e, vector);
  SmallVector<Value> indices = packedIndices(e);
  for (unsigned loop : e.schedule.packedReductions())
    indices.push_back(e.toValue(e.state.ivs[loop]));
  if (group)
    indices.push_back(e.toValue(group));
  indices.push_back(e.toValue(e.builder.getIndexAttr(vector)));
  indices.push_back(e.toValue(e.builder.getIndexAttr(0)));
  const DotProduct *dot = e.schedule.dot;
  int64_t size = sumLanes(e, vector) * (dot ? dot->reduction : 1);
  Value weights = e.readVector(e.state.columns->weights, indices, size);
  if (dot) {
    auto type = VectorType::get({dot->lanes, dot->reduction},
                                e.builder.getIntegerType(8));
    weights = vector::ShapeCastOp::create(e.builder, e.loc, type, weights);
  }
  return extend(e, weights, e.contraction.accumulatorType(),
                e.contraction.weightSign);
}

Value quantx::extendForDot(Emission &e, Value input, VectorType shape) {
  if (e.schedule.rebiasInput) {
    auto type = cast<VectorType>(input.getType());
    Value signBit = arith::ConstantOp::create(
        e.builder, e.loc, type,
        DenseElementsAttr::get(type, APInt::getSignedMinValue(8)));
    input = arith::XOrIOp::create(e.builder, e.loc, input, signBit);
  }
  // Last, so that the instruction's cast back to bytes meets this one: between
  // other ops neither folds, and a cast of vectors that stays is a move for
  // each element.
  if (shape != input.getType())
    input = vector::ShapeCastOp::create(e.builder, e.loc, shape, input);
  // A rebiased input has the signedness that the instruction asked for.
  Signedness sign =
      e.schedule.rebiasInput ? e.schedule.dot->lhs : e.contraction.inputSign;
  return extend(e, input, e.contraction.accumulatorType(), sign);
}

Value quantx::createDot(Emission &e, Value input, Value weights, Value sum) {
  AffineExpr n, k;
  bindDims(e.builder.getContext(), n, k);
  SmallVector<AffineExpr> lhs = {k};
  if (cast<VectorType>(input.getType()).getRank() == 2)
    lhs = {n, k};
  using vector::IteratorType;
  return vector::ContractionOp::create(
      e.builder, e.loc, input, weights, sum,
      ArrayRef<ArrayRef<AffineExpr>>{lhs, {n, k}, {n}},
      ArrayRef<IteratorType>{IteratorType::parallel, IteratorType::reduction});
}

//===----------------------------------------------------------------------===//
// Dot: a group of the input, broadcast
//===----------------------------------------------------------------------===//

/// A run shorter than a group may be read on into what later rows of the tile
/// read anyway; the weights are zero there.
static Value readGroup(Emission &e, int64_t row) {
  int64_t reduction = e.schedule.dot->reduction;
  int64_t size = e.contraction.loops[*e.schedule.runLoop].size +
                 (e.state.rows - 1 - row) * e.schedule.rowStep;
  const Access &input = e.contraction.input;
  Value group = e.readVector(input.tensor, e.indices(input, e.ivsAt(row, 0)),
                             std::min(size, reduction));
  Value padded = e.padLanes(group, reduction);
  return extendForDot(e, padded, cast<VectorType>(padded.getType()));
}

//===----------------------------------------------------------------------===//
// Broadcast, Lanewise: widened multiply-add
//===----------------------------------------------------------------------===//

/// What is multiplied with the weights of a vector of columns.
static Value readFactor(Emission &e, int64_t row, int64_t vector) {
  const Access &input = e.contraction.input;
  Type element = e.contraction.accumulatorType();
  Signedness sign = e.contraction.inputSign;
  if (e.schedule.step == StepKind::Lanewise)
    return extend(e, e.readLanes(input, row, vector, e.lanesOf(vector)),
                  element, sign);
  Value scalar = tensor::ExtractOp::create(
      e.builder, e.loc, input.tensor, e.indices(input, e.ivsAt(row, vector)));
  return e.broadcast(extend(e, scalar, element, sign), sumLanes(e, vector));
}

static Value multiplyAdd(Emission &e, Value input, Value weights, Value sum) {
  OpBuilder &builder = e.builder;
  if (e.contraction.isFloat && e.schedule.fusedMultiplyAdd)
    return math::FmaOp::create(builder, e.loc, input, weights, sum);
  if (e.contraction.isFloat) {
    Value product = arith::MulFOp::create(builder, e.loc, input, weights);
    return arith::AddFOp::create(builder, e.loc, sum, product);
  }
  Value product = arith::MulIOp::create(builder, e.loc, input, weights);
  return arith::AddIOp::create(builder, e.loc, sum, product);
}

SmallVector<Value> quantx::emitStep(Emission &e, OpFoldResult group,
                                    SmallVector<Value> sums) {
  if (e.schedule.step == StepKind::LanewiseDot)
    return emitLanewiseDot(e, group, sums);
  bool isDot = e.schedule.step == StepKind::Dot;
  int64_t vectors = e.state.vectors();
  SmallVector<Value> weights;
  for (int64_t vector = 0; vector < vectors; ++vector)
    weights.push_back(readWeights(e, group, vector));
  for (int64_t row = 0; row < e.state.rows; ++row) {
    Value input;
    for (int64_t vector = 0; vector < vectors; ++vector) {
      Value &sum = sums[row * vectors + vector];
      if (vector == 0 || e.schedule.step == StepKind::Lanewise)
        input = isDot ? readGroup(e, row) : readFactor(e, row, vector);
      sum = isDot ? createDot(e, input, weights[vector], sum)
                  : multiplyAdd(e, input, weights[vector], sum);
    }
  }
  return sums;
}
