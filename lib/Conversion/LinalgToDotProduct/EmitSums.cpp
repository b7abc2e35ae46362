//===- EmitSums.cpp - The reduction within a register tile ----------------===//

#include "LoopNest.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace quantx;

namespace {
class SumEmitter {
public:
  SumEmitter(Emission &emission)
      : e(emission), builder(emission.builder), loc(emission.loc),
        ivs(emission.state.ivs) {}

  SmallVector<Value> start();
  SmallVector<Value> reduce(size_t depth, SmallVector<Value> sums);

private:
  Value startOf(int64_t row, int64_t vector, Value constant);
  SmallVector<Value> reduceRun(SmallVector<Value> sums);
  SmallVector<Value> step(OpFoldResult group, SmallVector<Value> sums);
  Value readWeights(OpFoldResult group, int64_t vector);
  Value readGroup(int64_t row);
  Value extend(Value value, Type element, Signedness sign);
  Value readFactor(int64_t row, int64_t vector);
  Value multiplyAdd(Value input, Value weights, Value sum);
  Value dot(Value input, Value weights, Value sum);
  /// Lanes that are summed: all of them, but only the real ones where the
  /// input is read beside them.
  int64_t sumLanes(int64_t vector) const {
    return e.schedule.step == StepKind::Lanewise ? e.lanesOf(vector)
                                                 : e.schedule.lanes;
  }
  SmallVector<Value> packedIndices() const;

  Emission &e;
  OpBuilder &builder;
  Location loc;
  SmallVector<OpFoldResult> &ivs;
};
} // namespace

//===----------------------------------------------------------------------===//
// Where sums start
//===----------------------------------------------------------------------===//

/// Indices of outer weights and panel, common to all packed constants.
SmallVector<Value> SumEmitter::packedIndices() const {
  SmallVector<Value> indices;
  for (unsigned loop : e.schedule.outerWeights)
    indices.push_back(e.toValue(ivs[loop]));
  indices.push_back(e.toValue(e.state.panel));
  return indices;
}

Value SumEmitter::startOf(int64_t row, int64_t vector, Value constant) {
  const Contraction &contraction = e.contraction;
  if (!contraction.init)
    return constant;
  Value value =
      e.padLanes(e.readLanes(*contraction.init, row, vector), sumLanes(vector));
  if (!e.state.columns->start)
    return value;
  return arith::AddIOp::create(builder, loc, value, constant);
}

SmallVector<Value> SumEmitter::start() {
  SmallVector<Value> constants;
  for (int64_t vector = 0; vector < e.state.vectors(); ++vector) {
    int64_t lanes = sumLanes(vector);
    if (Value packed = e.state.columns->start) {
      SmallVector<Value> indices = packedIndices();
      indices.push_back(e.toValue(builder.getIndexAttr(vector)));
      indices.push_back(e.toValue(builder.getIndexAttr(0)));
      constants.push_back(e.readVector(packed, indices, lanes));
      continue;
    }
    auto type = VectorType::get({lanes}, e.contraction.accumulatorType());
    constants.push_back(arith::ConstantOp::create(builder, loc, type,
                                                  builder.getZeroAttr(type)));
  }
  SmallVector<Value> sums;
  for (int64_t row = 0; row < e.state.rows; ++row)
    for (int64_t vector = 0; vector < e.state.vectors(); ++vector)
      sums.push_back(startOf(row, vector, constants[vector]));
  return sums;
}

//===----------------------------------------------------------------------===//
// Reduction loops
//===----------------------------------------------------------------------===//

SmallVector<Value> SumEmitter::reduce(size_t depth, SmallVector<Value> sums) {
  const Schedule &schedule = e.schedule;
  if (depth == schedule.reductions.size())
    return schedule.runLoop ? reduceRun(sums) : step({}, sums);
  unsigned loop = schedule.reductions[depth];
  return e.forLoop(builder.getIndexAttr(0),
                   builder.getIndexAttr(e.contraction.loops[loop].size), 1,
                   sums, [&](OpFoldResult iv, ValueRange carried) {
                     ivs[loop] = iv;
                     return reduce(depth + 1, carried);
                   });
}

/// Whole groups in a loop, and the elements left over in one more step.
SmallVector<Value> SumEmitter::reduceRun(SmallVector<Value> sums) {
  unsigned loop = *e.schedule.runLoop;
  int64_t size = e.contraction.loops[loop].size;
  int64_t reduction = e.schedule.dot->reduction;
  int64_t whole = size / reduction;
  sums = e.forLoop(builder.getIndexAttr(0), builder.getIndexAttr(whole), 1,
                   sums, [&](OpFoldResult group, ValueRange carried) {
                     ivs[loop] = affine::makeComposedFoldedAffineApply(
                         builder, loc, builder.getAffineDimExpr(0) * reduction,
                         {group});
                     return step(group, carried);
                   });
  if (size % reduction == 0)
    return sums;
  ivs[loop] = builder.getIndexAttr(groupStart(whole, reduction, size));
  return step(builder.getIndexAttr(whole), sums);
}

//===----------------------------------------------------------------------===//
// One step
//===----------------------------------------------------------------------===//

Value SumEmitter::extend(Value value, Type element, Signedness sign) {
  Type type = element;
  if (auto vector = dyn_cast<VectorType>(value.getType()))
    type = vector.clone(element);
  if (value.getType() == type)
    return value;
  if (sign == Signedness::Signed)
    return arith::ExtSIOp::create(builder, loc, type, value);
  return arith::ExtUIOp::create(builder, loc, type, value);
}

Value SumEmitter::readWeights(OpFoldResult group, int64_t vector) {
  SmallVector<Value> indices = packedIndices();
  for (unsigned loop : e.schedule.reductions)
    indices.push_back(e.toValue(ivs[loop]));
  if (group)
    indices.push_back(e.toValue(group));
  indices.push_back(e.toValue(builder.getIndexAttr(vector)));
  indices.push_back(e.toValue(builder.getIndexAttr(0)));
  const DotProduct *dot = e.schedule.dot;
  int64_t size = sumLanes(vector) * (dot ? dot->reduction : 1);
  Value weights = e.readVector(e.state.columns->weights, indices, size);
  if (dot) {
    auto type = VectorType::get({dot->lanes, dot->reduction},
                                builder.getIntegerType(8));
    weights = vector::ShapeCastOp::create(builder, loc, type, weights);
  }
  return extend(weights, e.contraction.accumulatorType(),
                e.contraction.weightSign);
}

/// The group of the input that a dot product takes, extended as it extends.
Value SumEmitter::readGroup(int64_t row) {
  const DotProduct &dot = *e.schedule.dot;
  int64_t size = e.contraction.loops[*e.schedule.runLoop].size;
  const Access &input = e.contraction.input;
  Value group = e.readVector(input.tensor, e.indices(input, e.ivsAt(row, 0)),
                             std::min<int64_t>(size, dot.reduction));
  group = e.padLanes(group, dot.reduction);
  if (e.schedule.rebiasInput) {
    auto type = cast<VectorType>(group.getType());
    Value signBit = arith::ConstantOp::create(
        builder, loc, type,
        DenseElementsAttr::get(type, APInt::getSignedMinValue(8)));
    group = arith::XOrIOp::create(builder, loc, group, signBit);
  }
  return extend(group, e.contraction.accumulatorType(), dot.lhs);
}

/// What the widened multiply-add takes beside the weights.
Value SumEmitter::readFactor(int64_t row, int64_t vector) {
  const Access &input = e.contraction.input;
  Type element = e.contraction.accumulatorType();
  if (e.schedule.step == StepKind::Lanewise)
    return extend(e.readLanes(input, row, vector), element,
                  e.contraction.inputSign);
  Value scalar = tensor::ExtractOp::create(
      builder, loc, input.tensor, e.indices(input, e.ivsAt(row, vector)));
  return e.broadcast(extend(scalar, element, e.contraction.inputSign),
                     sumLanes(vector));
}

Value SumEmitter::multiplyAdd(Value input, Value weights, Value sum) {
  if (e.contraction.isFloat && e.schedule.fusedMultiplyAdd)
    return math::FmaOp::create(builder, loc, input, weights, sum);
  if (e.contraction.isFloat) {
    Value product = arith::MulFOp::create(builder, loc, input, weights);
    return arith::AddFOp::create(builder, loc, sum, product);
  }
  Value product = arith::MulIOp::create(builder, loc, input, weights);
  return arith::AddIOp::create(builder, loc, sum, product);
}

/// `sum[n] += input[k] * weights[n][k]`, the carrier of the instruction.
Value SumEmitter::dot(Value input, Value weights, Value sum) {
  AffineExpr n, k;
  bindDims(builder.getContext(), n, k);
  using vector::IteratorType;
  return vector::ContractionOp::create(
      builder, loc, input, weights, sum,
      ArrayRef<ArrayRef<AffineExpr>>{{k}, {n, k}, {n}},
      ArrayRef<IteratorType>{IteratorType::parallel, IteratorType::reduction});
}

SmallVector<Value> SumEmitter::step(OpFoldResult group,
                                    SmallVector<Value> sums) {
  int64_t vectors = e.state.vectors();
  SmallVector<Value> weights;
  for (int64_t vector = 0; vector < vectors; ++vector)
    weights.push_back(readWeights(group, vector));
  for (int64_t row = 0; row < e.state.rows; ++row) {
    bool isDot = e.schedule.step == StepKind::Dot;
    Value input;
    for (int64_t vector = 0; vector < vectors; ++vector) {
      Value &sum = sums[row * vectors + vector];
      if (vector == 0 || e.schedule.step == StepKind::Lanewise)
        input = isDot ? readGroup(row) : readFactor(row, vector);
      sum = isDot ? dot(input, weights[vector], sum)
                  : multiplyAdd(input, weights[vector], sum);
    }
  }
  return sums;
}

SmallVector<Value> quantx::emitSums(Emission &emission) {
  SumEmitter emitter(emission);
  return emitter.reduce(0, emitter.start());
}
