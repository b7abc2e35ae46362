//===- ExpandCopies.cpp - Copy strided buffers row by row -----------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXEXPANDCOPIES
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;

/// Number of innermost dims of both types that together have static extents and
/// no gaps.
static int64_t getRowDims(MemRefType a, MemRefType b) {
  int64_t rank = a.getRank();
  int64_t dims = std::min(a.getNumContiguousTrailingDims(),
                          b.getNumContiguousTrailingDims());
  int64_t row = 0;
  while (row < dims && !a.isDynamicDim(rank - 1 - row) &&
         !b.isDynamicDim(rank - 1 - row))
    ++row;
  return row;
}

/// The row of `buffer` at the outer `indices`.
static Value getRow(OpBuilder &builder, Location loc, Value buffer,
                    ValueRange indices) {
  auto type = cast<MemRefType>(buffer.getType());
  SmallVector<OpFoldResult> offsets, sizes;
  SmallVector<OpFoldResult> strides(type.getRank(), builder.getIndexAttr(1));
  ArrayRef<int64_t> row = type.getShape().drop_front(indices.size());
  for (Value index : indices) {
    offsets.push_back(index);
    sizes.push_back(builder.getIndexAttr(1));
  }
  for (int64_t extent : row) {
    offsets.push_back(builder.getIndexAttr(0));
    sizes.push_back(builder.getIndexAttr(extent));
  }
  MemRefType rowType = memref::SubViewOp::inferRankReducedResultType(
      row, type, offsets, sizes, strides);
  return memref::SubViewOp::create(builder, loc, rowType, buffer, offsets,
                                   sizes, strides);
}

static void expandCopy(memref::CopyOp op) {
  auto source = dyn_cast<MemRefType>(op.getSource().getType());
  auto target = dyn_cast<MemRefType>(op.getTarget().getType());
  if (!source || !target ||
      (source.getLayout().isIdentity() && target.getLayout().isIdentity()))
    return;
  int64_t rowDims = getRowDims(source, target);
  if (rowDims == source.getRank())
    return;
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  SmallVector<Value> indices;
  for (int64_t dim = 0; dim < source.getRank() - rowDims; ++dim) {
    Value extent = memref::DimOp::create(builder, loc, op.getSource(), dim);
    auto loop = scf::ForOp::create(builder, loc, zero, extent, one);
    builder.setInsertionPointToStart(loop.getBody());
    indices.push_back(loop.getInductionVar());
  }
  if (rowDims == 0) {
    Value element =
        memref::LoadOp::create(builder, loc, op.getSource(), indices);
    memref::StoreOp::create(builder, loc, element, op.getTarget(), indices);
  } else {
    memref::CopyOp::create(builder, loc,
                           getRow(builder, loc, op.getSource(), indices),
                           getRow(builder, loc, op.getTarget(), indices));
  }
  op.erase();
}

namespace {
struct ExpandCopies : quantx::impl::QuantXExpandCopiesBase<ExpandCopies> {
  void runOnOperation() override {
    getOperation()->walk([](memref::CopyOp op) { expandCopy(op); });
  }
};
} // namespace
