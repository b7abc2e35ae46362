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

//===----------------------------------------------------------------------===//
// Samples
//===----------------------------------------------------------------------===//

/// The dimension is the outermost one of its group that has more than one
/// index.
static std::optional<int64_t> moveThroughCollapse(tensor::CollapseShapeOp op,
                                                  int64_t dim) {
  for (auto [to, group] : llvm::enumerate(op.getReassociationIndices())) {
    const auto *position = llvm::find(group, dim);
    if (position == group.end())
      continue;
    auto isUnit = [&](int64_t other) {
      return op.getSrcType().getDimSize(other) == 1;
    };
    ArrayRef<int64_t> outer(group.begin(), position);
    bool isOutermost = llvm::all_of(outer, isUnit);
    if (isOutermost)
      return static_cast<int64_t>(to);
  }
  return std::nullopt;
}

/// The outermost dimension of the group that has more than one index must still
/// run over all samples: only their number is dynamic.
static std::optional<int64_t> moveThroughExpand(tensor::ExpandShapeOp op,
                                                int64_t dim) {
  ReassociationIndices group = op.getReassociationIndices()[dim];
  auto to = cast<RankedTensorType>(op.getType());
  const auto *outermost = llvm::find_if(
      group, [&](int64_t part) { return to.getDimSize(part) != 1; });
  if (outermost == group.end())
    return group.front();
  // A dynamic size equals another here.
  if (to.getDimSize(*outermost) != op.getSrcType().getDimSize(dim))
    return std::nullopt;
  return *outermost;
}

/// Samples from the first on. A slice of some of them has no rows, since their
/// number is checked when it is observed.
static std::optional<int64_t> moveThroughSlice(tensor::ExtractSliceOp op,
                                               int64_t dim) {
  llvm::SmallBitVector dropped = op.getDroppedDims();
  int64_t size = op.getSourceType().getDimSize(dim);
  if (dropped.test(dim) || op.getStaticOffsets()[dim] != 0 ||
      op.getStaticStrides()[dim] != 1 || op.getStaticSizes()[dim] != size)
    return std::nullopt;
  int64_t before = 0;
  for (int64_t outer = 0; outer < dim; ++outer)
    before += dropped.test(outer);
  return dim - before;
}

std::optional<int64_t> quantx::moveSampleDim(OpOperand &operand, int64_t dim,
                                             OpResult result) {
  if (!isa<RankedTensorType>(operand.get().getType()) ||
      !isa<RankedTensorType>(result.getType()))
    return std::nullopt;
  Operation *op = operand.getOwner();
  if (op->hasTrait<OpTrait::Elementwise>())
    return dim;
  // Softmax and norms, whose rows are within a sample.
  QuantizationFlow flow = getQuantizationFlow(result);
  if (auto *row = std::get_if<RowFlow>(&flow)) {
    if (row->data != &operand || llvm::is_contained(row->dims, dim))
      return std::nullopt;
    return dim;
  }
  if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op))
    return moveThroughCollapse(collapse, dim);
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op))
    return moveThroughExpand(expand, dim);
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
    return moveThroughSlice(slice, dim);
  Dims sources = getSourceDims(operand, result);
  const auto *position = llvm::find(sources, dim);
  if (position == sources.end())
    return std::nullopt;
  return position - sources.begin();
}
