//===- Narrowing.cpp - Clamped i32 vectors to bytes by saturating packs ---===//

#include "Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace quantx;

/// Vectors that one pack of packs takes.
static constexpr int64_t kMaxPieces = 4;
/// i32 lanes of the blocks within which packs work.
static constexpr int64_t kBlockLanes = 4;

namespace {
struct Clamp {
  Value value;
  int64_t low;
  int64_t high;
};
} // namespace

/// `min(max(value, low), high)` in either order, with low <= high.
static std::optional<Clamp> matchClamp(Value value) {
  std::optional<int64_t> low, high;
  for (int i = 0; i < 2; ++i) {
    Operation *op = value.getDefiningOp();
    APInt bound;
    if (!isa_and_nonnull<arith::MaxSIOp, arith::MinSIOp>(op) ||
        !matchPattern(op->getOperand(1), m_ConstantInt(&bound)))
      return std::nullopt;
    (isa<arith::MaxSIOp>(op) ? low : high) = bound.getSExtValue();
    value = op->getOperand(0);
  }
  if (!low || !high || *low > *high)
    return std::nullopt;
  return Clamp{value, *low, *high};
}

/// The vectors that \p value has side by side, all of \p lanes lanes but the
/// last, which may have fewer; empty if it is not made that way.
static SmallVector<Value> matchPieces(Value value, int64_t lanes) {
  int64_t end = cast<VectorType>(value.getType()).getDimSize(0);
  SmallVector<Value> pieces;
  while (auto insert = value.getDefiningOp<vector::InsertStridedSliceOp>()) {
    VectorType type = insert.getSourceVectorType();
    int64_t offset = cast<IntegerAttr>(insert.getOffsets()[0]).getInt();
    if (type.getRank() != 1 || offset % lanes != 0 ||
        type.getDimSize(0) != std::min(lanes, end - offset))
      return {};
    pieces.push_back(insert.getValueToStore());
    end = offset;
    if (offset == 0)
      break;
    value = insert.getDest();
  }
  if (end != 0)
    return {};
  return SmallVector<Value>(llvm::reverse(pieces));
}

/// Lanes beyond those of \p value hold anything.
static Value fillRegister(OpBuilder &builder, Location loc, Value value,
                          int64_t lanes) {
  auto type = cast<VectorType>(value.getType());
  if (type.getDimSize(0) == lanes)
    return value;
  auto full = VectorType::get({lanes}, type.getElementType());
  Value anything = ub::PoisonOp::create(builder, loc, full);
  return vector::InsertStridedSliceOp::create(builder, loc, value, anything,
                                              ArrayRef<int64_t>{0},
                                              ArrayRef<int64_t>{1});
}

static Value createPack(OpBuilder &builder, Location loc, StringRef intrinsic,
                        Value low, Value high) {
  auto type = cast<VectorType>(low.getType());
  auto packed = VectorType::get(
      {type.getDimSize(0) * 2},
      builder.getIntegerType(type.getElementTypeBitWidth() / 2));
  return LLVM::CallIntrinsicOp::create(builder, loc, packed,
                                       builder.getStringAttr(intrinsic),
                                       ValueRange{low, high})
      .getResult(0);
}

/// The lanes of all pieces in order: a block has the bytes of its lanes from
/// each piece.
static Value orderLanes(OpBuilder &builder, Location loc, Value packed,
                        int64_t lanes, int64_t size) {
  SmallVector<int64_t> mask;
  for (int64_t i = 0; i < size; ++i) {
    int64_t piece = i / lanes, lane = i % lanes;
    mask.push_back(lane / kBlockLanes * kBlockLanes * kMaxPieces +
                   piece * kBlockLanes + lane % kBlockLanes);
  }
  return vector::ShuffleOp::create(builder, loc, packed, packed, mask);
}

namespace {
struct PackClamped : OpRewritePattern<arith::TruncIOp> {
  PackClamped(MLIRContext *context, const Target &target)
      : OpRewritePattern(context), pack(*target.pack), lanes(target.lanes()) {}

  LogicalResult matchAndRewrite(arith::TruncIOp op,
                                PatternRewriter &rewriter) const override {
    auto source = dyn_cast<VectorType>(op.getIn().getType());
    if (!source || source.getRank() != 1 || source.isScalable() ||
        !source.getElementType().isInteger(32) ||
        !getElementTypeOrSelf(op.getType()).isInteger(8))
      return rewriter.notifyMatchFailure(op, "not i32 lanes to bytes");
    SmallVector<Value> pieces = matchPieces(op.getIn(), lanes);
    if (pieces.size() < 2 || pieces.size() > kMaxPieces)
      return rewriter.notifyMatchFailure(op, "not 2 to 4 registers");
    std::optional<Clamp> first = matchClamp(pieces.front());
    for (Value &piece : pieces) {
      std::optional<Clamp> clamp = matchClamp(piece);
      if (!clamp || clamp->low != first->low || clamp->high != first->high)
        return rewriter.notifyMatchFailure(op, "not clamped alike");
      piece = clamp->value;
    }
    if (!llvm::isInt<16>(first->low) || !llvm::isInt<16>(first->high) ||
        first->high - first->low > UINT8_MAX)
      return rewriter.notifyMatchFailure(op, "the clamp is wider than a byte");
    rewriter.replaceOp(op, emit(rewriter, op, pieces, *first));
    return success();
  }

  /// Shifts the clamp's range to begin at -128, where saturation does it, and
  /// back after that.
  Value emit(OpBuilder &builder, arith::TruncIOp op, ArrayRef<Value> pieces,
             const Clamp &clamp) const {
    Location loc = op.getLoc();
    auto splat = [&](VectorType type, int64_t value) {
      unsigned width = type.getElementTypeBitWidth();
      return arith::ConstantOp::create(
          builder, loc, type,
          DenseElementsAttr::get(type, APInt(width, value, /*isSigned=*/true,
                                             /*implicitTrunc=*/true)));
    };
    SmallVector<Value> halves;
    for (size_t i = 0; i < pieces.size(); i += 2) {
      Value low = fillRegister(builder, loc, pieces[i], lanes);
      Value high = low;
      if (i + 1 < pieces.size())
        high = fillRegister(builder, loc, pieces[i + 1], lanes);
      Value words = createPack(builder, loc, pack.toI16, low, high);
      auto type = cast<VectorType>(words.getType());
      halves.push_back(LLVM::SAddSat::create(
          builder, loc, words, splat(type, INT8_MIN - clamp.low)));
    }
    Value bytes =
        createPack(builder, loc, pack.toI8, halves.front(), halves.back());
    auto type = cast<VectorType>(op.getType());
    bytes = orderLanes(builder, loc, bytes, lanes, type.getDimSize(0));
    if (clamp.high - clamp.low < UINT8_MAX)
      bytes = arith::MinSIOp::create(
          builder, loc, bytes, splat(type, clamp.high - clamp.low + INT8_MIN));
    return arith::AddIOp::create(builder, loc, bytes,
                                 splat(type, clamp.low - INT8_MIN));
  }

  const NarrowingPack &pack;
  int64_t lanes;
};
} // namespace

void quantx::populateNarrowingPatterns(RewritePatternSet &patterns,
                                       const Target &target) {
  patterns.add<PackClamped>(patterns.getContext(), target);
}
