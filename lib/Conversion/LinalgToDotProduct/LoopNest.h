//===- LoopNest.h - Emitting a scheduled contraction ------------*- C++ -*-===//

#ifndef QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_LOOPNEST_H
#define QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_LOOPNEST_H

#include "Schedule.h"

#include "mlir/IR/PatternMatch.h"

namespace quantx {

/// Iterations of a reduction that share parameters of the weights.
struct OpenBlock {
  int64_t size;
  mlir::OpFoldResult index;
};

/// Where the emission stands: the loops that are open, and the tile.
struct TileState {
  /// Index of each open loop; 0 of one that is not.
  llvm::SmallVector<mlir::OpFoldResult> ivs;
  /// The block of each loop that is walked block by block.
  llvm::SmallVector<std::optional<OpenBlock>> blocks;
  const ColumnRun *columns = nullptr;
  /// Which panel of `columns`.
  mlir::OpFoldResult panel;
  /// Rows of the tile, the first of which is in `ivs`.
  int64_t rows = 1;

  int64_t vectors() const { return columns->panels.size; }
};

/// What the emission of every part needs. The accesses of `contraction` must
/// have been collapsed, see `collapseOperands`.
struct Emission {
  mlir::OpBuilder &builder;
  mlir::Location loc;
  const Contraction &contraction;
  const Schedule &schedule;
  TileState state;

  /// `ivs` at row \p row and the first column of vector \p vector of the tile.
  llvm::SmallVector<mlir::OpFoldResult> ivsAt(int64_t row,
                                              int64_t vector) const;
  /// Columns that vector \p vector of the tile really has.
  int64_t lanesOf(int64_t vector) const;
  mlir::Value toValue(mlir::OpFoldResult index);
  /// Indices into the access's tensor.
  llvm::SmallVector<mlir::Value>
  indices(const Access &access, llvm::ArrayRef<mlir::OpFoldResult> ivs);
  /// Reads \p lanes columns of a row, from vector \p vector on: side by side,
  /// or one element broadcast where the access does not know the columns.
  mlir::Value readLanes(const Access &access, int64_t row, int64_t vector,
                        int64_t lanes);
  /// Reads a vector of \p lanes at the end of \p indices.
  mlir::Value readVector(mlir::Value tensor, mlir::ValueRange indices,
                         int64_t lanes);
  /// \p scalar in \p lanes lanes.
  mlir::Value broadcast(mlir::Value scalar, int64_t lanes);
  /// \p vector with zeros up to \p lanes lanes.
  mlir::Value padLanes(mlir::Value vector, int64_t lanes);

  /// `for (iv = lower; iv < upper; iv += step)` carrying \p values, without a
  /// loop where at most one iteration is known. \p body gets the index and the
  /// carried values, and gives the next ones.
  using LoopBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
      mlir::OpFoldResult, mlir::ValueRange)>;
  llvm::SmallVector<mlir::Value> forLoop(mlir::OpFoldResult lower,
                                         mlir::OpFoldResult upper, int64_t step,
                                         mlir::ValueRange values,
                                         LoopBody body);
};

/// The sums of the tile, rows first.
llvm::SmallVector<mlir::Value> emitSums(Emission &emission);

/// Takes \p sums through the epilogue and stores them into \p destination.
mlir::Value emitStores(Emission &emission, llvm::ArrayRef<mlir::Value> sums,
                       mlir::Value destination);

/// Emits the whole nest at the builder's position; returns what replaces the
/// contraction's, or its epilogue's, result.
mlir::Value emitLoopNest(mlir::OpBuilder &builder, Contraction &contraction,
                         const Schedule &schedule);

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_LOOPNEST_H
