//===- PaddedWindows.cpp - Windows over padded tensors --------------------===//

#include "PaddedWindows.h"

using namespace mlir;
using namespace quantx;

/// The value of an index expression; all its loops have a position.
static int64_t evaluate(AffineExpr expr, ArrayRef<int64_t> position) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return position[dim.getPosition()];
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue();
  auto binary = cast<AffineBinaryOpExpr>(expr);
  int64_t lhs = evaluate(binary.getLHS(), position);
  int64_t rhs = evaluate(binary.getRHS(), position);
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return lhs + rhs;
  case AffineExprKind::Mul:
    return lhs * rhs;
  case AffineExprKind::FloorDiv:
    return llvm::divideFloorSigned(lhs, rhs);
  case AffineExprKind::CeilDiv:
    return llvm::divideCeilSigned(lhs, rhs);
  default:
    return llvm::mod(lhs, rhs);
  }
}

/// Calls `visit` for each position of `loops` until it returns true, and
/// returns whether it did.
template <typename Visit>
static bool anyPosition(ArrayRef<unsigned> loops, ArrayRef<int64_t> ranges,
                        SmallVectorImpl<int64_t> &position, Visit visit) {
  if (loops.empty())
    return visit();
  for (int64_t i = 0; i < ranges[loops.front()]; ++i) {
    position[loops.front()] = i;
    if (anyPosition(loops.drop_front(), ranges, position, visit))
      return true;
  }
  return false;
}

namespace {
/// The loops in one index expression.
struct IndexLoops {
  SmallVector<unsigned> parallel, reduction;

  IndexLoops(linalg::LinalgOp op, AffineExpr expr) {
    auto iterators = op.getIteratorTypesArray();
    for (unsigned loop = 0; loop < iterators.size(); ++loop)
      if (expr.isFunctionOfDim(loop))
        (iterators[loop] == utils::IteratorType::reduction ? reduction
                                                           : parallel)
            .push_back(loop);
  }
};
} // namespace

bool quantx::everyWindowHasData(linalg::LinalgOp op, OpOperand &operand,
                                tensor::PadOp pad) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  SmallVector<int64_t> position(ranges.size(), 0);
  llvm::SmallDenseSet<unsigned> seen;
  AffineMap map = op.getMatchingIndexingMap(&operand);
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    int64_t low = pad.getStaticLow()[dim], high = pad.getStaticHigh()[dim];
    if (low == 0 && high == 0)
      continue;
    int64_t size = pad.getSourceType().getDimSize(dim);
    IndexLoops loops(op, expr);
    auto isKnown = [&](unsigned loop) {
      return !ShapedType::isDynamic(ranges[loop]);
    };
    // Dimensions are looked at one by one, so no loop may link two of them.
    bool isSeparate = llvm::all_of(loops.reduction, [&](unsigned loop) {
      return seen.insert(loop).second;
    });
    if (ShapedType::isDynamic(low) || ShapedType::isDynamic(size) ||
        !isSeparate || !llvm::all_of(loops.parallel, isKnown) ||
        !llvm::all_of(loops.reduction, isKnown))
      return false;
    auto isData = [&, expr = expr] {
      int64_t index = evaluate(expr, position);
      return low <= index && index < low + size;
    };
    auto isWithoutData = [&] {
      return !anyPosition(loops.reduction, ranges, position, isData);
    };
    if (anyPosition(loops.parallel, ranges, position, isWithoutData))
      return false;
  }
  return true;
}
