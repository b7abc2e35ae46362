//===- Gradients.cpp - Gradients of quantization as linalg ----------------===//
//
// docs/Semantics.md, rules QX-G2 to QX-G4.
//
//===----------------------------------------------------------------------===//

#include "ElementParams.h"
#include "GroupReduction.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Utils/LaneEmitter.h"

using namespace mlir;
using namespace quantx;

namespace {
/// dy where the rounded integer lies in the bounds, else 0.
struct ConvertFakeQuantizeGradient : OpRewritePattern<FakeQuantizeGradientOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(FakeQuantizeGradientOp op,
                                PatternRewriter &rewriter) const override {
    ElementParams params(op.getInput(), op.getScheme(), op.getScale(),
                         op.getZeroPoint());
    SmallVector<ElementwiseOperand> operands(params.getOperands());
    operands.push_back({op.getGradient(), {}});
    Value result = createElementwise(
        rewriter, op.getLoc(), operands,
        tensor::getMixedSizes(rewriter, op.getLoc(), op.getInput()),
        rewriter.getF32Type(),
        [&](OpBuilder &b, Location loc, ValueRange args) {
          Value quotient = emitQuotient(b, loc, args[0],
                                        params.getScale(b, loc, args), Type());
          Value inside = emitIsInside(
              b, loc, quotient, params.getZeroPoint(args), params.getScheme());
          LaneEmitter emit(b, loc, quotient.getType());
          return emit.select(inside, args.back(),
                             emit.constant(b.getF32Type(), 0.0));
        });
    rewriter.replaceOp(op, result);
    return success();
  }
};
} // namespace

/// qmin for v <= qmin, qmax for v >= qmax, rne(v) - v between them.
static Value emitStepGradient(OpBuilder &builder, Location loc, Value v,
                              SchemeAttr scheme) {
  LaneEmitter emit(builder, loc, v.getType());
  FloatType f32 = builder.getF32Type();
  Value min = emit.constant(f32, static_cast<float>(scheme.getStorageMin()));
  Value max = emit.constant(f32, static_cast<float>(scheme.getStorageMax()));
  Value error =
      emit.emit<arith::SubFOp>(math::RoundEvenOp::create(builder, loc, v), v);
  error =
      emit.select(emit.compare(arith::CmpFPredicate::OLE, v, min), min, error);
  return emit.select(emit.compare(arith::CmpFPredicate::OGE, v, max), max,
                     error);
}

/// The number of elements of the group that the loop of a result is at: those
/// of dimensions without parameters, and along the axes those of the block,
/// which is short at the end. `extents` are the sizes of the input.
static Value emitGroupSize(OpBuilder &builder, Location loc, SchemeAttr scheme,
                           ArrayRef<Value> extents) {
  SmallVector<Value> factors(extents);
  for (auto [index, axis] : llvm::enumerate(scheme.getAxes())) {
    Value block = arith::ConstantIndexOp::create(builder, loc,
                                                 scheme.getBlockSize(index));
    Value at = linalg::IndexOp::create(builder, loc, index);
    Value start = arith::MulIOp::create(builder, loc, at, block);
    Value rest = arith::SubIOp::create(builder, loc, extents[axis], start);
    factors[axis] = arith::MinSIOp::create(builder, loc, rest, block);
  }
  Value size = arith::ConstantIndexOp::create(builder, loc, 1);
  for (Value factor : factors)
    size = arith::MulIOp::create(builder, loc, size, factor);
  return arith::IndexCastOp::create(builder, loc, builder.getI64Type(), size);
}

namespace {
/// sum(dy * g(x / s)) / sqrt(N * qmax) for each scale.
struct ConvertLSQGradient : OpRewritePattern<LSQGradientOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LSQGradientOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(rewriter, loc, op.getScale());
    SmallVector<Value> extents;
    for (int64_t dim = 0; dim < op.getInput().getType().getRank(); ++dim)
      extents.push_back(
          tensor::DimOp::create(rewriter, loc, op.getInput(), dim));
    Value sum = createSum(rewriter, op, sizes);
    Value result = createElementwise(
        rewriter, loc, {{sum, {}}}, sizes, rewriter.getF32Type(),
        [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
          Value count = emitGroupSize(b, loc, op.getScheme(), extents);
          Value real = arith::SIToFPOp::create(b, loc, b.getF32Type(), count);
          Value max =
              arith::ConstantOp::create(b, loc,
                                        b.getF32FloatAttr(static_cast<float>(
                                            op.getScheme().getStorageMax())));
          Value product = arith::MulFOp::create(b, loc, real, max);
          return arith::DivFOp::create(b, loc, args[0],
                                       math::SqrtOp::create(b, loc, product));
        });
    rewriter.replaceOp(op, castShape(rewriter, loc, result, op.getType()));
    return success();
  }

private:
  static Value createSum(OpBuilder &builder, LSQGradientOp op,
                         ArrayRef<OpFoldResult> sizes) {
    ElementParams params(op.getInput(), op.getScheme(), op.getScale(), Value());
    SmallVector<ElementwiseOperand> operands(params.getOperands());
    operands.push_back({op.getGradient(), {}});
    return createGroupReduction(
        builder, op.getLoc(), operands, op.getScheme(), sizes,
        [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
          Value v = emitQuotient(b, loc, args[0], params.getScale(b, loc, args),
                                 Type());
          Value term = arith::MulFOp::create(
              b, loc, args[operands.size() - 1],
              emitStepGradient(b, loc, v, params.getScheme()));
          return arith::AddFOp::create(b, loc, args.back(), term);
        });
  }
};

/// dx = dy where 0 <= x < bound; dbound = the sum of dy where x >= bound.
struct ConvertPACTGradient : OpRewritePattern<PACTGradientOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(PACTGradientOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto rank = static_cast<unsigned>(op.getInput().getType().getRank());
    AffineMap scalar = AffineMap::get(rank, 0, rewriter.getContext());
    SmallVector<ElementwiseOperand> operands = {
        {op.getInput(), {}}, {op.getGradient(), {}}, {op.getBound(), scalar}};
    Value dx = createElementwise(
        rewriter, loc, operands,
        tensor::getMixedSizes(rewriter, loc, op.getInput()),
        rewriter.getF32Type(), [](OpBuilder &b, Location loc, ValueRange args) {
          Value isInside = arith::AndIOp::create(
              b, loc, compareToZero(b, loc, args[0]),
              arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, args[0],
                                    args[2]));
          return selectOrZero(b, loc, isInside, args[1]);
        });
    auto perTensor =
        SchemeAttr::get(rewriter.getContext(), rewriter.getIntegerType(8));
    Value sum = createGroupReduction(
        rewriter, loc, operands, perTensor, {},
        [](OpBuilder &b, Location loc, ValueRange args) -> Value {
          Value isAbove = arith::CmpFOp::create(
              b, loc, arith::CmpFPredicate::OGE, args[0], args[2]);
          return arith::AddFOp::create(b, loc, args[3],
                                       selectOrZero(b, loc, isAbove, args[1]));
        });
    rewriter.replaceOp(op, {dx, sum});
    return success();
  }

private:
  static Value getZero(OpBuilder &builder, Location loc) {
    return arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(0));
  }
  static Value compareToZero(OpBuilder &builder, Location loc, Value x) {
    return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OGE, x,
                                 getZero(builder, loc));
  }
  static Value selectOrZero(OpBuilder &builder, Location loc, Value condition,
                            Value value) {
    return arith::SelectOp::create(builder, loc, condition, value,
                                   getZero(builder, loc));
  }
};
} // namespace

void quantx::populateGradientPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertFakeQuantizeGradient, ConvertLSQGradient,
               ConvertPACTGradient>(patterns.getContext());
}
