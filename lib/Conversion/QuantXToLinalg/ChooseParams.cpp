//===- ChooseParams.cpp - Parameters of the data at hand ------------------===//
//
// quantx/Numerics/RuntimeParams.h as reductions and an elementwise op on what
// they give. docs/Semantics.md, rule QX-D8.
//
//===----------------------------------------------------------------------===//

#include "GroupReduction.h"
#include "Patterns.h"
#include "ScalarQuantize.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Utils/LaneEmitter.h"
#include "quantx/Dialect/QuantX/Utils/NarrowFloatArith.h"
#include "quantx/Numerics/Parameters.h"

using namespace mlir;
using namespace quantx;

/// The number a magnitude or a span is divided by.
static double getDivisor(ChooseParamsOp op, bool isSymmetric) {
  SchemeAttr scheme = op.getScheme();
  if (scheme.isFloat())
    return numerics::maxFinite(*getNarrowFormat(scheme.getStorageType()));
  auto max = static_cast<float>(scheme.getStorageMax());
  if (isSymmetric)
    return max;
  return static_cast<float>(static_cast<__int128>(scheme.getStorageMax()) -
                            scheme.getStorageMin());
}

/// span / divisor, made a scale that QX-P1 allows; 1 for a span of 0.
static Value emitScale(OpBuilder &builder, Location loc, Value span,
                       double divisor) {
  LaneEmitter emit(builder, loc, span.getType());
  FloatType f32 = builder.getF32Type();
  Value least = emit.constant(f32, numerics::kSmallestScale);
  Value most = emit.constant(f32, std::numeric_limits<float>::max());
  Value scale = emit.emit<arith::DivFOp>(span, emit.constant(f32, divisor));
  scale = emit.select(emit.compare(arith::CmpFPredicate::OLT, scale, least),
                      least, scale);
  scale = emit.select(emit.compare(arith::CmpFPredicate::OGT, scale, most),
                      most, scale);
  Value isZero =
      emit.compare(arith::CmpFPredicate::OEQ, span, emit.constant(f32, 0.0));
  return emit.select(isZero, emit.constant(f32, 1.0), scale);
}

/// What is divided: the span, or the largest magnitude. Symmetric unsigned
/// storage has no negative numbers to reach.
static Value emitSpan(OpBuilder &builder, Location loc, Value min, Value max,
                      SchemeAttr scheme, bool isSymmetric) {
  if (!isSymmetric)
    return arith::SubFOp::create(builder, loc, max, min);
  if (scheme.isInteger() && scheme.isUnsigned())
    return max;
  Value negated = arith::NegFOp::create(builder, loc, min);
  return arith::MaxNumFOp::create(builder, loc, negated, max);
}

namespace {
struct ConvertChooseParams : OpRewritePattern<ChooseParamsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ChooseParamsOp op,
                                PatternRewriter &rewriter) const override {
    ReifiedRankedShapedTypeDims shapes;
    if (failed(op.reifyResultShapes(rewriter, shapes)))
      return failure();
    ArrayRef<OpFoldResult> sizes = shapes.front();
    Location loc = op.getLoc();
    // Neither of a number and NaN takes the NaN, so NaN is skipped.
    Value min = reduce<arith::MinNumFOp>(rewriter, op, sizes);
    Value max = reduce<arith::MaxNumFOp>(rewriter, op, sizes);
    bool isSymmetric = !op.getZeroPoint();
    double divisor = getDivisor(op, isSymmetric);
    Value scale = createElementwise(
        rewriter, loc, {{min, {}}, {max, {}}}, sizes, rewriter.getF32Type(),
        [&](OpBuilder &b, Location loc, ValueRange args) {
          Value span =
              emitSpan(b, loc, args[0], args[1], op.getScheme(), isSymmetric);
          return emitScale(b, loc, span, divisor);
        });
    SmallVector<Value> results = {
        castShape(rewriter, loc, scale, op.getScale().getType())};
    if (!isSymmetric)
      results.push_back(castShape(
          rewriter, loc, createZeroPoint(rewriter, op, min, scale, sizes),
          op.getZeroPoint().getType()));
    rewriter.replaceOp(op, results);
    return success();
  }

private:
  /// The minimum or maximum of each group and 0.
  template <typename Op>
  static Value reduce(OpBuilder &builder, ChooseParamsOp op,
                      ArrayRef<OpFoldResult> sizes) {
    auto body = [](OpBuilder &b, Location loc, ValueRange args) -> Value {
      Value x = emitFloatCast(b, loc, args[0], b.getF32Type());
      return Op::create(b, loc, x, args[1]);
    };
    Location loc = op.getLoc();
    SchemeAttr scheme = op.getScheme();
    Value input = op.getInput();
    if (hasTwoSteps(op)) {
      int64_t last = op.getInput().getType().getRank() - 1;
      SmallVector<OpFoldResult> partialSizes(sizes);
      partialSizes.push_back(
          tensor::getMixedSize(builder, loc, op.getInput(), last));
      SmallVector<int64_t> axes(scheme.getAxes());
      axes.push_back(last);
      input = createGroupReduction(builder, loc, {{input, {}}},
                                   withAxes(scheme, axes), partialSizes, body);
      scheme = withAxes(scheme, llvm::to_vector(llvm::seq<int64_t>(
                                    0, scheme.getAxes().size())));
    }
    return createGroupReduction(builder, loc, {{input, {}}}, scheme, sizes,
                                body);
  }

  static SchemeAttr withAxes(SchemeAttr scheme, ArrayRef<int64_t> axes) {
    return SchemeAttr::get(scheme.getContext(), scheme.getStorageType(),
                           scheme.getStorageMin(), scheme.getStorageMax(),
                           scheme.getOverflow(), axes, /*blockSizes=*/{});
  }

  /// True if several dimensions are reduced, the innermost among them: all but
  /// that go first, because a reduction into many numbers has lanes for
  /// vectors. Minima and maxima are the same in any order.
  static bool hasTwoSteps(ChooseParamsOp op) {
    int64_t rank = op.getInput().getType().getRank();
    ArrayRef<int64_t> axes = op.getScheme().getAxes();
    auto isBlock = [](int64_t size) { return size != 1; };
    return rank - static_cast<int64_t>(axes.size()) > 1 &&
           !llvm::is_contained(axes, rank - 1) &&
           llvm::none_of(op.getScheme().getBlockSizes(), isBlock);
  }

  /// clamp(rne(f32(qmin) - min / scale), qmin, qmax).
  static Value createZeroPoint(OpBuilder &builder, ChooseParamsOp op, Value min,
                               Value scale, ArrayRef<OpFoldResult> sizes) {
    SchemeAttr scheme = op.getScheme();
    return createElementwise(
        builder, op.getLoc(), {{min, {}}, {scale, {}}}, sizes,
        scheme.getTensorElementType(),
        [&](OpBuilder &b, Location loc, ValueRange args) {
          Value steps = arith::DivFOp::create(b, loc, args[0], args[1]);
          Value lowest = arith::ConstantOp::create(
              b, loc,
              b.getF32FloatAttr(static_cast<float>(scheme.getStorageMin())));
          Value zero = arith::SubFOp::create(b, loc, lowest, steps);
          return emitQuantize(b, loc, zero, ZeroPointOperand(), scheme);
        });
  }
};
} // namespace

void quantx::populateChooseParamsPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertChooseParams>(patterns.getContext());
}
