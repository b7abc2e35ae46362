//===- Schedule.cpp - How a contraction is cut into register tiles --------===//

#include "Schedule.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace quantx;

SmallVector<TileRun> quantx::balanceTiles(int64_t size, int64_t maxTile) {
  SmallVector<TileRun> runs;
  if (size == 0)
    return runs;
  int64_t tiles = llvm::divideCeil(size, maxTile);
  int64_t large = llvm::divideCeil(size, tiles);
  int64_t numLarge = size - tiles * (large - 1);
  runs.push_back({0, numLarge, large});
  if (tiles > numLarge)
    runs.push_back({numLarge * large, tiles - numLarge, large - 1});
  return runs;
}

/// The reduction that walks the innermost dimension of the input alone, one
/// element at a time.
static std::optional<unsigned> findRun(const Contraction &contraction) {
  AffineMap map = contraction.input.map;
  if (map.getNumResults() == 0)
    return std::nullopt;
  unsigned last = map.getNumResults() - 1;
  for (auto [index, loop] : llvm::enumerate(contraction.loops)) {
    if (loop.kind != LoopKind::Reduction ||
        map.dropResult(last).isFunctionOfDim(index))
      continue;
    AffineExpr dim = getAffineDimExpr(index, map.getContext());
    AffineExpr base =
        simplifyAffineExpr(map.getResult(last) - dim, map.getNumDims(), 0);
    if (!base.isFunctionOfDim(index))
      return index;
  }
  return std::nullopt;
}

static void chooseStep(const Contraction &contraction, const Target &target,
                       Schedule &schedule) {
  schedule.lanes = target.lanes();
  schedule.fusedMultiplyAdd = target.hasFMA;
  schedule.step = StepKind::Broadcast;
  if (contraction.loops[contraction.laneLoop()].kind == LoopKind::Batch) {
    schedule.step = StepKind::Lanewise;
    return;
  }
  if (contraction.isFloat)
    return;
  const DotProduct *dot = target.findDot(contraction.weightSign);
  std::optional<unsigned> run = findRun(contraction);
  if (!dot || !run)
    return;
  schedule.step = StepKind::Dot;
  schedule.dot = dot;
  schedule.lanes = dot->lanes;
  schedule.runLoop = run;
  schedule.rebiasInput = dot->lhs != contraction.inputSign;
}

/// Sorts the loops into those around the tile and those within.
static void placeLoops(const Contraction &contraction, Schedule &schedule) {
  for (AffineExpr result : contraction.output.map.getResults().drop_back()) {
    auto dim = dyn_cast<AffineDimExpr>(result);
    if (!dim)
      continue;
    unsigned loop = dim.getPosition();
    if (contraction.loops[loop].kind != LoopKind::Row) {
      schedule.outerWeights.push_back(loop);
      continue;
    }
    // The innermost rows are tiled.
    if (schedule.rowLoop)
      schedule.outerRows.push_back(*schedule.rowLoop);
    schedule.rowLoop = loop;
  }
  for (auto [index, loop] : llvm::enumerate(contraction.loops))
    if (loop.kind == LoopKind::Reduction && schedule.runLoop != index)
      schedule.reductions.push_back(index);
}

static void cutColumns(const Contraction &contraction, const Target &target,
                       Schedule &schedule) {
  int64_t columns = contraction.loops[contraction.laneLoop()].size;
  int64_t lanes = schedule.lanes, edge = columns % lanes;
  for (TileRun run :
       balanceTiles(llvm::divideCeil(columns, lanes), target.tile.maxVectors))
    schedule.columns.push_back({run, lanes, nullptr, nullptr});
  if (edge == 0)
    return;
  // The panel that holds the edge becomes a run by itself.
  TileRun &last = schedule.columns.back().panels;
  if (last.count == 1) {
    schedule.columns.back().lastLanes = edge;
    return;
  }
  --last.count;
  TileRun panel{last.first + last.count * last.size, 1, last.size};
  schedule.columns.push_back({panel, edge, nullptr, nullptr});
}

Schedule quantx::scheduleContraction(const Contraction &contraction,
                                     const Target &target) {
  Schedule schedule;
  chooseStep(contraction, target, schedule);
  placeLoops(contraction, schedule);
  cutColumns(contraction, target, schedule);
  int64_t vectors =
      schedule.columns.empty() ? 1 : schedule.columns.front().panels.size;
  schedule.tileRows = target.tileRows(vectors);
  auto weights = cast<ShapedType>(contraction.weights.getType());
  int64_t bytes =
      weights.getNumElements() * weights.getElementTypeBitWidth() / 8;
  schedule.rowsOutermost = bytes <= target.cache.l1 / 2;
  return schedule;
}
