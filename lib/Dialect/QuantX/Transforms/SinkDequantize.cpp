//===- SinkDequantize.cpp - dequantize below same-scale ops ---------------===//
//
//   same-scale(dequantize(q)...) -> dequantize(same-scale(q...))
//
// dequantize acts on each element alone and rises with the stored value, so the
// two sides have the same bits once every constant among the values (padding,
// the start of a maximum) has a stored value that stands for it exactly. The
// start or padding of a maximum may also be any value below all others: it
// never shows in the result.
//
//===----------------------------------------------------------------------===//

#include "ConstantNumbers.h"
#include "PaddedWindows.h"
#include "ParamsMapping.h"
#include "SameScale.h"
#include "quantx/Dialect/QuantX/IR/QuantXInterfaces.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"

using namespace mlir;
using namespace quantx;

namespace {
/// A dequantized operand; with the padding between, if that is looked through.
struct Source {
  DequantizeOp dequantize;
  tensor::PadOp pad;
};

/// Finds out whether a dequantize can move below the op of a result, and does
/// it. The reason of a failure is empty when there is no dequantize above.
class Sinker {
public:
  explicit Sinker(OpResult result) : result(result) {}

  LogicalResult match(std::string &reason);
  Value rewrite(OpBuilder &builder);

private:
  LogicalResult findSources(std::string &reason);
  LogicalResult findParams(std::string &reason);
  LogicalResult checkPadding(const Source &source, OpOperand &operand,
                             std::string &reason) const;
  std::optional<int64_t> encode(double number) const;
  bool isHidden(double number) const;
  bool isClampedAway(double number) const;
  int64_t getHiddenValue() const;

  OpResult result;
  SameScaleFlow flow;
  SameScaleKind kind = SameScaleKind::Move;
  SmallVector<Source> sources;
  ParamsAttr sourceParams, params;
  StorageForm form;
};
} // namespace

/// An extremum over loops that all have at least one iteration.
static bool isNonEmptyExtremum(Operation *op, SameScaleKind kind) {
  auto structured = dyn_cast<linalg::LinalgOp>(op);
  if (!structured || structured.getNumReductionLoops() == 0 ||
      (kind != SameScaleKind::Maximum && kind != SameScaleKind::Minimum))
    return false;
  SmallVector<unsigned> loops;
  structured.getReductionDims(loops);
  SmallVector<int64_t> ranges = structured.getStaticLoopRanges();
  return llvm::all_of(loops, [&](unsigned loop) {
    return !ShapedType::isDynamic(ranges[loop]) && ranges[loop] > 0;
  });
}

LogicalResult Sinker::findSources(std::string &reason) {
  bool lookThroughPad = isNonEmptyExtremum(result.getOwner(), kind);
  bool hasAny = false, hasAll = true;
  for (OpOperand *operand : flow.data) {
    Source source;
    source.pad = operand->get().getDefiningOp<tensor::PadOp>();
    Value value = source.pad ? source.pad.getSource() : operand->get();
    source.dequantize = value.getDefiningOp<DequantizeOp>();
    // Floats are no integers to move, compare and pad with.
    if (source.dequantize && source.dequantize.getParams().isFloat())
      return failure();
    // A pad that can be moved below first is none of our business.
    if (source.pad && (!lookThroughPad || !source.dequantize))
      return failure();
    hasAny |= bool(source.dequantize);
    hasAll &= bool(source.dequantize);
    sources.push_back(source);
  }
  if (hasAny && !hasAll)
    reason = "has operands that are not quantized";
  return success(hasAny && hasAll);
}

LogicalResult Sinker::findParams(std::string &reason) {
  for (auto [source, operand] : llvm::zip_equal(sources, flow.data)) {
    ParamsAttr given = source.dequantize.getParams();
    if (source.pad && !given.isPerTensor())
      return failure();
    FailureOr<ParamsAttr> mapped = mapParams(*operand, result, given);
    if (failed(mapped)) {
      reason = "moves dimensions that have parameters of their own to places "
               "where parameters per axis cannot follow";
      return failure();
    }
    if (params && *mapped != params) {
      reason = "has operands of different quantization parameters";
      return failure();
    }
    sourceParams = given;
    params = *mapped;
  }
  return success();
}

/// The type's own bound, which no stored value is beyond.
int64_t Sinker::getHiddenValue() const {
  auto [min, max] = ParamsAttr::getTypeBounds(params.getStorageType());
  return kind == SameScaleKind::Maximum ? min : max;
}

/// True for a number that never wins against a stored value.
bool Sinker::isHidden(double number) const {
  if (!isNonEmptyExtremum(result.getOwner(), kind))
    return false;
  return kind == SameScaleKind::Maximum
             ? number <= getLowestReal(sourceParams)
             : number >= getHighestReal(sourceParams);
}

std::optional<int64_t> Sinker::encode(double number) const {
  auto type = cast<FloatType>(getElementTypeOrSelf(result));
  if (std::optional<int64_t> q = encodeExactly(number, sourceParams, type))
    return q;
  if (isHidden(number))
    return getHiddenValue();
  return std::nullopt;
}

/// True when all users quantize `number` to what they make of the hidden value.
bool Sinker::isClampedAway(double number) const {
  double hidden = kind == SameScaleKind::Maximum ? getLowestReal(sourceParams)
                                                 : getHighestReal(sourceParams);
  return llvm::all_of(result.getUsers(), [&](Operation *user) {
    auto quantize = dyn_cast<QuantizeOp>(user);
    if (!quantize)
      return false;
    std::optional<int64_t> q = quantx::encode(number, quantize.getParams());
    return q && q == quantx::encode(hidden, quantize.getParams());
  });
}

LogicalResult Sinker::checkPadding(const Source &source, OpOperand &operand,
                                   std::string &reason) const {
  tensor::PadOp pad = source.pad;
  auto op = cast<linalg::LinalgOp>(result.getOwner());
  Value padding = pad.getConstantPaddingValue();
  std::optional<double> number =
      padding ? getConstantNumber(padding) : std::nullopt;
  auto type = cast<FloatType>(getElementTypeOrSelf(result));
  if (!number || encodeExactly(*number, sourceParams, type))
    return failure();
  if (isHidden(*number) &&
      (everyWindowHasData(op, operand, pad) || isClampedAway(*number)))
    return success();
  reason = "pads with a value that no stored value stands for, and whole "
           "windows may lie in the padding";
  return failure();
}

LogicalResult Sinker::match(std::string &reason) {
  QuantizationFlow any = getQuantizationFlow(result);
  auto *sameScale = std::get_if<SameScaleFlow>(&any);
  if (!sameScale || sameScale->data.empty())
    return failure();
  flow = *sameScale;
  kind = getSameScaleKind(result);
  if (failed(findSources(reason)) || failed(findParams(reason)))
    return failure();
  for (auto [source, operand] : llvm::zip_equal(sources, flow.data))
    if (source.pad && failed(checkPadding(source, *operand, reason)))
      return failure();
  form = {params.getTensorElementType(), params.isUnsigned(),
          [this](double number) { return encode(number); }};
  return success(hasStorageForm(result, flow, form, reason));
}

static Value padWith(OpBuilder &builder, tensor::PadOp pad, Value stored,
                     int64_t value) {
  Type elementType = getElementTypeOrSelf(stored);
  Value padding =
      emitIntegerConstant(builder, pad.getLoc(), elementType, value);
  auto type = cast<RankedTensorType>(pad.getType()).clone(elementType);
  return tensor::PadOp::create(builder, pad.getLoc(), type, stored,
                               pad.getMixedLowPad(), pad.getMixedHighPad(),
                               padding, pad.getNofold());
}

Value Sinker::rewrite(OpBuilder &builder) {
  SmallVector<Value> data;
  for (Source &source : sources) {
    Value stored = source.dequantize.getInput();
    data.push_back(source.pad
                       ? padWith(builder, source.pad, stored, getHiddenValue())
                       : stored);
  }
  Value rebuilt = rebuildOnStorage(builder, result, flow, data, form);
  if (!rebuilt)
    return {};
  return DequantizeOp::create(builder, result.getLoc(), rebuilt, params,
                              getElementTypeOrSelf(result));
}

std::string quantx::explainDequantizeAbove(OpResult result) {
  std::string reason;
  (void)Sinker(result).match(reason);
  return reason;
}

namespace {
struct SinkDequantize : OpInterfaceRewritePattern<QuantizationFlowOpInterface> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(QuantizationFlowOpInterface op,
                                PatternRewriter &rewriter) const override {
    if (op->getNumResults() != 1)
      return failure();
    std::string reason;
    Sinker sinker(op->getResult(0));
    if (failed(sinker.match(reason)))
      return rewriter.notifyMatchFailure(op, reason);
    Value replacement = sinker.rewrite(rewriter);
    if (!replacement)
      return rewriter.notifyMatchFailure(op, "refuses integers");
    rewriter.replaceOp(op, replacement);
    return success();
  }
};
} // namespace

void quantx::populateSinkDequantizePatterns(RewritePatternSet &patterns) {
  patterns.add<SinkDequantize>(patterns.getContext());
}
