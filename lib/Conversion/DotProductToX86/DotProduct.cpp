//===- DotProduct.cpp - Dot products by lanes to instructions -------------===//

#include "Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace quantx;

namespace {
/// An 8-bit vector and how it was extended.
struct Extended {
  Value value;
  Signedness sign;
};

/// `acc[n] += lhs[(n,) k] * rhs[n][k]` of extended 8-bit values.
struct Carrier {
  Extended lhs;
  Extended rhs;
  unsigned lanes;
  unsigned reduction;
};
} // namespace

static std::optional<Extended> matchExtended(Value value) {
  Operation *op = value.getDefiningOp();
  if (!isa_and_nonnull<arith::ExtSIOp, arith::ExtUIOp>(op) ||
      !getElementTypeOrSelf(op->getOperand(0)).isInteger(8))
    return std::nullopt;
  return Extended{op->getOperand(0), isa<arith::ExtSIOp>(op)
                                         ? Signedness::Signed
                                         : Signedness::Unsigned};
}

/// The contraction as a dot product by lanes, if it is of that form.
static std::optional<Carrier> matchCarrier(vector::ContractionOp op) {
  AffineExpr n, k;
  bindDims(op.getContext(), n, k);
  auto map = [&](ArrayRef<AffineExpr> results) {
    return AffineMap::get(2, 0, results, op.getContext());
  };
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  if (op.getKind() != vector::CombiningKind::ADD || maps.size() != 3 ||
      (maps[0] != map({k}) && maps[0] != map({n, k})) ||
      maps[1] != map({n, k}) || maps[2] != map({n}) ||
      !getElementTypeOrSelf(op.getAccType()).isInteger(32))
    return std::nullopt;
  std::optional<Extended> lhs = matchExtended(op.getLhs());
  std::optional<Extended> rhs = matchExtended(op.getRhs());
  VectorType groups = op.getRhsType();
  if (!lhs || !rhs || groups.isScalable())
    return std::nullopt;
  return Carrier{*lhs, *rhs, static_cast<unsigned>(groups.getDimSize(0)),
                 static_cast<unsigned>(groups.getDimSize(1))};
}

static const DotProduct *findInstruction(const Target &target,
                                         const Carrier &carrier) {
  for (const DotProduct &dot : target.dots)
    if (dot.lanes == carrier.lanes && dot.reduction == carrier.reduction &&
        dot.takesLhs(carrier.lhs.sign) && dot.takesRhs(carrier.rhs.sign))
      return &dot;
  return nullptr;
}

/// One group in each lane. It goes through a scalar because that is what
/// instruction selection folds into a broadcasting load.
static Value broadcastGroup(OpBuilder &builder, Location loc, Value group,
                            const DotProduct &dot) {
  Type word = builder.getIntegerType(8 * dot.reduction);
  Value words = vector::BitCastOp::create(builder, loc,
                                          VectorType::get({1}, word), group);
  Value scalar = vector::ExtractOp::create(builder, loc, words, 0);
  return vector::BroadcastOp::create(
      builder, loc, VectorType::get({dot.lanes}, word), scalar);
}

/// \p bytes as the instruction's operand.
static Value extendOperand(OpBuilder &builder, Location loc, Value bytes,
                           Signedness sign, const DotProduct &dot) {
  if (dot.operandBits == 8)
    return bytes;
  auto type = VectorType::get({dot.lanes * dot.reduction},
                              builder.getIntegerType(dot.operandBits));
  if (sign == Signedness::Signed)
    return arith::ExtSIOp::create(builder, loc, type, bytes);
  return arith::ExtUIOp::create(builder, loc, type, bytes);
}

static Value createDot(OpBuilder &builder, vector::ContractionOp op,
                       const Carrier &carrier, const DotProduct &dot) {
  Location loc = op.getLoc();
  auto bytes =
      VectorType::get({dot.lanes * dot.reduction}, builder.getIntegerType(8));
  Value lhs = carrier.lhs.value;
  if (cast<VectorType>(lhs.getType()).getRank() == 1)
    lhs = vector::BitCastOp::create(builder, loc, bytes,
                                    broadcastGroup(builder, loc, lhs, dot));
  else
    lhs = vector::ShapeCastOp::create(builder, loc, bytes, lhs);
  Value rhs =
      vector::ShapeCastOp::create(builder, loc, bytes, carrier.rhs.value);
  lhs = extendOperand(builder, loc, lhs, carrier.lhs.sign, dot);
  rhs = extendOperand(builder, loc, rhs, carrier.rhs.sign, dot);
  bool accumulates = dot.operandBits == 8;
  SmallVector<Value> operands = {lhs, rhs};
  if (accumulates)
    operands.insert(operands.begin(), op.getAcc());
  Value sum = LLVM::CallIntrinsicOp::create(
                  builder, loc, op.getAccType(),
                  builder.getStringAttr(dot.intrinsic), operands)
                  .getResult(0);
  if (!accumulates)
    sum = arith::AddIOp::create(builder, loc, op.getAcc(), sum);
  return sum;
}

namespace {
struct ConvertContraction : OpRewritePattern<vector::ContractionOp> {
  ConvertContraction(MLIRContext *context, const Target &target)
      : OpRewritePattern(context), target(target) {}

  LogicalResult matchAndRewrite(vector::ContractionOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<Carrier> carrier = matchCarrier(op);
    if (!carrier)
      return rewriter.notifyMatchFailure(op, "not a dot product by lanes");
    const DotProduct *dot = findInstruction(target, *carrier);
    if (!dot)
      return rewriter.notifyMatchFailure(op, "no such instruction");
    rewriter.replaceOp(op, createDot(rewriter, op, *carrier, *dot));
    return success();
  }

  const Target &target;
};
} // namespace

bool quantx::isDotProduct(vector::ContractionOp op) {
  return matchCarrier(op).has_value();
}

void quantx::populateDotProductPatterns(RewritePatternSet &patterns,
                                        const Target &target) {
  patterns.add<ConvertContraction>(patterns.getContext(), target);
}
