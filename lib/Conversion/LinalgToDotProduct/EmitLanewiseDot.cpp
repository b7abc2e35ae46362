//===- EmitLanewiseDot.cpp - Depthwise filters by dot products ------------===//
//
// Each lane is a channel, and its group are taps of the filter: pixels of
// neighbouring image rows, interleaved byte by byte. A column of pixels that is
// interleaved once serves every filter column and every row of the tile that
// looks at it.
//
//===----------------------------------------------------------------------===//

#include "Steps.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace quantx;

/// Bytes of the blocks within which vector instructions interleave.
static constexpr int64_t kBlock = 16;

namespace {
class LanewiseDotEmitter {
public:
  LanewiseDotEmitter(Emission &emission)
      : e(emission), builder(e.builder), loc(e.loc), lanes(e.schedule.lanes),
        vectors(e.state.vectors()) {}

  SmallVector<Value> emit(OpFoldResult group, SmallVector<Value> sums);

private:
  /// A row of the tile and an iteration of the sliding loop.
  using Use = std::pair<int64_t, int64_t>;
  /// Uses of each column of pixels, which is what the input's map becomes for
  /// them.
  llvm::MapVector<AffineMap, SmallVector<Use>> collectColumns();
  SmallVector<Value> readColumn(AffineMap column);
  Value readTap(AffineMap column, int64_t tap);
  Value spread(Value channels);
  Value interleave(Value lhs, Value rhs, int64_t unit, bool high);

  Emission &e;
  OpBuilder &builder;
  Location loc;
  int64_t lanes, vectors;
};
} // namespace

llvm::MapVector<AffineMap, SmallVector<LanewiseDotEmitter::Use>>
LanewiseDotEmitter::collectColumns() {
  llvm::MapVector<AffineMap, SmallVector<Use>> columns;
  AffineMap map = e.contraction.input.map;
  std::optional<unsigned> slide = e.schedule.slideLoop;
  int64_t slides = slide ? e.contraction.loops[*slide].size : 1;
  for (int64_t row = 0; row < e.state.rows; ++row)
    for (int64_t i = 0; i < slides; ++i) {
      SmallVector<AffineExpr> loops;
      for (unsigned loop = 0; loop < map.getNumDims(); ++loop)
        loops.push_back(builder.getAffineDimExpr(loop));
      if (e.schedule.rowLoop)
        loops[*e.schedule.rowLoop] = loops[*e.schedule.rowLoop] + row;
      if (slide)
        loops[*slide] = builder.getAffineConstantExpr(i);
      AffineMap column = simplifyAffineMap(
          map.replaceDimsAndSymbols(loops, {}, map.getNumDims(), 0));
      columns[column].push_back({row, i});
    }
  return columns;
}

/// The pixel `tap` of the group, all channels of the panel.
Value LanewiseDotEmitter::readTap(AffineMap column, int64_t tap) {
  unsigned run = *e.schedule.runLoop;
  SmallVector<OpFoldResult> ivs = e.ivsAt(/*row=*/0, /*vector=*/0);
  // Taps beyond the filter have zero weights; any pixel will do for them.
  tap = std::min(tap, e.contraction.loops[run].size - 1);
  ivs[run] = affine::makeComposedFoldedAffineApply(
      builder, loc, builder.getAffineDimExpr(0) + tap, {ivs[run]});
  Access access = e.contraction.input;
  access.map = column;
  int64_t size = (vectors - 1) * lanes + e.lanesOf(vectors - 1);
  return e.readVector(access.tensor, e.indices(access, ivs), size);
}

/// Arranges channels in groups of 4 such that interleaving within blocks gives
/// whole vectors in order: block `b` gets group `b` of each vector.
Value LanewiseDotEmitter::spread(Value channels) {
  int64_t size = cast<VectorType>(channels.getType()).getDimSize(0);
  SmallVector<int64_t> mask;
  for (int64_t block = 0; block < lanes / 4; ++block)
    for (int64_t vector = 0; vector < kBlock / 4; ++vector)
      for (int64_t i = 0; i < 4; ++i) {
        int64_t channel = vector * lanes + block * 4 + i;
        // Beyond the last channel of a vector that is used, any value will do,
        // but it must be one.
        mask.push_back(vector < vectors ? std::min(channel, size - 1)
                                        : vector::ShuffleOp::kPoisonIndex);
      }
  return vector::ShuffleOp::create(builder, loc, channels, channels, mask);
}

/// Alternates \p unit bytes of each operand, from the low or high halves of
/// their blocks.
Value LanewiseDotEmitter::interleave(Value lhs, Value rhs, int64_t unit,
                                     bool high) {
  int64_t size = cast<VectorType>(lhs.getType()).getDimSize(0);
  SmallVector<int64_t> mask;
  for (int64_t block = 0; block < size; block += kBlock)
    for (int64_t i = 0; i < kBlock / 2; i += unit)
      for (int64_t operand : {int64_t(0), size})
        for (int64_t byte = 0; byte < unit; ++byte)
          mask.push_back(operand + block + (high ? kBlock / 2 : 0) + i + byte);
  return vector::ShuffleOp::create(builder, loc, lhs, rhs, mask);
}

/// For each vector of channels, their taps side by side.
SmallVector<Value> LanewiseDotEmitter::readColumn(AffineMap column) {
  SmallVector<Value> taps;
  for (int64_t tap = 0; tap < 4; ++tap)
    taps.push_back(spread(readTap(column, tap)));
  SmallVector<Value> result;
  auto type = VectorType::get({lanes, 4}, builder.getIntegerType(8));
  for (int64_t vector = 0; vector < vectors; ++vector) {
    Value first = interleave(taps[0], taps[1], 1, vector >= 2);
    Value second = interleave(taps[2], taps[3], 1, vector >= 2);
    Value all = interleave(first, second, 2, vector % 2 == 1);
    result.push_back(extendForDot(e, all, type));
  }
  return result;
}

SmallVector<Value> LanewiseDotEmitter::emit(OpFoldResult group,
                                            SmallVector<Value> sums) {
  std::optional<unsigned> slide = e.schedule.slideLoop;
  SmallVector<SmallVector<Value>> weights(
      slide ? e.contraction.loops[*slide].size : 1);
  for (auto [i, ofSlide] : llvm::enumerate(weights)) {
    if (slide)
      e.state.ivs[*slide] = builder.getIndexAttr(i);
    for (int64_t vector = 0; vector < vectors; ++vector)
      ofSlide.push_back(readWeights(e, group, vector));
  }
  for (const auto &[column, uses] : collectColumns()) {
    SmallVector<Value> pixels = readColumn(column);
    for (auto [row, i] : uses)
      for (int64_t vector = 0; vector < vectors; ++vector) {
        Value &sum = sums[row * vectors + vector];
        sum = createDot(e, pixels[vector], weights[i][vector], sum);
      }
  }
  return sums;
}

SmallVector<Value> quantx::emitLanewiseDot(Emission &e, OpFoldResult group,
                                           SmallVector<Value> sums) {
  return LanewiseDotEmitter(e).emit(group, std::move(sums));
}
