//===- Rescale.cpp - tosa.rescale as requantize ---------------------------===//

#include "Multipliers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

/// The integers of a constant operand.
static FailureOr<SmallVector<int64_t>>
getConstants(Value operand, StringRef what, TosaRefusal &refusal) {
  ElementsAttr elements;
  if (matchPattern(operand, m_Constant(&elements)) && canReadElements(elements))
    return elementsToIntegers(elements);
  refusal = llvm::formatv("has {0} that are no constant", what);
  return failure();
}

namespace {
/// What a rescale says, checked, and the requantize that says the same.
class Rescale {
public:
  explicit Rescale(tosa::RescaleOp op) : op(op) {}

  LogicalResult match(TosaRefusal &refusal);
  void rewrite(RewriterBase &rewriter);

private:
  LogicalResult matchTypes(TosaRefusal &refusal);
  LogicalResult matchZeroPoints(TosaRefusal &refusal);
  LogicalResult matchScale(TosaRefusal &refusal);
  bool isPerChannel() const { return !fixedPoint.isScalar(); }
  tosa::TableOp getRoundedTable();

  tosa::RescaleOp op;
  RankedTensorType inputType, resultType;
  IntegerType storage;
  int64_t inputZeroPoint = 0, outputZeroPoint = 0;
  FixedPointAttr fixedPoint;
};
} // namespace

LogicalResult Rescale::matchTypes(TosaRefusal &refusal) {
  inputType = dyn_cast<RankedTensorType>(op.getInput().getType());
  resultType = dyn_cast<RankedTensorType>(op.getOutput().getType());
  if (!inputType || !resultType) {
    refusal = "has a tensor without a rank";
    return failure();
  }
  Type from = inputType.getElementType(), to = resultType.getElementType();
  if (!from.isSignlessInteger() || !to.isSignlessInteger()) {
    refusal = llvm::formatv("is from {0} to {1}, where signless integers are "
                            "needed (tosa-convert-integer-type-to-signless)",
                            from, to);
    return failure();
  }
  if (op.getInputUnsigned() && from.getIntOrFloatBitWidth() > 16) {
    refusal =
        llvm::formatv("reads {0} as unsigned; 8 or 16 bits are needed", from);
    return failure();
  }
  unsigned width = to.getIntOrFloatBitWidth();
  if (width != 8 && width != 16 && width != 32) {
    refusal = llvm::formatv("gives {0}; 8, 16 or 32 bits are needed", to);
    return failure();
  }
  storage = IntegerType::get(op.getContext(), width,
                             op.getOutputUnsigned() ? IntegerType::Unsigned
                                                    : IntegerType::Signless);
  return success();
}

LogicalResult Rescale::matchZeroPoints(TosaRefusal &refusal) {
  FailureOr<int64_t> input = op.getInputZeroPoint();
  FailureOr<int64_t> output = op.getOutputZeroPoint();
  if (failed(input) || failed(output)) {
    refusal = "has a zero point that is no constant";
    return failure();
  }
  inputZeroPoint = *input;
  outputZeroPoint = *output;
  return success();
}

LogicalResult Rescale::matchScale(TosaRefusal &refusal) {
  auto multipliers = getConstants(op.getMultiplier(), "multipliers", refusal);
  if (failed(multipliers))
    return failure();
  auto shifts = getConstants(op.getShift(), "shifts", refusal);
  if (failed(shifts))
    return failure();
  TosaScale scale = {*multipliers, *shifts};
  scale.width = op.getScale32() ? 32 : 16;
  scale.isDouble = op.getRoundingMode() == tosa::RoundingMode::DOUBLE_ROUND;
  if (scale.isDouble && scale.width == 16) {
    refusal =
        "rounds twice with 16-bit multipliers, which TOSA does not define";
    return failure();
  }
  unsigned width = inputType.getElementTypeBitWidth();
  auto [min, max] = ParamsAttr::getTypeBounds(IntegerType::get(
      op.getContext(), width,
      op.getInputUnsigned() ? IntegerType::Unsigned : IntegerType::Signless));
  scale.negative =
      static_cast<uint64_t>(inputZeroPoint) - static_cast<uint64_t>(min);
  scale.positive =
      static_cast<uint64_t>(max) - static_cast<uint64_t>(inputZeroPoint);
  fixedPoint = getFixedPoint(op.getContext(), scale, refusal);
  return success(static_cast<bool>(fixedPoint));
}

LogicalResult Rescale::match(TosaRefusal &refusal) {
  return success(succeeded(matchTypes(refusal)) &&
                 succeeded(matchZeroPoints(refusal)) &&
                 succeeded(matchScale(refusal)));
}

/// The 16-bit table whose 16.7 numbers this only rounds to i16: times 2^-7,
/// once, without zero points. Together they are QX-L4.
tosa::TableOp Rescale::getRoundedTable() {
  auto table = op.getInput().getDefiningOp<tosa::TableOp>();
  if (!table || isPerChannel() || op.getOutputUnsigned() ||
      !resultType.getElementType().isInteger(16) || inputZeroPoint != 0 ||
      outputZeroPoint != 0 ||
      fixedPoint.getRounding() != RoundingMode::Single ||
      !getElementTypeOrSelf(table.getInput1()).isInteger(16))
    return {};
  int32_t shift = fixedPoint.getShifts().front() - 7;
  bool isOver128 =
      shift >= 0 && fixedPoint.getMultipliers().front() == int64_t{1} << shift;
  return isOver128 ? table : tosa::TableOp();
}

/// 48 bits are no storage of ours.
static Value extendTo64(RewriterBase &rewriter, Location loc, Value input) {
  unsigned width = getElementTypeOrSelf(input).getIntOrFloatBitWidth();
  if (width <= 32 || width == 64)
    return input;
  return createElementwise(
      rewriter, loc, {{input, {}}}, tensor::getMixedSizes(rewriter, loc, input),
      rewriter.getI64Type(),
      [](OpBuilder &b, Location loc, ValueRange args) -> Value {
        return arith::ExtSIOp::create(b, loc, b.getI64Type(), args[0]);
      });
}

void Rescale::rewrite(RewriterBase &rewriter) {
  rewriter.setInsertionPoint(op);
  Location loc = op.getLoc();
  Value input = op.getInput();
  Type type = inputType.clone(resultType.getElementType());
  Value result;
  ElementsAttr entries;
  tosa::TableOp table = getRoundedTable();
  if (table && isa<RankedTensorType>(table.getInput1().getType()) &&
      matchPattern(table.getTable(), m_Constant(&entries))) {
    result = LookupOp::create(rewriter, loc, type, table.getInput1(), entries);
  } else {
    input = extendTo64(rewriter, loc, input);
    auto [min, max] = ParamsAttr::getTypeBounds(storage);
    // The scale takes no part in the arithmetic, and TOSA states none.
    auto params = ParamsAttr::get(op.getContext(), storage, min, max,
                                  /*scale=*/1.0f, outputZeroPoint);
    IntegerAttr axis;
    if (isPerChannel())
      axis = rewriter.getI64IntegerAttr(inputType.getRank() - 1);
    result =
        RequantizeOp::create(rewriter, loc, type, input, fixedPoint, params,
                             axis, inputZeroPoint, op.getInputUnsigned());
  }
  if (result.getType() != resultType)
    result = tensor::CastOp::create(rewriter, loc, resultType, result);
  rewriter.replaceOp(op, result);
  if (table && table->use_empty())
    rewriter.eraseOp(table);
}

LogicalResult quantx::convertTosaRescale(RewriterBase &rewriter,
                                         tosa::RescaleOp op,
                                         TosaRefusal &refusal) {
  Rescale rescale(op);
  if (failed(rescale.match(refusal)))
    return failure();
  rescale.rewrite(rewriter);
  return success();
}
