//===- StructuredLayout.cpp - Layouts of linalg ops -----------------------===//

#include "Layout.h"

#include "mlir/Dialect/Linalg/IR/LinalgInterfaces.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace quantx;

Layout quantx::normalizeLayout(Layout layout) {
  return isIdentityPermutation(layout) ? Layout() : layout;
}

RankedTensorType quantx::permuteType(RankedTensorType type,
                                     ArrayRef<int64_t> layout) {
  if (layout.empty())
    return type;
  return type.clone(applyPermutation(type.getShape(), layout));
}

bool OpLayout::isIdentity() const {
  auto isEmpty = [](const Layout &layout) { return layout.empty(); };
  return llvm::all_of(operands, isEmpty) && llvm::all_of(results, isEmpty);
}

/// The dims 0..keys.size()-1 sorted by their keys.
static Layout sortByKey(ArrayRef<int64_t> keys) {
  Layout layout = llvm::to_vector(llvm::seq<int64_t>(0, keys.size()));
  llvm::sort(layout, [&](int64_t a, int64_t b) {
    return std::pair(keys[a], a) < std::pair(keys[b], b);
  });
  return normalizeLayout(std::move(layout));
}

/// The loop each operand dim goes with: the one that indexes it, the first of
/// several in a sum (in a convolution the image loop), and for a dim indexed by
/// a constant the first loop that nothing else of this operand goes with.
static std::optional<SmallVector<int64_t>>
getLoopsOfDims(AffineMap map, ArrayRef<int64_t> loopPositions) {
  SmallVector<int64_t> loops(map.getNumResults(), -1);
  SmallVector<bool> taken(map.getNumDims(), false);
  for (auto [loop, expr] : llvm::zip(loops, map.getResults()))
    for (unsigned dim = 0; dim < map.getNumDims(); ++dim)
      if (expr.isFunctionOfDim(dim)) {
        if (loop < 0 || loopPositions[dim] < loopPositions[loop])
          loop = dim;
        taken[dim] = true;
      }
  for (int64_t &loop : loops) {
    if (loop >= 0)
      continue;
    auto *free = llvm::find(taken, false);
    if (free == taken.end())
      return std::nullopt;
    *free = true;
    loop = free - taken.begin();
  }
  return loops;
}

/// Position of each old loop in the order `loops`.
static SmallVector<int64_t> getPositions(ArrayRef<int64_t> loops) {
  return invertPermutationVector(loops);
}

std::optional<OpLayout> quantx::getStructuredLayout(linalg::LinalgOp op,
                                                    ArrayRef<int64_t> loops) {
  SmallVector<int64_t> positions = getPositions(loops);
  OpLayout layout;
  layout.loops = llvm::to_vector(loops);
  for (OpOperand &operand : op->getOpOperands()) {
    Layout &order = layout.operands.emplace_back();
    if (!isa<RankedTensorType>(operand.get().getType()))
      continue;
    auto loopsOfDims =
        getLoopsOfDims(op.getMatchingIndexingMap(&operand), positions);
    if (!loopsOfDims)
      return std::nullopt;
    order = sortByKey(llvm::map_to_vector(
        *loopsOfDims, [&](int64_t loop) { return positions[loop]; }));
  }
  for (OpResult result : op->getResults())
    layout.results.push_back(
        layout.operands[op.getDpsInitOperand(result.getResultNumber())
                            ->getOperandNumber()]);
  return layout;
}

/// The order of loops of a channels-last convolution or pooling, parallel loops
/// first. In a pooling, what is neither image nor window counts as batch
/// upstream; the first of these is ours, the others are channels.
static SmallVector<int64_t>
getChannelsLastLoops(linalg::LinalgOp op,
                     const linalg::ConvolutionDimensions &dims) {
  SmallVector<int64_t> loops;
  auto append = [&](ArrayRef<unsigned> group) {
    llvm::append_range(loops, group);
  };
  ArrayRef<unsigned> batch(dims.batch), channels;
  bool isPooling = dims.depth.empty() && dims.outputChannel.empty() &&
                   dims.inputChannel.empty();
  if (isPooling && batch.size() > 1) {
    channels = batch.drop_front();
    batch = batch.take_front();
  }
  append(batch);
  append(dims.outputImage);
  append(channels);
  append(dims.depth);
  append(dims.outputChannel);
  append(dims.filterLoop);
  append(dims.inputChannel);
  return loops;
}

/// Window, group, input channel, output channel: the filter of an ungrouped
/// convolution, where the loop order would give output channels first.
static Layout getFilterLayout(linalg::LinalgOp op,
                              const linalg::ConvolutionDimensions &dims) {
  SmallVector<unsigned> order;
  llvm::append_range(order, dims.filterLoop);
  llvm::append_range(order, dims.depth);
  llvm::append_range(order, dims.inputChannel);
  llvm::append_range(order, dims.outputChannel);
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInputOperand(1));
  return sortByKey(
      llvm::map_to_vector(map.getResults(), [&](AffineExpr expr) -> int64_t {
        return llvm::find_if(
                   order,
                   [&](unsigned loop) { return expr.isFunctionOfDim(loop); }) -
               order.begin();
      }));
}

std::optional<OpLayout> quantx::getChannelsLastLayout(linalg::LinalgOp op) {
  if (!op.hasPureTensorSemantics() || op.getNumDpsInputs() < 2 ||
      op.getNumDpsInits() != 1)
    return std::nullopt;
  FailureOr<linalg::ConvolutionDimensions> dims =
      linalg::inferConvolutionDims(op);
  if (failed(dims) || dims->filterLoop.empty())
    return std::nullopt;
  SmallVector<int64_t> loops = getChannelsLastLoops(op, *dims);
  if (loops.size() != op.getNumLoops() || !isPermutationVector(loops))
    return std::nullopt;
  std::optional<OpLayout> layout = getStructuredLayout(op, loops);
  if (!layout)
    return std::nullopt;
  bool isGrouped = !dims->depth.empty() && !dims->inputChannel.empty();
  if (!isGrouped)
    layout->operands[1] = getFilterLayout(op, *dims);
  return layout;
}
