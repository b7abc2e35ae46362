//===- MovedDims.cpp - Where ops move dimensions to -----------------------===//

#include "MovedDims.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;

using Dims = SmallVector<int64_t>;

static RankedTensorType getType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static Dims getIdentity(int64_t rank) {
  return llvm::to_vector(llvm::seq<int64_t>(0, rank));
}

/// By the loops that index both.
static Dims getLoopDims(linalg::LinalgOp op, OpOperand &operand,
                        OpResult result) {
  AffineMap from = op.getMatchingIndexingMap(&operand);
  AffineMap to =
      op.getMatchingIndexingMap(op.getDpsInitOperand(result.getResultNumber()));
  Dims dims;
  for (AffineExpr expr : to.getResults()) {
    std::optional<unsigned> position;
    if (isa<AffineDimExpr>(expr))
      position = from.getResultPosition(expr);
    dims.push_back(position ? static_cast<int64_t>(*position) : -1);
  }
  return dims;
}

/// A merged dimension has the index of the only one that has more than one.
static Dims getCollapsedDims(tensor::CollapseShapeOp op) {
  Dims dims;
  for (const auto &group : op.getReassociationIndices()) {
    Dims longDims;
    llvm::copy_if(group, std::back_inserter(longDims), [&](int64_t dim) {
      return op.getSrcType().getDimSize(dim) != 1;
    });
    bool isOne = longDims.size() == 1;
    dims.push_back(isOne ? longDims.front()
                         : (longDims.empty() ? group.back() : -1));
  }
  return dims;
}

static Dims getExpandedDims(tensor::ExpandShapeOp op) {
  Dims dims(op.getType().getRank(), -1);
  for (auto [from, group] : llvm::enumerate(op.getReassociationIndices()))
    for (int64_t dim : group)
      if (op.getType().getDimSize(dim) != 1 || group.size() == 1)
        dims[dim] = static_cast<int64_t>(from);
  return dims;
}

static Dims getSlicedDims(tensor::ExtractSliceOp op) {
  llvm::SmallBitVector dropped = op.getDroppedDims();
  Dims dims;
  for (int64_t dim = 0; dim < op.getSourceType().getRank(); ++dim) {
    if (dropped.test(dim))
      continue;
    // A part of a dimension begins at index 0 again.
    int64_t size = op.getSourceType().getDimSize(dim);
    bool isWhole =
        op.getStaticOffsets()[dim] == 0 && op.getStaticStrides()[dim] == 1 &&
        !ShapedType::isDynamic(size) && op.getStaticSizes()[dim] == size;
    dims.push_back(isWhole ? dim : -1);
  }
  return dims;
}

static Dims getPaddedDims(tensor::PadOp op) {
  Dims dims = getIdentity(op.getType().getRank());
  for (int64_t &dim : dims)
    if (op.getStaticLow()[dim] != 0 || op.getStaticHigh()[dim] != 0)
      dim = -1;
  return dims;
}

static Dims getConcatenatedDims(tensor::ConcatOp op) {
  Dims dims = getIdentity(op.getResultType().getRank());
  dims[static_cast<size_t>(op.getDim())] = -1;
  return dims;
}

Dims quantx::getSourceDims(OpOperand &operand, OpResult result) {
  return llvm::TypeSwitch<Operation *, Dims>(operand.getOwner())
      .Case(
          [&](linalg::LinalgOp op) { return getLoopDims(op, operand, result); })
      .Case([](tensor::CastOp op) {
        return getIdentity(getType(op.getResult()).getRank());
      })
      .Case([](tensor::CollapseShapeOp op) { return getCollapsedDims(op); })
      .Case([](tensor::ConcatOp op) { return getConcatenatedDims(op); })
      .Case([](tensor::ExpandShapeOp op) { return getExpandedDims(op); })
      .Case([](tensor::ExtractSliceOp op) { return getSlicedDims(op); })
      .Case([](tensor::PadOp op) { return getPaddedDims(op); })
      .Default(
          [&](Operation *) { return Dims(getType(result).getRank(), -1); });
}

bool quantx::keepsLeadingDim(OpOperand &operand, OpResult result) {
  auto from = dyn_cast<RankedTensorType>(operand.get().getType());
  auto to = dyn_cast<RankedTensorType>(result.getType());
  if (!from || !to || from.getRank() == 0 || to.getRank() == 0)
    return false;
  Operation *op = operand.getOwner();
  if (op->hasTrait<OpTrait::Elementwise>())
    return true;
  // Softmax and norms, whose rows are within a sample.
  QuantizationFlow flow = getQuantizationFlow(result);
  if (auto *row = std::get_if<RowFlow>(&flow))
    return row->data == &operand && !llvm::is_contained(row->dims, 0);
  // The leading dimension of a group is its outermost part. That part of an
  // expanded dimension must still be the batch, whose size only is dynamic.
  if (isa<tensor::CollapseShapeOp>(op))
    return true;
  if (isa<tensor::ExpandShapeOp>(op))
    return from.isDynamicDim(0) == to.isDynamicDim(0) &&
           (from.isDynamicDim(0) || from.getDimSize(0) == to.getDimSize(0));
  return getSourceDims(operand, result).front() == 0;
}
