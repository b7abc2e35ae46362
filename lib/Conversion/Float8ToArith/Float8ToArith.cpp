//===- Float8ToArith.cpp - Casts of FP8 and FP4 as integer ops ------------===//

#include "quantx/Conversion/Float8ToArith/Float8ToArith.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "quantx/Conversion/Passes.h"
#include "quantx/Dialect/QuantX/Utils/LaneEmitter.h"
#include "quantx/Dialect/QuantX/Utils/NarrowFloatArith.h"

namespace quantx {
#define GEN_PASS_DEF_CONVERTFLOAT8TOARITH
#include "quantx/Conversion/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;
using numerics::FloatFormat;
using numerics::Overflow;
using numerics::PowerRounding;

static std::optional<FloatFormat> getNarrowElement(Value value) {
  return getNarrowFormat(getElementTypeOrSelf(value.getType()));
}

/// True for the types that the arithmetic can take apart: f16, bf16, f32, f64
/// and the narrow formats themselves.
static bool isKnownFloat(Value value) {
  Type type = getElementTypeOrSelf(value.getType());
  return getNarrowFormat(type) || type.isF16() || type.isBF16() ||
         type.isF32() || type.isF64();
}

/// Constants are made for every lane, so the lanes must be counted.
static bool hasKnownShape(Value value) {
  auto shaped = dyn_cast<ShapedType>(value.getType());
  return !shaped || isa<VectorType>(shaped) || shaped.hasStaticShape();
}

static Value emitBitcast(OpBuilder &builder, Location loc, Value value,
                         Type element) {
  return LaneEmitter(builder, loc, value.getType())
      .cast<arith::BitcastOp>(element, value);
}

/// `value` as a float of 16 bits or more: decoded if it is narrow.
static Value decodeIfNarrow(OpBuilder &builder, Location loc, Value value) {
  return getNarrowElement(value) ? emitNarrowToF32(builder, loc, value) : value;
}

/// How a rounding mode takes a positive number to a power of two; null for a
/// mode that the format does not offer.
static std::optional<PowerRounding>
getPowerRounding(std::optional<arith::RoundingMode> mode) {
  switch (mode.value_or(arith::RoundingMode::to_nearest_even)) {
  case arith::RoundingMode::to_nearest_even:
  case arith::RoundingMode::to_nearest_away:
    return PowerRounding::Nearest;
  case arith::RoundingMode::upward:
    return PowerRounding::Up;
  case arith::RoundingMode::downward:
  case arith::RoundingMode::toward_zero:
    return PowerRounding::Down;
  }
  return std::nullopt;
}

/// `value`, a float of 16 bits or more, as an element of `format`.
static Value encodeAs(OpBuilder &builder, Location loc, Value value,
                      FloatType element, Overflow overflow,
                      PowerRounding rounding) {
  FloatFormat format = *getNarrowFormat(element);
  Value code =
      format == FloatFormat::F8E8M0FNU
          ? emitPowerOfTwoEncode(builder, loc, value, rounding, overflow)
          : emitFloatEncode(builder, loc, value, format, overflow);
  return emitBitcast(builder, loc, code, element);
}

namespace {
struct ConvertExtF : OpRewritePattern<arith::ExtFOp> {
  ConvertExtF(MLIRContext *context) : OpRewritePattern(context) {}

  LogicalResult matchAndRewrite(arith::ExtFOp op,
                                PatternRewriter &rewriter) const override {
    if (!getNarrowElement(op.getIn()) || !isKnownFloat(op.getOut()) ||
        !hasKnownShape(op.getIn()))
      return failure();
    Location loc = op.getLoc();
    auto element = cast<FloatType>(getElementTypeOrSelf(op.getType()));
    Value real = decodeIfNarrow(rewriter, loc, op.getIn());
    // From 4 to 8 bits: every number of f4E2M1FN is one of the 8-bit formats.
    Value result = getNarrowFormat(element)
                       ? encodeAs(rewriter, loc, real, element, Overflow::IEEE,
                                  PowerRounding::Nearest)
                       : emitFloatCast(rewriter, loc, real, element);
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// f32 and f64 to bf16.
struct ConvertTruncFToBF16 : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    Type from = getElementTypeOrSelf(op.getIn().getType());
    Type to = getElementTypeOrSelf(op.getType());
    bool isNearest =
        op.getRoundingmode().value_or(arith::RoundingMode::to_nearest_even) ==
        arith::RoundingMode::to_nearest_even;
    if (!to.isBF16() || !(from.isF32() || from.isF64()) || !isNearest ||
        !hasKnownShape(op.getIn()))
      return failure();
    Value code = emitFloatEncode(rewriter, op.getLoc(), op.getIn(),
                                 FloatFormat::BF16, Overflow::IEEE);
    rewriter.replaceOp(op, emitBitcast(rewriter, op.getLoc(), code, to));
    return success();
  }
};

struct ConvertTruncF : OpRewritePattern<arith::TruncFOp> {
  ConvertTruncF(MLIRContext *context, Overflow overflow)
      : OpRewritePattern(context), overflow(overflow) {}

  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<FloatFormat> format = getNarrowElement(op.getOut());
    if (!format || !isKnownFloat(op.getIn()) || !hasKnownShape(op.getIn()))
      return failure();
    std::optional<arith::RoundingMode> mode = op.getRoundingmode();
    bool isPower = *format == FloatFormat::F8E8M0FNU;
    if (!isPower && mode.value_or(arith::RoundingMode::to_nearest_even) !=
                        arith::RoundingMode::to_nearest_even)
      return failure();
    Location loc = op.getLoc();
    auto element = cast<FloatType>(getElementTypeOrSelf(op.getType()));
    Value real = decodeIfNarrow(rewriter, loc, op.getIn());
    rewriter.replaceOp(op, encodeAs(rewriter, loc, real, element, overflow,
                                    *getPowerRounding(mode)));
    return success();
  }

private:
  Overflow overflow;
};

struct ConvertFloat8ToArith
    : quantx::impl::ConvertFloat8ToArithBase<ConvertFloat8ToArith> {
  using ConvertFloat8ToArithBase::ConvertFloat8ToArithBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateFloat8ToArithPatterns(patterns, overflow);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
    // What extensions to bf16 made is among them now.
    if (includeBF16) {
      RewritePatternSet casts(&getContext());
      populateBF16ToArithPatterns(casts);
      walkAndApplyPatterns(getOperation(), std::move(casts));
    }
    if (getOperation()
            ->walk([](Operation *op) { return diagnose(op); })
            .wasInterrupted())
      signalPassFailure();
  }

private:
  /// Interrupts at a cast that is still there, and says why.
  static WalkResult diagnose(Operation *op) {
    if (!isa<arith::ExtFOp, arith::TruncFOp>(op))
      return WalkResult::advance();
    Value in = op->getOperand(0);
    Value out = op->getResult(0);
    if (!getNarrowElement(in) && !getNarrowElement(out))
      return WalkResult::advance();
    InFlightDiagnostic error = op->emitOpError();
    if (!hasKnownShape(in))
      error << "casts elements of " << in.getType()
            << ", whose shape is not static; run "
               "--convert-elementwise-to-linalg first";
    else if (!isKnownFloat(in) || !isKnownFloat(out))
      error << "casts " << in.getType() << " to " << out.getType()
            << "; 8- and 4-bit floats have a lowering from and to f16, bf16, "
               "f32 and f64; cast through one of them";
    else
      error << "rounds to " << getElementTypeOrSelf(out.getType())
            << " in a mode that it has no lowering for; use "
               "to_nearest_even, or leave the mode out";
    return WalkResult::interrupt();
  }
};
} // namespace

void quantx::populateFloat8ToArithPatterns(RewritePatternSet &patterns,
                                           Overflow overflow) {
  patterns.add<ConvertExtF>(patterns.getContext());
  patterns.add<ConvertTruncF>(patterns.getContext(), overflow);
}

void quantx::populateBF16ToArithPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertTruncFToBF16>(patterns.getContext());
}
