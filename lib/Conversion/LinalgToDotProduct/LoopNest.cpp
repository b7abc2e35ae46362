//===- LoopNest.cpp - The loops around the register tile ------------------===//

#include "LoopNest.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace quantx;

namespace {
/// Opens the loops around the tile one after the other; each may become
/// several, for tiles of different sizes.
class NestEmitter {
public:
  NestEmitter(Emission &emission);

  Value emit(size_t depth, Value destination);

private:
  struct Level {
    enum Kind { Loop, Rows, Columns } kind;
    unsigned loop = 0;
  };

  void addWeightLevels();
  void addRowLevels();
  Value emitLoop(size_t depth, unsigned loop, Value destination);
  Value emitColumns(size_t depth, Value destination);
  Value emitRows(size_t depth, Value destination);
  Value emitDynamicRows(size_t depth, Value destination);
  Value emitRowTiles(size_t depth, int64_t rows, OpFoldResult lower,
                     OpFoldResult upper, Value destination);
  OpFoldResult sizeOf(unsigned loop);

  Emission &e;
  OpBuilder &builder;
  SmallVector<Level> levels;
};
} // namespace

NestEmitter::NestEmitter(Emission &emission)
    : e(emission), builder(emission.builder) {
  if (e.schedule.rowsOutermost) {
    addRowLevels();
    addWeightLevels();
  } else {
    addWeightLevels();
    addRowLevels();
  }
}

void NestEmitter::addWeightLevels() {
  for (unsigned loop : e.schedule.outerWeights)
    levels.push_back({Level::Loop, loop});
  levels.push_back({Level::Columns});
}

void NestEmitter::addRowLevels() {
  for (unsigned loop : e.schedule.outerRows)
    levels.push_back({Level::Loop, loop});
  if (e.schedule.rowLoop)
    levels.push_back({Level::Rows});
}

OpFoldResult NestEmitter::sizeOf(unsigned loop) {
  int64_t size = e.contraction.loops[loop].size;
  if (!ShapedType::isDynamic(size))
    return builder.getIndexAttr(size);
  AffineMap map = e.contraction.output.map;
  const auto *dim =
      llvm::find(map.getResults(), builder.getAffineDimExpr(loop));
  int64_t position = dim - map.getResults().begin();
  return tensor::DimOp::create(builder, e.loc, e.contraction.output.tensor,
                               position)
      .getResult();
}

Value NestEmitter::emit(size_t depth, Value destination) {
  if (depth == levels.size())
    return emitStores(e, emitSums(e), destination);
  switch (levels[depth].kind) {
  case Level::Loop:
    return emitLoop(depth, levels[depth].loop, destination);
  case Level::Rows:
    return emitRows(depth, destination);
  case Level::Columns:
    return emitColumns(depth, destination);
  }
  llvm_unreachable("unknown level");
}

Value NestEmitter::emitLoop(size_t depth, unsigned loop, Value destination) {
  return e
      .forLoop(builder.getIndexAttr(0), sizeOf(loop), 1, destination,
               [&](OpFoldResult iv, ValueRange carried) -> SmallVector<Value> {
                 e.state.ivs[loop] = iv;
                 return {emit(depth + 1, carried.front())};
               })
      .front();
}

Value NestEmitter::emitColumns(size_t depth, Value destination) {
  for (const ColumnRun &columns : e.schedule.columns) {
    e.state.columns = &columns;
    destination =
        e.forLoop(
             builder.getIndexAttr(0),
             builder.getIndexAttr(columns.panels.count), 1, destination,
             [&](OpFoldResult iv, ValueRange carried) -> SmallVector<Value> {
               e.state.panel = iv;
               return {emit(depth + 1, carried.front())};
             })
            .front();
  }
  return destination;
}

Value NestEmitter::emitRowTiles(size_t depth, int64_t rows, OpFoldResult lower,
                                OpFoldResult upper, Value destination) {
  e.state.rows = rows;
  return e
      .forLoop(lower, upper, rows, destination,
               [&](OpFoldResult iv, ValueRange carried) -> SmallVector<Value> {
                 e.state.ivs[*e.schedule.rowLoop] = iv;
                 return {emit(depth + 1, carried.front())};
               })
      .front();
}

Value NestEmitter::emitRows(size_t depth, Value destination) {
  int64_t size = e.contraction.loops[*e.schedule.rowLoop].size;
  if (ShapedType::isDynamic(size))
    return emitDynamicRows(depth, destination);
  for (const TileRun &run : balanceTiles(size, e.schedule.tileRows)) {
    OpFoldResult lower = builder.getIndexAttr(run.first);
    OpFoldResult upper = builder.getIndexAttr(run.first + run.count * run.size);
    destination = emitRowTiles(depth, run.size, lower, upper, destination);
  }
  return destination;
}

/// As many of the largest tiles as fit, then of half that, down to one row.
Value NestEmitter::emitDynamicRows(size_t depth, Value destination) {
  OpFoldResult size = sizeOf(*e.schedule.rowLoop);
  OpFoldResult lower = builder.getIndexAttr(0);
  AffineExpr from, to;
  bindDims(builder.getContext(), from, to);
  for (int64_t rows = e.schedule.tileRows; rows > 0; rows /= 2) {
    OpFoldResult upper = affine::makeComposedFoldedAffineApply(
        builder, e.loc, from + (to - from).floorDiv(rows) * rows,
        {lower, size});
    destination = emitRowTiles(depth, rows, lower, upper, destination);
    lower = upper;
  }
  return destination;
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

static bool isCollapsed(const Access &access) {
  return llvm::any_of(access.groups,
                      [](const auto &group) { return group.size() > 1; });
}

/// Makes each index of an access one dimension of its tensor.
static void collapseOperands(OpBuilder &builder, Location loc,
                             Contraction &contraction) {
  for (Access *access : contraction.rowAccesses())
    if (isCollapsed(*access))
      access->tensor = tensor::CollapseShapeOp::create(
          builder, loc, access->tensor, access->groups);
}

Value quantx::emitLoopNest(OpBuilder &builder, Contraction &contraction,
                           const Schedule &schedule) {
  Location loc = contraction.op.getLoc();
  // A sum that starts from its destination would be read after parts of that
  // are written; bufferization then needs a copy, and 22.1 forgets it where a
  // written vector has more lanes than the tensor has rows.
  Value &destination = contraction.output.tensor;
  if (contraction.init && contraction.init->tensor == destination)
    destination = tensor::EmptyOp::create(
        builder, loc, tensor::getMixedSizes(builder, loc, destination),
        getElementTypeOrSelf(destination));
  Value original = destination;
  collapseOperands(builder, loc, contraction);
  Emission emission{builder, loc, contraction, schedule, {}};
  emission.state.ivs.assign(contraction.loops.size(), builder.getIndexAttr(0));
  emission.state.blocks.resize(contraction.loops.size());
  Value result = NestEmitter(emission).emit(0, contraction.output.tensor);
  if (!isCollapsed(contraction.output))
    return result;
  return tensor::ExpandShapeOp::create(
      builder, loc, original.getType(), result, contraction.output.groups,
      tensor::getMixedSizes(builder, loc, original));
}
