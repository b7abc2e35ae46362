//===- VectorizeLinalg.cpp - Vectors for what no kernel takes -------------===//

#include "VectorSchedule.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/TileUsingInterface.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Dialect/Vector/Transforms/VectorRewritePatterns.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"
#include "quantx/Dialect/QuantX/Transforms/Passes.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXVECTORIZELINALG
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

static void reportScalar(linalg::LinalgOp op, const std::string &reason) {
  remark::missed(op.getLoc(), remark::RemarkOpts::name("scalar").category(
                                  "quantx-vectorize-linalg"))
      << remark::reason("{0} stays scalar: {1}", op->getName().getStringRef(),
                        reason);
}

/// Splits `op` so that each part has in every vector loop a multiple of the
/// width, or less than the width.
static SmallVector<linalg::LinalgOp>
splitTails(RewriterBase &rewriter, linalg::LinalgOp op,
           const VectorSchedule &schedule) {
  SmallVector<linalg::LinalgOp> parts{op};
  for (auto [loop, width] : llvm::zip(schedule.loops, schedule.widths)) {
    SmallVector<linalg::LinalgOp> whole = std::move(parts);
    parts.clear();
    for (linalg::LinalgOp part : whole) {
      int64_t extent = part.getStaticLoopRanges()[loop];
      if (ShapedType::isDynamic(extent) || extent < width ||
          extent % width == 0) {
        parts.push_back(part);
        continue;
      }
      rewriter.setInsertionPoint(part);
      auto [head, tail] =
          linalg::splitOp(rewriter, cast<TilingInterface>(part.getOperation()),
                          loop, rewriter.getIndexAttr(extent - extent % width));
      parts.push_back(cast<linalg::LinalgOp>(head.getOperation()));
      parts.push_back(cast<linalg::LinalgOp>(tail.getOperation()));
    }
  }
  return parts;
}

/// The order of loops: parallel ones outside, so that sums stay in registers.
static SmallVector<int64_t> getLoopOrder(linalg::LinalgOp op) {
  SmallVector<int64_t> order;
  for (bool reductions : {false, true})
    for (auto [loop, kind] : llvm::enumerate(op.getIteratorTypesArray()))
      if ((kind == utils::IteratorType::reduction) == reductions)
        order.push_back(loop);
  return order;
}

/// Makes loops of everything but one vector of `op`. Returns the op on it.
static FailureOr<linalg::LinalgOp> tile(RewriterBase &rewriter,
                                        linalg::LinalgOp op,
                                        const VectorSchedule &schedule) {
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  SmallVector<OpFoldResult> sizes(op.getNumLoops(), rewriter.getIndexAttr(1));
  for (auto [loop, width] : llvm::zip(schedule.loops, schedule.widths)) {
    bool isWhole =
        !ShapedType::isDynamic(extents[loop]) && extents[loop] <= width;
    sizes[loop] = rewriter.getIndexAttr(isWhole ? 0 : width);
  }
  scf::SCFTilingOptions options;
  options.setTileSizes(sizes);
  options.setInterchange(getLoopOrder(op));
  rewriter.setInsertionPoint(op);
  FailureOr<scf::SCFTilingResult> tiled = scf::tileUsingSCF(
      rewriter, cast<TilingInterface>(op.getOperation()), options);
  if (failed(tiled))
    return failure();
  rewriter.replaceOp(op, tiled->replacements);
  return cast<linalg::LinalgOp>(tiled->tiledOps.back());
}

/// Drops the unit dims of the tile `op` and turns it into vector ops; a dynamic
/// extent takes a vector of the scheduled width under a mask.
static LogicalResult vectorizeTile(RewriterBase &rewriter, linalg::LinalgOp op,
                                   const VectorSchedule &schedule) {
  auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
  if (generic) {
    linalg::ControlDropUnitDims control;
    control.rankReductionStrategy =
        linalg::ControlDropUnitDims::RankReductionStrategy::ExtractInsertSlice;
    rewriter.setInsertionPoint(generic);
    FailureOr<linalg::DropUnitDimsResult> dropped =
        linalg::dropUnitDims(rewriter, generic, control);
    if (succeeded(dropped)) {
      rewriter.replaceOp(generic, dropped->replacements);
      op = cast<linalg::LinalgOp>(dropped->resultOp.getOperation());
    }
  }
  // A tile of one element is left to scalar code. Of rank 0, upstream's gathers
  // get an index that is no vector, and writes to strided memory no lowering.
  if (op.getNumLoops() == 0)
    return success();
  // Sizes are given only where a mask is needed; there is one flag for each.
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  if (llvm::none_of(sizes, ShapedType::isDynamic))
    sizes.clear();
  for (int64_t &size : sizes)
    if (ShapedType::isDynamic(size))
      size = schedule.widths.back();
  SmallVector<bool> scalable(sizes.size(), false);
  rewriter.setInsertionPoint(op);
  FailureOr<linalg::VectorizationResult> result = linalg::vectorize(
      rewriter, op, sizes, scalable, /*vectorizeNDExtract=*/true);
  if (failed(result))
    return failure();
  rewriter.replaceOp(op, result->replacements);
  return success();
}

/// True if the elements of `tensor` will lie in memory one after another: a
/// gather's indices are linear, whatever strides its buffer has. Of other
/// values that is not known before bufferization, which may place them in a
/// slice of a larger one.
static bool isPlacedDensely(Value tensor) {
  if (auto argument = dyn_cast<BlockArgument>(tensor))
    return isa<func::FuncOp>(argument.getOwner()->getParentOp());
  return tensor.getDefiningOp<arith::ConstantOp>() != nullptr;
}

/// True if upstream's vectorizer has a vector form for all of the body.
static bool hasVectorBody(linalg::LinalgOp op) {
  return llvm::all_of(
      op.getBlock()->without_terminator(), [](Operation &inner) {
        if (auto extract = dyn_cast<tensor::ExtractOp>(inner))
          return isPlacedDensely(extract.getTensor());
        return OpTrait::hasElementwiseMappableTraits(&inner) ||
               isa<arith::ConstantOp, linalg::IndexOp, affine::AffineApplyOp>(
                   inner);
      });
}

/// True if what `op` reads and writes is made of whole bytes. An i1 takes a
/// byte in memory, but a bit in a vector.
static bool hasByteElements(linalg::LinalgOp op) {
  auto isWhole = [](Type type) {
    Type element = getElementTypeOrSelf(type);
    return !element.isIntOrFloat() || element.getIntOrFloatBitWidth() % 8 == 0;
  };
  return llvm::all_of(op->getOperandTypes(), isWhole) &&
         llvm::all_of(*op.getBlock(), [&](Operation &inner) {
           return !isa<tensor::ExtractOp>(inner) ||
                  isWhole(inner.getResult(0).getType());
         });
}

static void vectorizeOp(RewriterBase &rewriter, linalg::LinalgOp op,
                        const Target &target) {
  if (!hasByteElements(op))
    return reportScalar(op, "vectors of bits do not lie in memory as bytes");
  if (!hasVectorBody(op))
    return reportScalar(op, "its body has an op without a vector form");
  op = simplifyLoops(rewriter, op);
  VectorSchedule schedule = getVectorSchedule(op, target);
  if (!schedule.failure.empty())
    return reportScalar(op, schedule.failure);
  if (!schedule.strided.empty()) {
    op = transposeStridedInputs(rewriter, op, schedule);
    for (unsigned index : schedule.strided)
      if (auto transpose =
              op->getOperand(index).getDefiningOp<linalg::TransposeOp>())
        vectorizeOp(rewriter, transpose, target);
  }
  for (linalg::LinalgOp part : splitTails(rewriter, op, schedule)) {
    FailureOr<linalg::LinalgOp> tiled = tile(rewriter, part, schedule);
    if (failed(tiled) || failed(vectorizeTile(rewriter, *tiled, schedule)))
      reportScalar(failed(tiled) ? part : *tiled,
                   "the vectorizer does not take it");
  }
}

namespace {
/// One element is taken at any stride alike; that of the slice would become the
/// stride of a buffer, whose single elements upstream cannot read as vectors.
struct DropUnitStrides : OpRewritePattern<tensor::ExtractSliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExtractSliceOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<int64_t> strides(op.getStaticStrides());
    bool changed = false;
    for (auto [size, stride] : llvm::zip_equal(op.getStaticSizes(), strides)) {
      changed |= size == 1 && !ShapedType::isDynamic(stride) && stride != 1;
      if (size == 1 && !ShapedType::isDynamic(stride))
        stride = 1;
    }
    if (!changed)
      return failure();
    rewriter.modifyOpInPlace(op, [&] { op.setStaticStrides(strides); });
    return success();
  }
};
} // namespace

/// Slices that only feed vector transfers become part of them, and transfers
/// of sums move out of the loops that add to them.
static LogicalResult cleanUp(func::FuncOp func, RewriterBase &rewriter) {
  MLIRContext *context = func.getContext();
  RewritePatternSet patterns(context);
  patterns.add<DropUnitStrides>(context);
  tensor::populateFoldTensorSubsetOpPatterns(patterns);
  tensor::populateFoldTensorSubsetIntoVectorTransferPatterns(patterns);
  vector::populateVectorMaskLoweringPatternsForSideEffectingOps(patterns);
  vector::populateCastAwayVectorLeadingOneDimPatterns(patterns);
  vector::populateVectorMultiReductionLoweringPatterns(
      patterns, vector::VectorMultiReductionLowering::InnerReduction);
  vector::TransferReadOp::getCanonicalizationPatterns(patterns, context);
  vector::TransferWriteOp::getCanonicalizationPatterns(patterns, context);
  tensor::ExtractSliceOp::getCanonicalizationPatterns(patterns, context);
  tensor::InsertSliceOp::getCanonicalizationPatterns(patterns, context);
  scf::ForOp::getCanonicalizationPatterns(patterns, context);
  if (failed(applyPatternsGreedily(func, std::move(patterns))))
    return failure();
  SmallVector<LoopLikeOpInterface> loops;
  func.walk([&](LoopLikeOpInterface loop) { loops.push_back(loop); });
  for (LoopLikeOpInterface loop : loops) {
    moveLoopInvariantCode(loop);
    hoistLoopInvariantSubsets(rewriter, loop);
  }
  return success();
}

namespace {
struct VectorizeLinalg
    : quantx::impl::QuantXVectorizeLinalgBase<VectorizeLinalg> {
  using QuantXVectorizeLinalgBase::QuantXVectorizeLinalgBase;

  LogicalResult initialize(MLIRContext *context) override {
    llvm::Expected<const Target *> found = lookupTarget(target);
    if (!found)
      return emitError(UnknownLoc::get(context))
             << llvm::toString(found.takeError());
    row = *found;
    return success();
  }

  void runOnOperation() override {
    SmallVector<linalg::LinalgOp> ops;
    getOperation()->walk([&](linalg::LinalgOp op) {
      if (op.hasPureTensorSemantics())
        ops.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (linalg::LinalgOp op : ops)
      vectorizeOp(rewriter, op, *row);
    if (failed(cleanUp(getOperation(), rewriter)))
      signalPassFailure();
  }

  const Target *row = nullptr;
};
} // namespace
