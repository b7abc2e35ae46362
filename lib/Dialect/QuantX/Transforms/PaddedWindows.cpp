//===- PaddedWindows.cpp - Windows over padded tensors --------------------===//

#include "PaddedWindows.h"

#include "quantx/Dialect/QuantX/IR/QuantX.h"

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

//===----------------------------------------------------------------------===//
// Shares
//===----------------------------------------------------------------------===//

/// The op that pads `value`, apart from quantization; null if there is none.
static tensor::PadOp getPad(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<DequantizeOp, QuantizeOp>(op))
      return dyn_cast<tensor::PadOp>(op);
    value = op->getOperand(0);
  }
  return {};
}

PaddingCoverage::PaddingCoverage(Operation *owner, OpOperand &data,
                                 OpOperand &weight) {
  auto op = dyn_cast<linalg::LinalgOp>(owner);
  tensor::PadOp pad = getPad(data.get());
  if (!op || !pad)
    return;
  AffineMap map = op.getMatchingIndexingMap(&data);
  AffineMap weightMap = op.getMatchingIndexingMap(&weight);
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    int64_t low = pad.getStaticLow()[dim], high = pad.getStaticHigh()[dim];
    int64_t size = pad.getSourceType().getDimSize(dim);
    bool isPadded = low != 0 || high != 0;
    if (isPadded && !ShapedType::isDynamic(low) && !ShapedType::isDynamic(size))
      addDimension(op, expr, weightMap, low, size);
  }
}

void PaddingCoverage::addDimension(linalg::LinalgOp op, AffineExpr expr,
                                   AffineMap weightMap, int64_t low,
                                   int64_t size) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  IndexLoops loops(op, expr);
  Dimension dimension;
  int64_t count = 1, positions = 1;
  for (unsigned loop : loops.reduction) {
    auto dim =
        weightMap.getResultPosition(getAffineDimExpr(loop, expr.getContext()));
    if (!dim || ShapedType::isDynamic(ranges[loop]))
      return;
    dimension.dims.push_back(*dim);
    dimension.sizes.push_back(ranges[loop]);
    count *= ranges[loop];
  }
  for (unsigned loop : loops.parallel) {
    if (ShapedType::isDynamic(ranges[loop]) || ranges[loop] == 0)
      return;
    positions *= ranges[loop];
  }
  SmallVector<int64_t> position(ranges.size(), 0);
  dimension.shares.reserve(count);
  anyPosition(loops.reduction, ranges, position, [&] {
    int64_t seen = 0;
    anyPosition(loops.parallel, ranges, position, [&] {
      int64_t index = evaluate(expr, position);
      seen += low <= index && index < low + size;
      return false;
    });
    dimension.shares.push_back(static_cast<double>(seen) /
                               static_cast<double>(positions));
    return false;
  });
  dimensions.push_back(std::move(dimension));
}

double PaddingCoverage::getShare(ArrayRef<int64_t> weightIndex) const {
  double share = 1;
  for (const Dimension &dimension : dimensions) {
    int64_t at = 0;
    for (auto [dim, size] : llvm::zip_equal(dimension.dims, dimension.sizes))
      at = at * size + weightIndex[dim];
    share *= dimension.shares[at];
  }
  return share;
}
