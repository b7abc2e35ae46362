//===- EmitSums.cpp - The reduction within a register tile ----------------===//

#include "Steps.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

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
  SmallVector<Value> reduceBlocks(size_t depth, int64_t block,
                                  SmallVector<Value> sums);
  SmallVector<Value> reduceRun(SmallVector<Value> sums);
  int64_t findBlock(size_t depth) const;

  Emission &e;
  OpBuilder &builder;
  Location loc;
  SmallVector<OpFoldResult> &ivs;
};
} // namespace

//===----------------------------------------------------------------------===//
// Where sums start
//===----------------------------------------------------------------------===//

Value SumEmitter::startOf(int64_t row, int64_t vector, Value constant) {
  const Contraction &contraction = e.contraction;
  if (!contraction.init)
    return constant;
  Value value =
      e.padLanes(e.readLanes(*contraction.init, row, vector, e.lanesOf(vector)),
                 sumLanes(e, vector));
  if (!e.state.columns->start)
    return value;
  return arith::AddIOp::create(builder, loc, value, constant);
}

SmallVector<Value> SumEmitter::start() {
  SmallVector<Value> constants;
  for (int64_t vector = 0; vector < e.state.vectors(); ++vector) {
    int64_t lanes = sumLanes(e, vector);
    if (Value packed = e.state.columns->start) {
      SmallVector<Value> indices = packedIndices(e);
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
    return schedule.runLoop ? reduceRun(sums) : emitStep(e, {}, sums);
  if (int64_t block = findBlock(depth))
    return reduceBlocks(depth, block, sums);
  unsigned loop = schedule.reductions[depth];
  return e.forLoop(builder.getIndexAttr(0),
                   builder.getIndexAttr(e.contraction.loops[loop].size), 1,
                   sums, [&](OpFoldResult iv, ValueRange carried) {
                     ivs[loop] = iv;
                     return reduce(depth + 1, carried);
                   });
}

/// Of the reduction at \p depth, how many iterations share parameters of the
/// weights, where that is more than one and not all; else 0.
int64_t SumEmitter::findBlock(size_t depth) const {
  int64_t size = e.contraction.loops[e.schedule.reductions[depth]].size;
  int64_t block = 0;
  for (const PackedParameter &parameter : e.state.columns->parameters) {
    int64_t shared = parameter.shared[e.schedule.outerWeights.size() + depth];
    if (shared > 1 && shared < size && (block == 0 || shared < block))
      block = shared;
  }
  return block;
}

/// Block by block, so that parameters are read once for each; the last block
/// may be short.
SmallVector<Value> SumEmitter::reduceBlocks(size_t depth, int64_t block,
                                            SmallVector<Value> sums) {
  unsigned loop = e.schedule.reductions[depth];
  int64_t size = e.contraction.loops[loop].size;
  auto reduceBlock = [&](OpFoldResult index, int64_t count, ValueRange sums) {
    e.state.blocks[loop] = OpenBlock{block, index};
    AffineExpr outer, inner;
    bindDims(builder.getContext(), outer, inner);
    SmallVector<Value> results =
        e.forLoop(builder.getIndexAttr(0), builder.getIndexAttr(count), 1, sums,
                  [&](OpFoldResult iv, ValueRange carried) {
                    ivs[loop] = affine::makeComposedFoldedAffineApply(
                        builder, loc, outer * block + inner, {index, iv});
                    return reduce(depth + 1, carried);
                  });
    e.state.blocks[loop].reset();
    return results;
  };
  int64_t whole = size / block;
  sums = e.forLoop(builder.getIndexAttr(0), builder.getIndexAttr(whole), 1,
                   sums, [&](OpFoldResult index, ValueRange carried) {
                     return reduceBlock(index, block, carried);
                   });
  if (size % block == 0)
    return sums;
  return reduceBlock(builder.getIndexAttr(whole), size % block, sums);
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
                     return emitStep(e, group, carried);
                   });
  if (size % reduction == 0)
    return sums;
  ivs[loop] = builder.getIndexAttr(groupStart(whole, reduction, size));
  return emitStep(e, builder.getIndexAttr(whole), sums);
}

SmallVector<Value> quantx::emitSums(Emission &emission) {
  SumEmitter emitter(emission);
  return emitter.reduce(0, emitter.start());
}
