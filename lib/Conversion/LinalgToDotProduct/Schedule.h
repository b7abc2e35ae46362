//===- Schedule.h - How a contraction is cut into register tiles *- C++ -*-===//

#ifndef QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_SCHEDULE_H
#define QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_SCHEDULE_H

#include "Contraction.h"

namespace quantx {

/// How one step of the reduction feeds a row of accumulators.
enum class StepKind {
  Dot,       ///< a group of the input, broadcast, by the target's dot product
  Broadcast, ///< one element of the input, broadcast, widened, multiply-add
  Lanewise,  ///< as many elements of the input as lanes (depthwise)
  /// as Lanewise, but groups of the input by the target's dot product
  LanewiseDot,
};

/// Like tiles side by side: tile i covers [first + i * size, ... + size).
struct TileRun {
  int64_t first;
  int64_t count;
  int64_t size;
};

/// A constant that computed weights have beside their stored values, such as
/// their scales.
struct PackedParameter {
  /// [outer weights..., panel, reductions..., vector, lanes], without panel,
  /// vector and lanes if the columns share it.
  mlir::Value constant;
  bool isByColumn;
  /// For each outer weight and each packed reduction, how many iterations share
  /// an element: the index is the quotient.
  llvm::SmallVector<int64_t> shared;
};

/// Panels of columns of one width, and their packed operands.
struct ColumnRun {
  /// In vectors of `Schedule::lanes` columns.
  TileRun panels;
  /// Columns in the last vector of a panel; fewer than the lanes only where
  /// the run is one panel at the edge.
  int64_t lastLanes;
  /// Constant [outer weights..., panel, reductions..., (group,) vector,
  /// lanes * group], zero where there is no such column or element. Nibbles
  /// have two vectors to a byte, the first in the lower half.
  mlir::Value weights;
  /// Constant [outer weights..., panel, vector, lanes] that every sum takes:
  /// bias and the correction of a rebiased input. Null if that is zero.
  mlir::Value start;
  /// One for each of `WeightBody::parameters`.
  llvm::SmallVector<PackedParameter, 2> parameters;
};

struct Schedule {
  StepKind step;
  /// Null unless `step` is Dot or LanewiseDot.
  const DotProduct *dot = nullptr;
  int64_t lanes;
  /// Whether the input's sign bit is flipped to suit the instruction.
  bool rebiasInput = false;
  /// Whether f32 products are added without a rounding of their own.
  bool fusedMultiplyAdd = false;

  /// Loops around the tile: batches and outer columns; outer rows.
  llvm::SmallVector<unsigned> outerWeights;
  llvm::SmallVector<unsigned> outerRows;
  /// The loop whose iterations are the tile's rows, if any.
  std::optional<unsigned> rowLoop;
  /// Reduction loops within the tile, outermost first.
  llvm::SmallVector<unsigned> reductions;
  /// The reduction that a dot product takes in groups; contiguous in the input
  /// for Dot.
  std::optional<unsigned> runLoop;
  /// Dot: elements of the run's dimension from one row to the next, where rows
  /// walk that too (overlapping windows); else 0.
  int64_t rowStep = 0;
  /// LanewiseDot: the reduction that steps through the input as the rows of the
  /// tile do. All of it is one step.
  std::optional<unsigned> slideLoop;

  /// The reductions whose indices packed weights have before the group.
  llvm::SmallVector<unsigned> packedReductions() const {
    llvm::SmallVector<unsigned> loops = reductions;
    if (slideLoop)
      loops.push_back(*slideLoop);
    return loops;
  }

  llvm::SmallVector<ColumnRun> columns;
  /// Most rows of a tile.
  int64_t tileRows;
  /// Whether the loops over rows are outside those over columns: then the
  /// input is read once, and the weights once for each tile of rows.
  bool rowsOutermost;
};

/// Decides everything but the constants of `columns`.
Schedule scheduleContraction(const Contraction &contraction,
                             const Target &target);

/// Cuts \p size rows into at most two runs of nearly equal tiles of at most
/// \p maxTile.
llvm::SmallVector<TileRun> balanceTiles(int64_t size, int64_t maxTile);

/// What the packed constants of \p op are called: the op's own name, which the
/// importer gave as its location, and what they are.
std::string getConstantName(mlir::Operation *op, llvm::StringRef what);

/// Row-major over \p loops, the sum of one offset of each.
std::vector<int64_t>
combineOffsets(llvm::ArrayRef<llvm::SmallVector<int64_t>> offsets,
               llvm::ArrayRef<unsigned> loops);

/// Makes the parameters of `schedule.columns`, see packConstants.
void packParameters(mlir::OpBuilder &builder, const Contraction &contraction,
                    Schedule &schedule);

/// Makes the constants of `schedule.columns` at compile time. Drops
/// `contraction.init` when they hold all of it.
void packConstants(mlir::OpBuilder &builder, Contraction &contraction,
                   Schedule &schedule);

/// Of the `group`-th group of `reduction` elements of a run, where it starts.
/// The last group of a run that they do not divide reaches back, into elements
/// whose weights are then zero, so that it never reads beyond the run.
inline int64_t groupStart(int64_t group, int64_t reduction, int64_t run) {
  return std::max<int64_t>(0, std::min(group * reduction, run - reduction));
}

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_SCHEDULE_H
