//===- SinkComparison.cpp - Comparisons of stored integers ----------------===//
//
//   compare(dequantize(q)...) -> compare(q...)
//
// for bodies that compare floats and give something else as well: positions of
// maxima, conditions. dequantize rises with the stored value, so operands of
// the same parameters compare as their stored values do. Floats that such an op
// gives are among its operands, and are dequantized below it.
//
//===----------------------------------------------------------------------===//

#include "ConstantNumbers.h"
#include "SameScale.h"
#include "SameScaleBody.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/StructuredOps.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

namespace {
/// A generic that compares dequantized tensors of the same parameters.
class Comparison {
public:
  explicit Comparison(linalg::GenericOp op) : op(op) {}

  LogicalResult match();
  SmallVector<Value> rewrite(OpBuilder &builder);

private:
  static bool isFloat(Type type) {
    return isa<FloatType>(getElementTypeOrSelf(type));
  }
  LogicalResult matchOperand(OpOperand &operand);
  Value getStored(OpBuilder &builder, OpOperand &operand);

  linalg::GenericOp op;
  ParamsAttr params;
  StorageForm form;
};
} // namespace

/// True if no two stored values stand for the same f32: up to 16 bits, QX-C2
/// rounds once and QX-P1 keeps products out of the subnormals.
static bool isStrictlyRising(DequantizeOp op) {
  ParamsAttr params = op.getParams();
  return params.isPerTensor() && params.isInteger() &&
         params.getStorageType().getIntOrFloatBitWidth() <= 16 &&
         op.getType().getElementType().isF32() &&
         std::isfinite(getLowestReal(params)) &&
         std::isfinite(getHighestReal(params));
}

/// Reads an operand that may be dequantized; fails if the others do not compare
/// with it.
LogicalResult Comparison::matchOperand(OpOperand &operand) {
  auto source = operand.get().getDefiningOp<DequantizeOp>();
  if (!source)
    return success();
  bool isOther = params && params != source.getParams();
  if (isOther || !isStrictlyRising(source))
    return failure();
  params = source.getParams();
  return success();
}

LogicalResult Comparison::match() {
  bool givesOther = llvm::any_of(op->getResultTypes(),
                                 [](Type type) { return !isFloat(type); });
  if (!givesOther || !op.hasPureTensorSemantics())
    return failure();
  for (OpOperand *operand : op.getDpsInputOperands())
    if (isFloat(operand->get().getType()) && failed(matchOperand(*operand)))
      return failure();
  if (!params)
    return failure();
  auto type = Float32Type::get(op.getContext());
  form = {params.getTensorElementType(), params.isUnsigned(),
          [params = params, type](double number) {
            return encodeExactly(number, params, type);
          }};
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isFloat(operand.get().getType()) ||
        operand.get().getDefiningOp<DequantizeOp>() ||
        !op.payloadUsesValueFromOperand(&operand))
      continue;
    std::optional<double> number = getConstantNumber(operand.get());
    if (!number || !form.encode(*number))
      return failure();
  }
  std::string reason;
  return success(hasStorageBody(op, form, reason));
}

/// What stands for an operand among stored values.
Value Comparison::getStored(OpBuilder &builder, OpOperand &operand) {
  Value value = operand.get();
  if (!isFloat(value.getType()))
    return value;
  if (auto source = value.getDefiningOp<DequantizeOp>())
    return source.getInput();
  Location loc = op.getLoc();
  bool isTensor = isa<TensorType>(value.getType());
  Value empty = isTensor
                    ? createEmptyLike(builder, loc, value, form.elementType)
                    : Value();
  if (!op.payloadUsesValueFromOperand(&operand))
    return isTensor ? empty
                    : emitIntegerConstant(builder, loc, form.elementType, 0);
  Value number = emitIntegerConstant(builder, loc, form.elementType,
                                     *form.encode(*getConstantNumber(value)));
  if (!isTensor)
    return number;
  return linalg::FillOp::create(builder, loc, number, empty).getResult(0);
}

SmallVector<Value> Comparison::rewrite(OpBuilder &builder) {
  SmallVector<Value> inputs, inits;
  SmallVector<Type> types;
  for (OpOperand &operand : op->getOpOperands()) {
    Value stored = getStored(builder, operand);
    (op.isDpsInit(&operand) ? inits : inputs).push_back(stored);
  }
  for (Value init : inits)
    types.push_back(init.getType());
  auto stored = linalg::GenericOp::create(
      builder, op.getLoc(), types, inputs, inits, op.getIndexingMapsArray(),
      op.getIteratorTypesArray(),
      [&](OpBuilder &nested, Location loc, ValueRange arguments) {
        linalg::YieldOp::create(
            nested, loc, emitStorageBody(nested, loc, op, form, arguments));
      });
  SmallVector<Value> results;
  for (auto [result, old] :
       llvm::zip_equal(stored.getResults(), op->getResults()))
    results.push_back(isFloat(old.getType())
                          ? DequantizeOp::create(builder, op.getLoc(), result,
                                                 params,
                                                 getElementTypeOrSelf(old))
                                .getResult()
                          : Value(result));
  return results;
}

namespace {
struct SinkBelowComparison : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    Comparison comparison(op);
    if (failed(comparison.match()))
      return failure();
    rewriter.replaceOp(op, comparison.rewrite(rewriter));
    return success();
  }
};
} // namespace

void quantx::populateSinkComparisonPatterns(RewritePatternSet &patterns) {
  patterns.add<SinkBelowComparison>(patterns.getContext());
}
