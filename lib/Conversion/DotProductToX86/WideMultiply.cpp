//===- WideMultiply.cpp - i64 chains on even and odd lanes ----------------===//
//
// A product of i32 lanes in i64, shifted and truncated back, is how an
// accumulator is requantized. vpmuldq multiplies the even lanes where they are,
// so the chain is computed on even and on odd lanes, each already in the low or
// high half of an i64, rather than on the vector's two halves, which would have
// to be spread out first and gathered afterwards.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace quantx;

/// Longest chain that is looked at.
static constexpr unsigned kMaxChain = 32;

namespace {
enum class Half { Even, Odd };

/// The ops between the i32 vectors that go in and the truncation at the end.
class Chain {
public:
  explicit Chain(int64_t lanes) : lanes(lanes) {}

  /// Whether \p value is computed lane by lane from extended i32 vectors,
  /// constants and broadcast scalars.
  bool collect(Value value);
  bool multiplies() const { return hasMultiply; }
  Value emit(OpBuilder &builder, Value value, Half half);

private:
  Value emitExtension(OpBuilder &builder, Operation *op, Half half);
  Value emitConstant(OpBuilder &builder, DenseElementsAttr elements,
                     Location loc, Half half);

  int64_t lanes;
  bool hasMultiply = false;
  SmallPtrSet<Operation *, 16> visited;
  DenseMap<Value, Value> emitted[2];
};
} // namespace

static bool isExtension(Operation *op) {
  return isa<arith::ExtSIOp, arith::ExtUIOp>(op) &&
         getElementTypeOrSelf(op->getOperand(0)).getIntOrFloatBitWidth() <= 32;
}

bool Chain::collect(Value value) {
  Operation *op = value.getDefiningOp();
  auto type = dyn_cast<VectorType>(value.getType());
  if (!op || !type || type.getShape() != ArrayRef<int64_t>{lanes} ||
      visited.size() > kMaxChain)
    return false;
  if (!visited.insert(op).second)
    return true;
  if (matchPattern(op, m_Constant()) || isa<vector::BroadcastOp>(op))
    return true;
  if (!isa<arith::ArithDialect>(op->getDialect()) ||
      !OpTrait::hasElementwiseMappableTraits(op))
    return false;
  if (isExtension(op))
    return type.getElementType().isInteger(64);
  hasMultiply |= isa<arith::MulIOp>(op);
  return llvm::all_of(op->getOperands(),
                      [&](Value operand) { return collect(operand); });
}

/// The lanes of one half, each extended in the i64 it already lies in.
Value Chain::emitExtension(OpBuilder &builder, Operation *op, Half half) {
  Location loc = op->getLoc();
  bool isSigned = isa<arith::ExtSIOp>(op);
  Value source = op->getOperand(0);
  auto narrow = VectorType::get({lanes}, builder.getI32Type());
  if (source.getType() != narrow)
    source =
        isSigned
            ? arith::ExtSIOp::create(builder, loc, narrow, source).getResult()
            : arith::ExtUIOp::create(builder, loc, narrow, source);
  auto wide = VectorType::get({lanes / 2}, builder.getI64Type());
  Value pairs = vector::BitCastOp::create(builder, loc, wide, source);
  Value bits = arith::ConstantOp::create(
      builder, loc, wide, DenseElementsAttr::get(wide, int64_t(32)));
  if (half == Half::Even)
    pairs = arith::ShLIOp::create(builder, loc, pairs, bits);
  if (isSigned)
    return arith::ShRSIOp::create(builder, loc, pairs, bits);
  return arith::ShRUIOp::create(builder, loc, pairs, bits);
}

Value Chain::emitConstant(OpBuilder &builder, DenseElementsAttr elements,
                          Location loc, Half half) {
  auto type = VectorType::get({lanes / 2}, elements.getElementType());
  SmallVector<Attribute> kept;
  auto values = elements.getValues<Attribute>();
  for (int64_t lane = half == Half::Odd; lane < lanes; lane += 2)
    kept.push_back(values[lane]);
  return arith::ConstantOp::create(builder, loc, type,
                                   DenseElementsAttr::get(type, kept));
}

Value Chain::emit(OpBuilder &builder, Value value, Half half) {
  Value &result = emitted[static_cast<int>(half)][value];
  if (result)
    return result;
  Operation *op = value.getDefiningOp();
  Type element = getElementTypeOrSelf(value);
  auto type = VectorType::get({lanes / 2}, element);
  DenseElementsAttr elements;
  if (matchPattern(value, m_Constant(&elements)))
    return result = emitConstant(builder, elements, op->getLoc(), half);
  if (isExtension(op))
    return result = emitExtension(builder, op, half);
  if (auto broadcast = dyn_cast<vector::BroadcastOp>(op)) {
    Value source = broadcast.getSource();
    return result =
               vector::BroadcastOp::create(builder, op->getLoc(), type, source);
  }
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(emit(builder, operand, half));
  Value created = builder
                      .create(op->getLoc(), op->getName().getIdentifier(),
                              operands, type, op->getAttrs())
                      ->getResult(0);
  // The recursion may have moved the entry.
  return emitted[static_cast<int>(half)][value] = created;
}

namespace {
struct SplitWideChain : OpRewritePattern<arith::TruncIOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncIOp op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    auto source = dyn_cast<VectorType>(op.getIn().getType());
    if (!type || type.getRank() != 1 || type.isScalable() ||
        type.getDimSize(0) % 2 != 0 || !type.getElementType().isInteger(32) ||
        !source.getElementType().isInteger(64))
      return rewriter.notifyMatchFailure(op, "not i64 to pairs of i32 lanes");
    Chain chain(type.getDimSize(0));
    if (!chain.collect(op.getIn()) || !chain.multiplies())
      return rewriter.notifyMatchFailure(op, "no product of i32 lanes");
    Value even = chain.emit(rewriter, op.getIn(), Half::Even);
    Value odd = chain.emit(rewriter, op.getIn(), Half::Odd);
    rewriter.replaceOp(op, combine(rewriter, op.getLoc(), type, even, odd));
    return success();
  }

  /// The low halves of \p even and \p odd, alternating.
  static Value combine(OpBuilder &builder, Location loc, VectorType type,
                       Value even, Value odd) {
    auto wide = cast<VectorType>(even.getType());
    auto constant = [&](int64_t value) {
      return arith::ConstantOp::create(builder, loc, wide,
                                       DenseElementsAttr::get(wide, value));
    };
    Value low = arith::AndIOp::create(builder, loc, even, constant(0xffffffff));
    Value high = arith::ShLIOp::create(builder, loc, odd, constant(32));
    Value both = arith::OrIOp::create(builder, loc, low, high);
    return vector::BitCastOp::create(builder, loc, type, both);
  }
};
} // namespace

void quantx::populateWideMultiplyPatterns(RewritePatternSet &patterns) {
  patterns.add<SplitWideChain>(patterns.getContext());
}
