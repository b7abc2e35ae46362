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

/// Most iterations of a reduction that one step unrolls.
static constexpr int64_t kMaxSlide = 8;

/// A short reduction that shares an index of the input with the rows.
static std::optional<unsigned> findSlide(const Contraction &contraction,
                                         std::optional<unsigned> rowLoop) {
  if (!rowLoop)
    return std::nullopt;
  for (auto [index, loop] : llvm::enumerate(contraction.loops))
    if (loop.kind == LoopKind::Reduction && loop.size <= kMaxSlide)
      for (AffineExpr expr : contraction.input.map.getResults())
        if (expr.isFunctionOfDim(index) && expr.isFunctionOfDim(*rowLoop))
          return index;
  return std::nullopt;
}

/// The first reduction that is not \p slide.
static std::optional<unsigned> findTaps(const Contraction &contraction,
                                        std::optional<unsigned> slide) {
  for (auto [index, loop] : llvm::enumerate(contraction.loops))
    if (loop.kind == LoopKind::Reduction && slide != index)
      return index;
  return std::nullopt;
}

static void chooseLanewiseStep(const Contraction &contraction,
                               const Target &target, Schedule &schedule) {
  schedule.step = StepKind::Lanewise;
  const DotProduct *dot =
      contraction.isFloat ? nullptr : target.findDot(contraction.weightSign);
  // Taps are interleaved in pairs of pairs.
  if (!dot || dot->reduction != 4)
    return;
  std::optional<unsigned> slide = findSlide(contraction, schedule.rowLoop);
  std::optional<unsigned> taps = findTaps(contraction, slide);
  // A filter of one row has taps in that only.
  if (!taps)
    std::swap(taps, slide);
  if (!taps)
    return;
  schedule.step = StepKind::LanewiseDot;
  schedule.dot = dot;
  schedule.runLoop = taps;
  schedule.slideLoop = slide;
}

/// How far \p loop moves along the innermost dimension of the input, 0 if it
/// does not or moves along others too.
static int64_t findInnermostStep(const Contraction &contraction,
                                 unsigned loop) {
  AffineMap map = contraction.input.map;
  unsigned last = map.getNumResults() - 1;
  if (map.dropResult(last).isFunctionOfDim(loop))
    return 0;
  AffineExpr dim = getAffineDimExpr(loop, map.getContext());
  AffineExpr expr = map.getResult(last);
  auto step = dyn_cast<AffineConstantExpr>(simplifyAffineExpr(
      expr.replace(dim, dim + 1) - expr, map.getNumDims(), 0));
  return step ? std::max<int64_t>(step.getValue(), 0) : 0;
}

static void chooseDotStep(const Contraction &contraction, const Target &target,
                          Schedule &schedule) {
  schedule.step = StepKind::Broadcast;
  if (contraction.isFloat)
    return;
  const DotProduct *dot = target.findDot(contraction.weightSign);
  std::optional<unsigned> run = findRun(contraction);
  if (!dot || !run)
    return;
  schedule.step = StepKind::Dot;
  schedule.dot = dot;
  schedule.runLoop = run;
  if (schedule.rowLoop)
    schedule.rowStep = findInnermostStep(contraction, *schedule.rowLoop);
}

static void chooseStep(const Contraction &contraction, const Target &target,
                       Schedule &schedule) {
  schedule.fusedMultiplyAdd = target.hasFMA;
  if (contraction.loops[contraction.laneLoop()].kind == LoopKind::Batch)
    chooseLanewiseStep(contraction, target, schedule);
  else
    chooseDotStep(contraction, target, schedule);
  schedule.lanes = target.lanes();
  if (!schedule.dot)
    return;
  schedule.lanes = schedule.dot->lanes;
  schedule.rebiasInput = !schedule.dot->takesLhs(contraction.inputSign);
}

/// Sorts out the loops around the tile, and its rows.
static void placeOuterLoops(const Contraction &contraction,
                            Schedule &schedule) {
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
}

static void placeReductions(const Contraction &contraction,
                            Schedule &schedule) {
  for (auto [index, loop] : llvm::enumerate(contraction.loops))
    if (loop.kind == LoopKind::Reduction && schedule.runLoop != index &&
        schedule.slideLoop != index)
      schedule.reductions.push_back(index);
}

/// Whole panels of \p maxVectors, since powers of two load and store best, and
/// one for the vectors left over; not of a single vector if that can be helped,
/// which has too few sums to keep the multipliers busy.
static SmallVector<TileRun> cutPanels(int64_t vectors, int64_t maxVectors) {
  SmallVector<TileRun> runs;
  int64_t whole = vectors / maxVectors, rest = vectors % maxVectors;
  if (rest == 1 && whole > 0 && maxVectors > 2) {
    --whole;
    runs.push_back({whole * maxVectors, 1, maxVectors - 1});
    rest = 2;
  }
  if (whole > 0)
    runs.insert(runs.begin(), TileRun{0, whole, maxVectors});
  if (rest > 0)
    runs.push_back({vectors - rest, 1, rest});
  return runs;
}

static void cutColumns(const Contraction &contraction, const Target &target,
                       Schedule &schedule) {
  int64_t columns = contraction.loops[contraction.laneLoop()].size;
  int64_t lanes = schedule.lanes, edge = columns % lanes;
  // Interleaving fills at most 4 vectors.
  int64_t maxVectors = target.tile.maxVectors;
  if (schedule.step == StepKind::LanewiseDot)
    maxVectors = std::min<int64_t>(maxVectors, 4);
  for (TileRun run : cutPanels(llvm::divideCeil(columns, lanes), maxVectors))
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
  placeOuterLoops(contraction, schedule);
  chooseStep(contraction, target, schedule);
  placeReductions(contraction, schedule);
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
