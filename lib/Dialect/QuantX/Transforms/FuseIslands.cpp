//===- FuseIslands.cpp - Float islands of stored values, row by row -------===//
//
// An island is what lies between stored values and a stored result: float ops
// with at least one reduction, such as a softmax. Each of its ops alone would
// write a float tensor. Tiled along the dimensions that no reduction sums over
// and fused, they work on a row at a time, and memory has the stored values
// only.
//
//===----------------------------------------------------------------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/TileUsingInterface.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/Remarks.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXFUSEISLANDS
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;

/// Most rows in one tile.
static constexpr int64_t kMaxRows = 32;

/// How many of `extent` rows a tile has: the most that divide it, so that the
/// size of every tile is known.
static int64_t getRows(int64_t extent) {
  if (ShapedType::isDynamic(extent))
    return 1;
  int64_t rows = std::min(extent, kMaxRows);
  while (rows > 1 && extent % rows != 0)
    --rows;
  return std::max<int64_t>(rows, 1);
}

//===----------------------------------------------------------------------===//
// Members
//===----------------------------------------------------------------------===//

static bool isStored(Value value) {
  return getElementTypeOrSelf(value).isIntOrIndex() &&
         getElementTypeOrSelf(value).getIntOrFloatBitWidth() <= 16;
}

static bool isFloat(Value value) {
  return isa<RankedTensorType>(value.getType()) &&
         isa<FloatType>(getElementTypeOrSelf(value));
}

/// An op that reads each element of its operands for one row only: elementwise,
/// or a reduction whose operands have all of its loops. A contraction does not.
static bool isRowOp(linalg::LinalgOp op) {
  if (!op.hasPureTensorSemantics() || op->getNumResults() != 1 ||
      isa<linalg::FillOp>(op))
    return false;
  // No rows, or none with elements: there is nothing to tile.
  if (llvm::is_contained(op.getStaticLoopRanges(), 0))
    return false;
  auto isPlain = [](AffineMap map) {
    return map.isProjectedPermutation(/*allowZeroInResults=*/true);
  };
  if (!llvm::all_of(op.getIndexingMapsArray(), isPlain))
    return false;
  if (op.getNumReductionLoops() == 0)
    return op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isPermutation();
  return op.getNumParallelLoops() + op.getNumReductionLoops() ==
             op.getNumLoops() &&
         llvm::all_of(op.getDpsInputOperands(), [&](OpOperand *operand) {
           return !isa<RankedTensorType>(operand->get().getType()) ||
                  op.getMatchingIndexingMap(operand).isPermutation();
         });
}

/// True for an elementwise op that costs little to do again: it reads stored
/// values and what has fewer dimensions, such as scales.
static bool isCheap(linalg::LinalgOp op) {
  int64_t rank = op.getNumLoops();
  return op.getNumReductionLoops() == 0 &&
         llvm::all_of(op.getDpsInputs(), [&](Value input) {
           auto type = dyn_cast<RankedTensorType>(input.getType());
           return !type || isStored(input) || type.getRank() < rank ||
                  (type.hasStaticShape() && type.getNumElements() == 1);
         });
}

namespace {
/// The ops of an island, found from its result backwards.
class Island {
public:
  explicit Island(linalg::LinalgOp root);

  /// Worth fusing: a reduction is among its members.
  bool hasReduction() const { return reductions != 0; }
  bool contains(Operation *op) const { return members.contains(op); }
  /// One for each loop of the root: 0 for what a reduction needs whole.
  SmallVector<int64_t> getTileSizes();

private:
  /// Which loop of the root each loop of a member is, if any.
  using LoopMap = SmallVector<std::optional<unsigned>>;

  bool tryAdd(linalg::LinalgOp op);
  LoopMap mapLoops(linalg::LinalgOp op);
  bool isAtHome(linalg::LinalgOp op) const;

  linalg::LinalgOp root;
  llvm::MapVector<Operation *, LoopMap> members;
  /// Loops of the root of which a tile needs all iterations.
  llvm::SmallDenseSet<unsigned> whole;
  unsigned reductions = 0;
};
} // namespace

/// The loop of `consumer`, in terms of the root, that each dimension of the
/// tensor read as `use` is.
static SmallVector<std::optional<unsigned>>
mapDims(OpOperand &use, ArrayRef<std::optional<unsigned>> loops) {
  auto consumer = cast<linalg::LinalgOp>(use.getOwner());
  SmallVector<std::optional<unsigned>> dims;
  for (AffineExpr expr : consumer.getMatchingIndexingMap(&use).getResults()) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    dims.push_back(dim ? loops[dim.getPosition()] : std::nullopt);
  }
  return dims;
}

Island::Island(linalg::LinalgOp root) : root(root) {
  LoopMap identity;
  for (unsigned loop = 0; loop < root.getNumLoops(); ++loop)
    identity.push_back(loop);
  members[root] = identity;
  // A producer joins once all of its readers have.
  bool changed = true;
  while (changed) {
    changed = false;
    SmallVector<Operation *> known =
        llvm::to_vector(llvm::make_first_range(members));
    for (Operation *member : known)
      for (Value operand : cast<linalg::LinalgOp>(member).getDpsInputs())
        if (auto op = operand.getDefiningOp<linalg::LinalgOp>())
          changed |= tryAdd(op);
  }
}

/// True if nothing but members reads the result, or if it is cheap.
bool Island::isAtHome(linalg::LinalgOp op) const {
  return isCheap(op) || llvm::all_of(op->getUsers(), [&](Operation *user) {
           return members.contains(user) || isa<ShapedDimOpInterface>(user);
         });
}

/// Where readers have the same dimension in different loops of the root, or one
/// reduces it, that dimension is needed whole, and so are those loops.
Island::LoopMap Island::mapLoops(linalg::LinalgOp op) {
  AffineMap result = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  std::optional<LoopMap> common;
  for (OpOperand &use : op->getResult(0).getUses()) {
    const auto *member = members.find(use.getOwner());
    if (member == members.end())
      continue;
    LoopMap dims = mapDims(use, member->second);
    LoopMap loops(op.getNumLoops());
    for (auto [dim, expr] : llvm::zip_equal(dims, result.getResults()))
      loops[cast<AffineDimExpr>(expr).getPosition()] = dim;
    if (!common)
      common = loops;
    for (auto [known, loop] : llvm::zip_equal(*common, loops)) {
      if (known == loop)
        continue;
      for (std::optional<unsigned> differing : {known, loop})
        if (differing)
          whole.insert(*differing);
      known = std::nullopt;
    }
  }
  return *common;
}

bool Island::tryAdd(linalg::LinalgOp op) {
  if (members.contains(op) || op->getBlock() != root->getBlock() ||
      !isRowOp(op) || !isFloat(op->getResult(0)) || !isAtHome(op))
    return false;
  members[op] = mapLoops(op);
  reductions += op.getNumReductionLoops() != 0;
  return true;
}

SmallVector<int64_t> Island::getTileSizes() {
  SmallVector<int64_t> sizes(root.getNumLoops(), 1);
  for (unsigned loop : whole)
    sizes[loop] = 0;
  for (const auto &[op, loops] : members) {
    auto member = cast<linalg::LinalgOp>(op);
    if (member.getNumReductionLoops() == 0)
      continue;
    for (auto [loop, size] : llvm::enumerate(sizes))
      if (!llvm::is_contained(loops, std::optional<unsigned>(loop)))
        size = 0;
  }
  // Several rows at once, side by side in the lanes of vectors.
  for (size_t loop = sizes.size(); loop-- > 0;) {
    if (sizes[loop] == 0)
      continue;
    sizes[loop] = getRows(root.getStaticLoopRanges()[loop]);
    break;
  }
  return sizes;
}

//===----------------------------------------------------------------------===//
// Fusion
//===----------------------------------------------------------------------===//

/// Replaces the root by a loop nest over its rows.
static LogicalResult fuse(RewriterBase &rewriter, linalg::LinalgOp root,
                          Island &island) {
  scf::SCFTileAndFuseOptions options;
  SmallVector<OpFoldResult> sizes;
  for (int64_t size : island.getTileSizes())
    sizes.push_back(rewriter.getIndexAttr(size));
  options.tilingOptions.setTileSizes(sizes);
  options.setFusionControlFn(
      [&](tensor::ExtractSliceOp, OpResult producer,
          bool) -> std::optional<scf::SCFTileAndFuseOptions::ControlFnResult> {
        Operation *op = producer.getOwner();
        if (!island.contains(op) && !isa<linalg::FillOp>(op))
          return std::nullopt;
        return scf::SCFTileAndFuseOptions::ControlFnResult();
      });
  rewriter.setInsertionPoint(root);
  FailureOr<scf::SCFTileAndFuseResult> fused =
      scf::tileConsumerAndFuseProducersUsingSCF(
          rewriter, cast<TilingInterface>(root.getOperation()), options);
  if (failed(fused))
    return failure();
  rewriter.replaceOp(root, fused->replacements.lookup(root->getResult(0)));
  return success();
}

static void remarkIsland(linalg::LinalgOp root, bool isFused) {
  auto options =
      remark::RemarkOpts::name("island").category("quantx-fuse-islands");
  if (isFused)
    remark::passed(root.getLoc(), options)
        << remark::reason("computes a row at a time; only stored values are "
                          "written");
  else
    remark::missed(root.getLoc(), options)
        << remark::reason("has no dimension that all reductions keep, so that "
                          "floats are written");
}

namespace {
struct FuseIslands : quantx::impl::QuantXFuseIslandsBase<FuseIslands> {
  void runOnOperation() override {
    SmallVector<linalg::LinalgOp> roots;
    getOperation()->walk([&](linalg::LinalgOp op) {
      bool readsFloats = llvm::any_of(op.getDpsInputs(), isFloat);
      if (op.hasPureTensorSemantics() && op.getNumReductionLoops() == 0 &&
          isRowOp(op) && isStored(op->getResult(0)) && readsFloats)
        roots.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (linalg::LinalgOp root : roots) {
      Island island(root);
      if (!island.hasReduction())
        continue;
      bool hasRows = llvm::any_of(island.getTileSizes(),
                                  [](int64_t size) { return size != 0; });
      remarkIsland(root, hasRows);
      if (hasRows && failed(fuse(rewriter, root, island)))
        return signalPassFailure();
    }
    if (failed(cleanUp(rewriter)))
      signalPassFailure();
  }

private:
  /// Slices of uninitialized tensors are smaller ones, and what two readers of
  /// a row have each fused is computed once.
  LogicalResult cleanUp(RewriterBase &rewriter) {
    RewritePatternSet patterns(&getContext());
    tensor::populateFoldTensorEmptyPatterns(patterns);
    tensor::ExtractSliceOp::getCanonicalizationPatterns(patterns,
                                                        &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return failure();
    DominanceInfo dominance(getOperation());
    eliminateCommonSubExpressions(rewriter, dominance, getOperation());
    return success();
  }
};
} // namespace
