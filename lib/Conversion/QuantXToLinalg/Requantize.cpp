//===- Requantize.cpp - requantize as linalg ------------------------------===//

#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"

using namespace mlir;
using namespace quantx;

namespace {
/// The scalars of one requantize: constants where one fixed point holds for the
/// tensor, 1-D operands along the channels where not. As operands they stay in
/// i32, so that the vectorizer sees a product of two sign-extended i32.
class RequantizeBody {
public:
  RequantizeBody(OpBuilder &builder, RequantizeOp op) : op(op) {
    operands.push_back({op.getInput(), {}});
    FixedPointAttr fixedPoint = op.getFixedPoint();
    if (fixedPoint.isScalar())
      return;
    AffineMap map = AffineMap::get(
        op.getType().getRank(), 0,
        builder.getAffineDimExpr(static_cast<unsigned>(*op.getAxis())));
    for (ArrayRef<int32_t> values :
         {fixedPoint.getMultipliers(), fixedPoint.getShifts()}) {
      auto type =
          RankedTensorType::get(fixedPoint.size(), builder.getI32Type());
      Value constant = arith::ConstantOp::create(
          builder, op.getLoc(), DenseElementsAttr::get(type, values));
      operands.push_back({constant, map});
    }
  }

  ArrayRef<ElementwiseOperand> getOperands() const { return operands; }

  Value emit(OpBuilder &builder, Location loc, ValueRange args) {
    Type work = getProductType(builder);
    Value input =
        emitIntegerCast(builder, loc, args[0], work, op.getInputUnsigned());
    if (op.getInputZeroPoint() != 0)
      input = arith::SubIOp::create(
          builder, loc, input,
          emitIntegerConstant(builder, loc, work, op.getInputZeroPoint()));
    Value product = arith::MulIOp::create(
        builder, loc, input, scalar(builder, loc, work, args, Multiplier));
    Value rounded = emitRoundingShift(builder, loc, product,
                                      scalar(builder, loc, work, args, Shift),
                                      op.getFixedPoint().getRounding());
    return emitOffsetAndClamp(builder, loc, rounded,
                              OutputRange::of(op.getParams()),
                              op.getType().getElementType(), fitsI32());
  }

private:
  enum Part { Multiplier, Shift };

  unsigned getInputWidth() {
    return op.getInput().getType().getElementTypeBitWidth();
  }

  /// True when input - zero point is a value of i32.
  bool isNarrow() {
    return getInputWidth() < 32 ||
           (getInputWidth() == 32 && op.getInputZeroPoint() == 0);
  }

  /// i64 holds (2^31 multiplier) * (2^31 input) + 2^61. Wider inputs, and i32
  /// less a zero point, need 128 bits.
  Type getProductType(OpBuilder &builder) {
    return builder.getIntegerType(isNarrow() ? 64 : 128);
  }

  /// |input * M| >> 31 is at most |input|.
  bool fitsI32() {
    return isNarrow() &&
           llvm::all_of(op.getFixedPoint().getShifts(),
                        [](int32_t shift) { return shift >= 31; });
  }

  Value scalar(OpBuilder &builder, Location loc, Type type, ValueRange args,
               Part part) {
    FixedPointAttr fixedPoint = op.getFixedPoint();
    if (!fixedPoint.isScalar())
      return emitIntegerCast(builder, loc, args[1 + part], type);
    return emitIntegerConstant(builder, loc, type,
                               part == Multiplier
                                   ? fixedPoint.getMultipliers().front()
                                   : fixedPoint.getShifts().front());
  }

  RequantizeOp op;
  SmallVector<ElementwiseOperand> operands;
};

struct ConvertRequantize : OpRewritePattern<RequantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(RequantizeOp op,
                                PatternRewriter &rewriter) const override {
    RequantizeBody body(rewriter, op);
    Value result = createElementwise(
        rewriter, op.getLoc(), body.getOperands(),
        tensor::getMixedSizes(rewriter, op.getLoc(), op.getInput()),
        op.getType().getElementType(),
        [&](OpBuilder &b, Location loc, ValueRange args) {
          return body.emit(b, loc, args);
        });
    rewriter.replaceOp(op, result);
    return success();
  }
};
} // namespace

void quantx::populateRequantizePatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertRequantize>(patterns.getContext());
}
