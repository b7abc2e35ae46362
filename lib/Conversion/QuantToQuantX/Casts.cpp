//===- Casts.cpp - qcast, dcast and scast as quantx ops -------------------===//

#include "Patterns.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace quantx;

/// `type` with the dimensions that have parameters of their own made static, as
/// QX-P12 wants them: the parameters say how long they are.
static RankedTensorType refineShape(RankedTensorType type, ParamsAttr params) {
  SmallVector<int64_t> shape(type.getShape());
  ArrayRef<int64_t> counts =
      params.getScale().getValues().getShapedType().getShape();
  for (auto [index, axis] : llvm::enumerate(params.getAxes())) {
    ArrayRef<int64_t> blocks = params.getBlockSizes();
    int64_t block = blocks.empty() ? 1 : blocks[index];
    if (ShapedType::isDynamic(shape[axis]))
      shape[axis] = counts[index] * block;
  }
  return type.clone(shape);
}

/// The value as the tensor that quantx ops take: a scalar as one of rank 0.
static Value toTensor(OpBuilder &builder, Location loc, Value value,
                      ParamsAttr params) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return tensor::FromElementsOp::create(
        builder, loc, RankedTensorType::get({}, value.getType()), value);
  RankedTensorType refined = params ? refineShape(type, params) : type;
  if (refined == type)
    return value;
  return tensor::CastOp::create(builder, loc, refined, value);
}

/// The inverse: a tensor as a value of `type`, a scalar or a tensor that knows
/// less about its shape.
static Value fromTensor(OpBuilder &builder, Location loc, Value value,
                        Type type) {
  if (value.getType() == type)
    return value;
  if (!isa<TensorType>(type))
    return tensor::ExtractOp::create(builder, loc, value, ValueRange());
  return tensor::CastOp::create(builder, loc, type, value);
}

/// A calibrated type is a promise about reals: the value stays what it is, and
/// a range says so. Once is enough.
static Value emitRange(OpBuilder &builder, Location loc, Value value,
                       RangeAttr range) {
  auto stated = value.getDefiningOp<RangeOp>();
  if (stated && stated.getRange() == range)
    return value;
  Value tensor = toTensor(builder, loc, value, /*params=*/{});
  auto op = RangeOp::create(builder, loc, tensor.getType(), tensor, range);
  return fromTensor(builder, loc, op, value.getType());
}

namespace {
template <typename CastOp>
struct ConvertCast : OpConversionPattern<CastOp> {
  using OpConversionPattern<CastOp>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(CastOp op, typename CastOp::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value input = adaptor.getInput();
    auto emitError = [&] { return op.emitError(); };
    quant::QuantizedType type = op.getQuantizedType();
    if (auto calibrated = dyn_cast<quant::CalibratedQuantizedType>(type)) {
      FailureOr<RangeAttr> range =
          convertQuantTypeToRange(calibrated, emitError);
      if (failed(range))
        return failure();
      rewriter.replaceOp(op, emitRange(rewriter, loc, input, *range));
      return success();
    }
    FailureOr<ParamsAttr> params = convertQuantTypeToParams(type, emitError);
    if (failed(params) || isa<UnrankedTensorType>(input.getType()))
      return failure();
    Value tensor = toTensor(rewriter, loc, input, *params);
    Value result = emit(rewriter, loc, tensor, *params, op.getFloatType());
    Type resultType =
        this->getTypeConverter()->convertType(op.getResult().getType());
    rewriter.replaceOp(op, fromTensor(rewriter, loc, result, resultType));
    return success();
  }

private:
  static Value emit(OpBuilder &builder, Location loc, Value input,
                    ParamsAttr params, FloatType expressed) {
    if constexpr (std::is_same_v<CastOp, quant::QuantizeCastOp>)
      return QuantizeOp::create(builder, loc, input, params);
    else
      return DequantizeOp::create(builder, loc, input, params, expressed);
  }
};

/// The stored integers are the value already.
struct ConvertStorageCast : OpConversionPattern<quant::StorageCastOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(quant::StorageCastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, adaptor.getInput());
    return success();
  }
};
} // namespace

void quantx::populateCastPatterns(const QuantTypeConverter &converter,
                                  RewritePatternSet &patterns) {
  patterns.add<ConvertCast<quant::QuantizeCastOp>,
               ConvertCast<quant::DequantizeCastOp>, ConvertStorageCast>(
      converter, patterns.getContext());
}
