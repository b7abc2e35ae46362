//===- MergeLoops.cpp - Fewer and longer loops ----------------------------===//

#include "Contraction.h"

#include "mlir/Analysis/FlatLinearValueConstraints.h"

using namespace mlir;
using namespace quantx;

/// Coefficient of each loop in \p expr, and the constant last; std::nullopt
/// where it is not linear.
static std::optional<SmallVector<int64_t>> flatten(AffineExpr expr,
                                                   unsigned numLoops) {
  SmallVector<int64_t> coefficients;
  if (!expr.isPureAffine() ||
      failed(getFlattenedAffineExpr(expr, numLoops, 0, &coefficients)) ||
      coefficients.size() != numLoops + 1)
    return std::nullopt;
  return coefficients;
}

/// Makes index \p dim of the access, which \p expr now computes, stand for
/// index `dim + 1` too.
static void collapse(Access &access, unsigned dim, AffineExpr expr) {
  llvm::append_range(access.groups[dim], access.groups[dim + 1]);
  access.groups.erase(access.groups.begin() + dim + 1);
  SmallVector<AffineExpr> results(access.map.getResults());
  results.erase(results.begin() + dim + 1);
  results[dim] = expr;
  access.map = AffineMap::get(access.map.getNumDims(), 0, results,
                              access.map.getContext());
}

/// False if a loop of \p size that is index \p dim of the access leaves out
/// some of the elements there, so that the next row does not begin where it
/// ends: a window of two on an input of three, when there is one window only.
/// Sizes that are not known are taken to be those of the loop, as linalg
/// verifies.
static bool coversIndex(const Access &access, unsigned dim, int64_t size) {
  auto type = cast<RankedTensorType>(access.tensor.getType());
  int64_t elements = 1;
  for (int64_t tensorDim : access.groups[dim]) {
    if (type.isDynamicDim(tensorDim))
      return true;
    elements *= type.getDimSize(tensorDim);
  }
  return ShapedType::isDynamic(size) || elements == size;
}

//===----------------------------------------------------------------------===//
// Loops of one iteration
//===----------------------------------------------------------------------===//

/// A filter of one position must not keep the loops around it apart.
static void dropUnitLoops(Contraction &contraction) {
  MLIRContext *context = contraction.op.getContext();
  SmallVector<AffineExpr> replacement;
  unsigned lane = contraction.laneLoop();
  for (auto [index, loop] : llvm::enumerate(contraction.loops)) {
    bool isUnit = loop.size == 1 && index != lane;
    replacement.push_back(isUnit ? getAffineConstantExpr(0, context)
                                 : getAffineDimExpr(index, context));
    if (isUnit)
      loop.kind = LoopKind::Unit;
  }
  for (Access *access : contraction.rowAccesses())
    access->map = access->map.replaceDimsAndSymbols(
        replacement, {}, contraction.loops.size(), 0);
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// Whether the loops are two neighbouring indices, the outer one first, or do
/// not occur. Gives the index of the outer one, or -1.
static bool areNeighbours(AffineMap map, AffineExpr outer, AffineExpr inner,
                          int64_t &dim) {
  dim = -1;
  for (auto [index, result] : llvm::enumerate(map.getResults())) {
    if (result == outer && index + 1 < map.getNumResults() &&
        map.getResult(index + 1) == inner && dim < 0) {
      dim = index;
      continue;
    }
    bool isPair = dim >= 0 && static_cast<int64_t>(index) == dim + 1;
    auto position = [](AffineExpr loop) {
      return cast<AffineDimExpr>(loop).getPosition();
    };
    if (!isPair && (result.isFunctionOfDim(position(outer)) ||
                    result.isFunctionOfDim(position(inner))))
      return false;
  }
  return true;
}

static bool mergeRowPair(Contraction &contraction, unsigned outer,
                         unsigned inner) {
  Loop &outerLoop = contraction.loops[outer];
  Loop &innerLoop = contraction.loops[inner];
  // The lowering of memref.expand_shape takes one unknown size a group.
  if (ShapedType::isDynamic(outerLoop.size) &&
      ShapedType::isDynamic(innerLoop.size))
    return false;
  MLIRContext *context = contraction.op.getContext();
  AffineExpr outerExpr = getAffineDimExpr(outer, context);
  AffineExpr innerExpr = getAffineDimExpr(inner, context);
  SmallVector<Access *> accesses = contraction.rowAccesses();
  SmallVector<int64_t> dims(accesses.size());
  for (auto [access, dim] : llvm::zip_equal(accesses, dims))
    if (!areNeighbours(access->map, outerExpr, innerExpr, dim) ||
        (dim >= 0 && !coversIndex(*access, dim + 1, innerLoop.size)))
      return false;
  for (auto [access, dim] : llvm::zip_equal(accesses, dims))
    if (dim >= 0)
      collapse(*access, dim, innerExpr);
  bool isDynamic = ShapedType::isDynamic(outerLoop.size) ||
                   ShapedType::isDynamic(innerLoop.size);
  innerLoop.size =
      isDynamic ? ShapedType::kDynamic : outerLoop.size * innerLoop.size;
  outerLoop = {LoopKind::Unit, 1};
  return true;
}

static bool mergeSomeRows(Contraction &contraction) {
  ArrayRef<AffineExpr> results = contraction.output.map.getResults();
  for (unsigned dim = 0; dim + 1 < results.size(); ++dim) {
    auto outer = dyn_cast<AffineDimExpr>(results[dim]);
    auto inner = dyn_cast<AffineDimExpr>(results[dim + 1]);
    if (!outer || !inner ||
        contraction.loops[outer.getPosition()].kind != LoopKind::Row ||
        contraction.loops[inner.getPosition()].kind != LoopKind::Row)
      continue;
    if (mergeRowPair(contraction, outer.getPosition(), inner.getPosition()))
      return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// The only reduction loop that steps \p expr by 1.
static std::optional<unsigned> findUnitStep(const Contraction &contraction,
                                            AffineExpr expr) {
  auto coefficients = flatten(expr, contraction.loops.size());
  if (!coefficients)
    return std::nullopt;
  for (auto [index, loop] : llvm::enumerate(contraction.loops))
    if (loop.kind == LoopKind::Reduction && (*coefficients)[index] == 1)
      return index;
  return std::nullopt;
}

/// Replaces the two loops by \p inner, which walks both.
static void mergeReductionPair(Contraction &contraction, unsigned outer,
                               unsigned inner) {
  for (OffsetTables *tables : contraction.offsetTables()) {
    SmallVector<int64_t> offsets;
    for (int64_t outerOffset : (*tables)[outer])
      for (int64_t innerOffset : (*tables)[inner])
        offsets.push_back(outerOffset + innerOffset);
    (*tables)[inner] = offsets;
    (*tables)[outer] = {0};
  }
  contraction.loops[inner].size *= contraction.loops[outer].size;
  contraction.loops[outer] = {LoopKind::Unit, 1};
}

/// A filter row and its channels are one run of the input row when the filter
/// is not dilated: index (e + p, q) becomes e * |q| + q' with q' = p * |q| + q.
static bool mergeInnermostReductions(Contraction &contraction) {
  Access &input = contraction.input;
  if (input.map.getNumResults() < 2)
    return false;
  unsigned last = input.map.getNumResults() - 1;
  AffineExpr lastExpr = input.map.getResult(last);
  AffineExpr previous = input.map.getResult(last - 1);
  auto type = cast<RankedTensorType>(input.tensor.getType());
  if (lastExpr == getAffineConstantExpr(0, lastExpr.getContext()) &&
      llvm::all_of(input.groups[last],
                   [&](int64_t dim) { return type.getDimSize(dim) == 1; })) {
    collapse(input, last - 1, previous);
    return true;
  }
  auto inner = dyn_cast<AffineDimExpr>(lastExpr);
  if (!inner ||
      contraction.loops[inner.getPosition()].kind != LoopKind::Reduction ||
      !coversIndex(input, last, contraction.loops[inner.getPosition()].size))
    return false;
  std::optional<unsigned> outer = findUnitStep(contraction, previous);
  AffineMap rest = input.map.dropResult(last);
  if (!outer || rest.isFunctionOfDim(inner.getPosition()) ||
      rest.dropResult(last - 1).isFunctionOfDim(*outer))
    return false;
  AffineExpr outerExpr = getAffineDimExpr(*outer, lastExpr.getContext());
  AffineExpr base =
      simplifyAffineExpr(previous - outerExpr, contraction.loops.size(), 0);
  collapse(input, last - 1,
           base * contraction.loops[inner.getPosition()].size + inner);
  mergeReductionPair(contraction, *outer, inner.getPosition());
  return true;
}

void quantx::mergeLoops(Contraction &contraction) {
  dropUnitLoops(contraction);
  while (mergeSomeRows(contraction)) {
  }
  while (mergeInnermostReductions(contraction)) {
  }
}
