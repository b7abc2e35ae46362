//===- QuantXToQuant.cpp - quantx as upstream's quant dialect -------------===//

#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/TypeUtilities.h"
#include "quantx/Conversion/Passes.h"
#include "quantx/Conversion/QuantToQuantX/QuantToQuantX.h"

namespace quantx {
#define GEN_PASS_DEF_CONVERTQUANTXTOQUANT
#include "quantx/Conversion/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

/// The type that states the parameters of `op`, a quantize or dequantize.
template <typename OpT>
static FailureOr<quant::QuantizedType> getType(OpT op, Value stored,
                                               Value real) {
  auto expressed = cast<FloatType>(getElementTypeOrSelf(real.getType()));
  return convertParamsToQuantType(op.getParams(), expressed,
                                  cast<RankedTensorType>(stored.getType()),
                                  [&] { return op.emitOpError(); });
}

/// A range of one interval for the tensor, of which upstream says that it is
/// not empty.
static FailureOr<quant::QuantizedType> getType(RangeOp op) {
  RangeAttr range = op.getRange();
  auto fail = [&] {
    InFlightDiagnostic error = op.emitOpError();
    error.attachNote() << "remove the op: it changes no value";
    error << "[QX-B5] upstream's quant types cannot say this: ";
    return error;
  };
  if (!range.isPerTensor())
    return fail() << "a range holds for the tensor, found one per index of "
                     "axis "
                  << *range.getAxis();
  double min = range.getMins()[0];
  double max = range.getMaxs()[0];
  if (min == max)
    return fail() << "a range has min < max, found min = max = " << min;
  return cast<quant::QuantizedType>(quant::CalibratedQuantizedType::get(
      getElementTypeOrSelf(op.getType()), min, max));
}

static LogicalResult refusePrecision(QuantizeOp op) {
  InFlightDiagnostic error = op.emitOpError();
  error << "[QX-B5] upstream's quant types cannot say this: the type of the "
           "division is open, found precision "
        << *op.getPrecision();
  error.attachNote() << "lower it with convert-quantx-to-linalg";
  return failure();
}

static FailureOr<quant::QuantizedType> getType(Operation *op) {
  if (auto quantize = dyn_cast<QuantizeOp>(op)) {
    if (quantize.getPrecision())
      return refusePrecision(quantize);
    return getType(quantize, quantize.getResult(), quantize.getInput());
  }
  if (auto dequantize = dyn_cast<DequantizeOp>(op))
    return getType(dequantize, dequantize.getInput(), dequantize.getResult());
  if (auto range = dyn_cast<RangeOp>(op))
    return getType(range);
  InFlightDiagnostic error = op->emitOpError();
  error << "[QX-B5] upstream's quant dialect has no such op: needed are "
           "quantize, dequantize or range, found "
        << op->getName();
  error.attachNote() << "lower it first, with convert-quantx-to-linalg or, for "
                        "an observer, convert-quantx-observe-to-calls";
  return failure();
}

/// Every type between reals and stored values is one of the op's own: tensors
/// elsewhere keep the integers, and casts of storage stand at the border.
static Value emit(RewriterBase &rewriter, Operation *op,
                  quant::QuantizedType type) {
  Location loc = op->getLoc();
  Value input = op->getOperand(0);
  Type resultType = op->getResult(0).getType();
  Type quantized = cast<RankedTensorType>(input.getType()).clone(type);
  if (isa<DequantizeOp>(op)) {
    Value stored =
        quant::StorageCastOp::create(rewriter, loc, quantized, input);
    return quant::DequantizeCastOp::create(rewriter, loc, resultType, stored);
  }
  Value value = quant::QuantizeCastOp::create(rewriter, loc, quantized, input);
  if (isa<QuantizeOp>(op))
    return quant::StorageCastOp::create(rewriter, loc, resultType, value);
  return quant::DequantizeCastOp::create(rewriter, loc, resultType, value);
}

namespace {
struct ConvertQuantXToQuant
    : quantx::impl::ConvertQuantXToQuantBase<ConvertQuantXToQuant> {
  void runOnOperation() override {
    // Nothing is rewritten unless all of it can be.
    SmallVector<std::pair<Operation *, quant::QuantizedType>> ops;
    bool refused = false;
    getOperation()->walk([&](Operation *op) {
      if (!isa_and_nonnull<QuantXDialect>(op->getDialect()))
        return;
      FailureOr<quant::QuantizedType> type = getType(op);
      refused |= failed(type);
      if (!refused)
        ops.emplace_back(op, *type);
    });
    if (refused)
      return signalPassFailure();
    IRRewriter rewriter(&getContext());
    for (auto [op, type] : ops) {
      rewriter.setInsertionPoint(op);
      rewriter.replaceOp(op, emit(rewriter, op, type));
    }
  }
};
} // namespace
