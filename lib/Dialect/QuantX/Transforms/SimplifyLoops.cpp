//===- SimplifyLoops.cpp - Fewer, longer loops before vectorization -------===//

#include "VectorSchedule.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "quantx/Dialect/QuantX/Utils/Elements.h"

using namespace mlir;
using namespace quantx;

/// What the buffer of `value` will be if all is done in place: destinations,
/// initial values and what a cast is of, as far as the shape stays.
static Value getStorage(Value value) {
  while (true) {
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
      OpOperand *init = loop ? loop.getTiedLoopInit(argument) : nullptr;
      if (!init)
        return value;
      value = init->get();
      continue;
    }
    auto result = cast<OpResult>(value);
    Operation *op = result.getOwner();
    if (auto destination = dyn_cast<DestinationStyleOpInterface>(op))
      value = destination.getTiedOpOperand(result)->get();
    else if (auto loop = dyn_cast<scf::ForOp>(op))
      value = loop.getInitArgs()[result.getResultNumber()];
    else if (auto cast = dyn_cast<tensor::CastOp>(op))
      value = cast.getSource();
    else
      return value;
  }
}

/// True if dims `first` to `last` of `value` lie in memory without gaps, so
/// that merging them copies nothing: slices have gaps.
static bool isContiguous(Value value, int64_t first, int64_t last) {
  // A scalar, seen through a reshape to and from rank 0.
  if (first > last)
    return true;
  value = getStorage(value);
  Operation *op = value.getDefiningOp();
  if (auto collapse = dyn_cast_or_null<tensor::CollapseShapeOp>(op)) {
    auto groups = collapse.getReassociationIndices();
    return isContiguous(collapse.getSrc(), groups[first].front(),
                        groups[last].back());
  }
  if (auto expand = dyn_cast_or_null<tensor::ExpandShapeOp>(op))
    return isContiguous(expand.getSrc(), 0, expand.getSrcType().getRank() - 1);
  auto slice = dyn_cast_or_null<tensor::ExtractSliceOp>(op);
  if (!slice)
    return true;
  if (!slice.hasUnitStride())
    return false;
  // Dims of the source, of which the slice may have dropped some of extent 1.
  llvm::SmallBitVector dropped = slice.getDroppedDims();
  SmallVector<int64_t> kept;
  for (int64_t dim = 0; dim < slice.getSourceType().getRank(); ++dim)
    if (!dropped[dim])
      kept.push_back(dim);
  RankedTensorType source = slice.getSourceType();
  ArrayRef<int64_t> sizes = slice.getStaticSizes();
  first = kept[first];
  last = kept[last];
  while (first < last && sizes[first] == 1)
    ++first;
  for (int64_t dim = first + 1; dim <= last; ++dim)
    if (ShapedType::isDynamic(sizes[dim]) ||
        source.getDimSize(dim) != sizes[dim])
      return false;
  return isContiguous(slice.getSource(), first, last);
}

/// True if each operand indexed by `run` can be seen with these dims merged.
static bool isMergeable(linalg::LinalgOp op, const ReassociationIndices &run) {
  return llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    if (!linalg::isDimSequencePreserved(map, run))
      return false;
    for (auto [dim, expr] : llvm::enumerate(map.getResults()))
      if (expr == getAffineDimExpr(run.front(), map.getContext()))
        return isContiguous(operand.get(), dim, dim + run.size() - 1);
    return true;
  });
}

/// Runs of loops that every operand walks as one: of one kind, of static
/// extent, next to each other and in order wherever they appear.
static SmallVector<ReassociationIndices>
getMergeableLoops(linalg::LinalgOp op) {
  SmallVector<utils::IteratorType> kinds = op.getIteratorTypesArray();
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  auto extendsRun = [&](const ReassociationIndices &run, int64_t loop) {
    if (kinds[loop] != kinds[run.back()] ||
        ShapedType::isDynamic(extents[loop]) ||
        ShapedType::isDynamic(extents[run.back()]))
      return false;
    ReassociationIndices longer = run;
    longer.push_back(loop);
    return isMergeable(op, longer);
  };
  SmallVector<ReassociationIndices> runs;
  for (int64_t loop = 0; loop < op.getNumLoops(); ++loop) {
    if (!runs.empty() && extendsRun(runs.back(), loop))
      runs.back().push_back(loop);
    else
      runs.push_back({loop});
  }
  return runs;
}

static bool areProjectedPermutations(linalg::LinalgOp op) {
  return llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
    return map.isProjectedPermutation();
  });
}

/// The elements along a dimension that `expr` reaches from 0 on, for loops of
/// these extents; none if it does not rise with each of them, or is not known.
static std::optional<int64_t> getReach(AffineExpr expr,
                                       ArrayRef<int64_t> extents) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    int64_t extent = extents[dim.getPosition()];
    return extent > 0 ? std::optional(extent) : std::nullopt;
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return std::nullopt;
  std::optional<int64_t> lhs = getReach(binary.getLHS(), extents);
  if (!lhs)
    return std::nullopt;
  auto factor = dyn_cast<AffineConstantExpr>(binary.getRHS());
  if (expr.getKind() == AffineExprKind::Mul && factor && factor.getValue() > 0)
    return (*lhs - 1) * factor.getValue() + 1;
  std::optional<int64_t> rhs = getReach(binary.getRHS(), extents);
  if (expr.getKind() != AffineExprKind::Add || !rhs)
    return std::nullopt;
  return *lhs + *rhs - 1;
}

/// Cuts off what windows do not reach: of `(oh * 2 + kh)` with one oh, kh alone
/// is left, and an input of more rows than kh has would then say how far kh
/// runs.
static void narrowToWindows(RewriterBase &rewriter, linalg::GenericOp op) {
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  for (OpOperand *operand : op.getDpsInputOperands()) {
    auto type = dyn_cast<RankedTensorType>(operand->get().getType());
    if (!type || !type.hasStaticShape())
      continue;
    AffineMap map = op.getMatchingIndexingMap(operand);
    SmallVector<OpFoldResult> sizes;
    bool isNarrower = false;
    for (auto [expr, size] : llvm::zip(map.getResults(), type.getShape())) {
      std::optional<int64_t> reach;
      if (!isa<AffineDimExpr, AffineConstantExpr>(expr))
        reach = getReach(expr, extents);
      isNarrower |= reach && *reach < size;
      sizes.push_back(rewriter.getIndexAttr(reach.value_or(size)));
    }
    if (!isNarrower)
      continue;
    rewriter.setInsertionPoint(op);
    SmallVector<OpFoldResult> offsets(sizes.size(), rewriter.getIndexAttr(0));
    SmallVector<OpFoldResult> strides(sizes.size(), rewriter.getIndexAttr(1));
    Value slice = tensor::ExtractSliceOp::create(
        rewriter, op.getLoc(), operand->get(), offsets, sizes, strides);
    rewriter.modifyOpInPlace(op, [&] { operand->set(slice); });
  }
}

/// Drops loops of extent 1: by a reshape where no operand has gaps, else by
/// slices, which buffers with gaps can follow in place.
static linalg::GenericOp dropUnitLoops(RewriterBase &rewriter,
                                       linalg::GenericOp op) {
  using Strategy = linalg::ControlDropUnitDims::RankReductionStrategy;
  linalg::ControlDropUnitDims control;
  bool hasGaps = llvm::any_of(op->getOperands(), [](Value value) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    return type && type.getRank() > 0 &&
           !isContiguous(value, 0, type.getRank() - 1);
  });
  control.rankReductionStrategy =
      hasGaps ? Strategy::ExtractInsertSlice : Strategy::ReassociativeReshape;
  rewriter.setInsertionPoint(op);
  FailureOr<linalg::DropUnitDimsResult> dropped =
      linalg::dropUnitDims(rewriter, op, control);
  if (failed(dropped))
    return op;
  rewriter.replaceOp(op, dropped->replacements);
  return cast<linalg::GenericOp>(dropped->resultOp.getOperation());
}

linalg::LinalgOp quantx::simplifyLoops(RewriterBase &rewriter,
                                       linalg::LinalgOp op) {
  rewriter.setInsertionPoint(op);
  if (!isa<linalg::GenericOp>(op))
    if (FailureOr<linalg::GenericOp> generic =
            linalg::generalizeNamedOp(rewriter, op);
        succeeded(generic))
      op = *generic;
  if (auto generic = dyn_cast<linalg::GenericOp>(op.getOperation())) {
    narrowToWindows(rewriter, generic);
    op = dropUnitLoops(rewriter, generic);
  }
  SmallVector<ReassociationIndices> runs = getMergeableLoops(op);
  if (runs.size() == op.getNumLoops() || !areProjectedPermutations(op) ||
      op.hasIndexSemantics())
    return op;
  rewriter.setInsertionPoint(op);
  FailureOr<linalg::CollapseResult> collapsed =
      linalg::collapseOpIterationDims(op, runs, rewriter);
  if (failed(collapsed))
    return op;
  rewriter.replaceOp(op, collapsed->results);
  return collapsed->collapsedOp;
}

/// `value` with the dims in the order `permutation`; a constant at compile
/// time.
static Value transpose(RewriterBase &rewriter, Location loc, Value value,
                       ArrayRef<int64_t> permutation) {
  if (auto constant = value.getDefiningOp<arith::ConstantOp>())
    if (auto elements = dyn_cast<ElementsAttr>(constant.getValue()))
      if (ElementsAttr folded = transposeElements(elements, permutation))
        return arith::ConstantOp::create(rewriter, loc,
                                         cast<TypedAttr>(folded));
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(rewriter, loc, value);
  applyPermutationToVector(sizes, permutation);
  Value init = tensor::EmptyOp::create(rewriter, loc, sizes,
                                       getElementTypeOrSelf(value.getType()));
  return linalg::TransposeOp::create(rewriter, loc, value, init, permutation)
      ->getResult(0);
}

linalg::LinalgOp
quantx::transposeStridedInputs(RewriterBase &rewriter, linalg::LinalgOp op,
                               const VectorSchedule &schedule) {
  unsigned loop = schedule.loops.back();
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  auto generic = cast<linalg::GenericOp>(op.getOperation());
  rewriter.setInsertionPoint(op);
  for (unsigned index : schedule.strided) {
    AffineMap map = maps[index];
    SmallVector<int64_t> permutation;
    for (int64_t dim = 0; dim < map.getNumResults(); ++dim)
      if (!map.getResult(dim).isFunctionOfDim(loop))
        permutation.push_back(dim);
    for (int64_t dim = 0; dim < map.getNumResults(); ++dim)
      if (map.getResult(dim).isFunctionOfDim(loop))
        permutation.push_back(dim);
    Value input =
        transpose(rewriter, op.getLoc(), op->getOperand(index), permutation);
    SmallVector<AffineExpr> results(map.getResults());
    applyPermutationToVector(results, permutation);
    maps[index] =
        AffineMap::get(map.getNumDims(), 0, results, rewriter.getContext());
    rewriter.modifyOpInPlace(generic, [&] {
      generic->setOperand(index, input);
      generic.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
    });
  }
  return op;
}
