//===- Conversions.cpp - quantize and dequantize as linalg ----------------===//

#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"

using namespace mlir;
using namespace quantx;

/// The scale and the zero point of each element: constants where one value
/// holds for the tensor, operands of the elementwise op where not.
namespace {
class ElementParams {
public:
  ElementParams(OpBuilder &builder, Location loc, Value input,
                ParamsAttr params)
      : params(params), operands{{input, {}}} {
    auto rank = cast<RankedTensorType>(input.getType()).getRank();
    AffineMap map = getParamsMap(params, rank);
    if (!params.getScale().isScalar())
      operands.push_back({createScaleConstant(builder, loc, params), map});
    if (!params.hasScalarZeroPoint())
      operands.push_back({createZeroPointConstant(builder, loc, params), map});
  }

  ArrayRef<ElementwiseOperand> getOperands() const { return operands; }

  Value getScale(OpBuilder &builder, Location loc, ValueRange args) const {
    if (!params.getScale().isScalar())
      return args[1];
    return arith::ConstantOp::create(
        builder, loc, builder.getF32FloatAttr(params.getScaleAt(0)));
  }

  Value getZeroPoint(OpBuilder &builder, Location loc, ValueRange args,
                     Type type) const {
    if (!params.hasScalarZeroPoint())
      return emitIntegerCast(builder, loc, args.back(), type);
    return emitIntegerConstant(builder, loc, type, params.getZeroPointAt(0));
  }

private:
  ParamsAttr params;
  SmallVector<ElementwiseOperand> operands;
};
} // namespace

/// Integers wide enough for q - z and for the clamped float: i32 for storage of
/// up to 16 bits, i64 for 32 bits.
static IntegerType getWorkType(OpBuilder &builder, ParamsAttr params) {
  unsigned width = params.getStorageType().getIntOrFloatBitWidth();
  return builder.getIntegerType(width < 32 ? 32 : 64);
}

static Value emitFloatCast(OpBuilder &builder, Location loc, Value value,
                           FloatType type) {
  unsigned from = value.getType().getIntOrFloatBitWidth();
  if (from < type.getWidth())
    return arith::ExtFOp::create(builder, loc, type, value);
  if (from > type.getWidth())
    return arith::TruncFOp::create(builder, loc, type, value);
  return value;
}

static Value emitFloatConstant(OpBuilder &builder, Location loc, Type type,
                               int64_t value) {
  return arith::ConstantOp::create(
      builder, loc, builder.getFloatAttr(type, static_cast<double>(value)));
}

/// `value` with NaN replaced by 0, then clamped to [low, high]. The selects are
/// those that x86 has as one instruction.
static Value emitFloatClamp(OpBuilder &builder, Location loc, Value value,
                            int64_t low, int64_t high) {
  Type type = value.getType();
  auto choose = [&](arith::CmpFPredicate predicate, Value a, Value b, Value x,
                    Value y) -> Value {
    Value bit = arith::CmpFOp::create(builder, loc, predicate, a, b);
    return arith::SelectOp::create(builder, loc, bit, x, y);
  };
  Value zero = emitFloatConstant(builder, loc, type, 0);
  Value lowest = emitFloatConstant(builder, loc, type, low);
  Value highest = emitFloatConstant(builder, loc, type, high);
  value = choose(arith::CmpFPredicate::UNO, value, value, zero, value);
  value = choose(arith::CmpFPredicate::OGT, value, lowest, value, lowest);
  return choose(arith::CmpFPredicate::OLT, value, highest, value, highest);
}

/// clamp(rne(x / scale) + z, qmin, qmax). The float is clamped before it is
/// converted, so that the conversion is defined for every input.
static Value emitQuantize(OpBuilder &builder, Location loc, Value x,
                          Value scale, Value zeroPoint, ParamsAttr params) {
  Value quotient = arith::DivFOp::create(
      builder, loc, emitFloatCast(builder, loc, x, builder.getF32Type()),
      scale);
  Value rounded = math::RoundEvenOp::create(builder, loc, quotient);
  auto work = cast<IntegerType>(zeroPoint.getType());
  // The bounds of wide storage are no f32.
  if (work.getWidth() > 32)
    rounded = emitFloatCast(builder, loc, rounded, builder.getF64Type());
  // Beyond these bounds every channel saturates.
  SmallVector<int64_t> zeroPoints = params.getZeroPoints();
  int64_t least = *llvm::min_element(zeroPoints);
  int64_t greatest = *llvm::max_element(zeroPoints);
  Value clamped =
      emitFloatClamp(builder, loc, rounded, params.getStorageMin() - greatest,
                     params.getStorageMax() - least);
  Value q = arith::AddIOp::create(
      builder, loc, arith::FPToSIOp::create(builder, loc, work, clamped),
      zeroPoint);
  if (least != greatest) {
    auto bound = [&](int64_t value) {
      return emitIntegerConstant(builder, loc, work, value);
    };
    q = arith::MaxSIOp::create(builder, loc, q, bound(params.getStorageMin()));
    q = arith::MinSIOp::create(builder, loc, q, bound(params.getStorageMax()));
  }
  return emitIntegerCast(builder, loc, q, params.getTensorElementType());
}

namespace {
struct ConvertQuantize : OpRewritePattern<QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    ParamsAttr params = op.getParams();
    ElementParams element(rewriter, loc, op.getInput(), params);
    auto body = [&](OpBuilder &b, Location loc, ValueRange args) {
      Value scale = element.getScale(b, loc, args);
      Value zeroPoint =
          element.getZeroPoint(b, loc, args, getWorkType(b, params));
      return emitQuantize(b, loc, args[0], scale, zeroPoint, params);
    };
    Value result =
        createElementwise(rewriter, loc, element.getOperands(),
                          tensor::getMixedSizes(rewriter, loc, op.getInput()),
                          op.getType().getElementType(), body);
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// f32(q - z) * scale.
struct ConvertDequantize : OpRewritePattern<DequantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DequantizeOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    ParamsAttr params = op.getParams();
    ElementParams element(rewriter, loc, op.getInput(), params);
    auto resultType = cast<FloatType>(op.getType().getElementType());
    auto body = [&](OpBuilder &b, Location loc, ValueRange args) {
      Type work = getWorkType(b, params);
      Value q = emitIntegerCast(b, loc, args[0], work, params.isUnsigned());
      Value difference = arith::SubIOp::create(
          b, loc, q, element.getZeroPoint(b, loc, args, work));
      Value real = arith::SIToFPOp::create(b, loc, b.getF32Type(), difference);
      Value scaled =
          arith::MulFOp::create(b, loc, real, element.getScale(b, loc, args));
      return emitFloatCast(b, loc, scaled, resultType);
    };
    Value result = createElementwise(
        rewriter, loc, element.getOperands(),
        tensor::getMixedSizes(rewriter, loc, op.getInput()), resultType, body);
    rewriter.replaceOp(op, result);
    return success();
  }
};
} // namespace

void quantx::populateConversionPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertQuantize, ConvertDequantize>(patterns.getContext());
}
