//===- SumForm.cpp - Sums and means in integers ---------------------------===//
//
//   sum(q - z) = sum(q) - K*z
//
// K*z goes into the tensor that is summed onto; a mean divides by its count in
// the requantize (QX-I6).
//
//===----------------------------------------------------------------------===//

#include "AccumulatorBias.h"
#include "ConstantGrid.h"
#include "Factors.h"
#include "Requantization.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/StructuredOps.h"

using namespace mlir;
using namespace quantx;

namespace {
class Sum {
public:
  Sum(OpResult head, Epilogue epilogue)
      : op(cast<linalg::LinalgOp>(head.getOwner())),
        rank(cast<ShapedType>(head.getType()).getRank()),
        epilogue(std::move(epilogue)) {}

  LogicalResult match(const ReductionFlow &flow, Refusal &refusal);
  Value emit(OpBuilder &builder);
  double getErrorBound() const {
    return requantization->getErrorBound(bounds, bias.error);
  }

private:
  Value emitResult(OpBuilder &builder, Value sum) {
    return requantization->emit(builder,
                                bias.emit(builder, op.getLoc(), sum, bounds));
  }
  linalg::LinalgOp emitNamed(OpBuilder &builder, ValueRange inputs, Value init);

  linalg::LinalgOp op;
  int64_t rank;
  Epilogue epilogue;
  Factor data;
  AccumulatorBias bias;
  Grid<int64_t> init = 0;
  /// Of the sum that the op computes, and of the sum with the bias.
  AccumulatorBounds sumBounds, bounds;
  std::optional<Requantization> requantization;
};
} // namespace

LogicalResult Sum::match(const ReductionFlow &flow, Refusal &refusal) {
  FailureOr<Factor> factor = getFactor(op, flow.data, refusal);
  if (failed(factor))
    return failure();
  data = *factor;
  constexpr int64_t kLargestCount = int64_t(1) << 40;
  if (!flow.count || *flow.count >= kLargestCount)
    return refusal(op, "sums a number of values that is known at run time "
                       "only");
  auto scales =
      generateGrid(data.scales.getDomain(), rank, [&](ArrayRef<int64_t> index) {
        return static_cast<double>(data.scales.at(index));
      });
  AccumulatorBounds sum =
      AccumulatorBounds::ofSum(data.getDifferenceBounds(), flow.count);
  FailureOr<AccumulatorBias> found =
      getAccumulatorBias(op, rank, flow.init ? flow.init->get() : Value(),
                         scales, sum, epilogue, refusal);
  if (failed(found))
    return failure();
  bias = *found;
  GridDomain domain = bias.values.getDomain();
  bounds = sum.shiftLeft(bias.fractionBits);
  (void)generateGrid(domain, rank, [&](ArrayRef<int64_t> index) -> int64_t {
    bounds = bounds.unite(bias.addTo(sum, index));
    return 0;
  });
  sumBounds = bias.isSeparate() ? sum : bounds;
  domain.include(data.zeroPoints.getDomain());
  init = generateGrid(domain, rank, [&](ArrayRef<int64_t> index) -> int64_t {
    return bias.getStart(index) - *flow.count * data.zeroPoints.at(index);
  });
  FailureOr<Requantization> derived = Requantization::derive(
      bias.getScales(scales, rank), bounds, epilogue, op, refusal);
  if (failed(derived))
    return failure();
  requantization = *derived;
  return success();
}

/// The op under its own name; null if that is no sum of sign-extended values.
linalg::LinalgOp Sum::emitNamed(OpBuilder &builder, ValueRange inputs,
                                Value init) {
  if (data.isUnsigned())
    return {};
  linalg::LinalgOp named = recreateNamedOp(builder, op, inputs, init);
  if (!named)
    return {};
  bool isSum = llvm::all_of(*named.getBlock(), [](Operation &nested) {
    return isa<arith::ExtSIOp, arith::AddIOp, linalg::YieldOp>(nested);
  });
  if (isSum)
    return named;
  named->erase();
  return {};
}

Value Sum::emit(OpBuilder &builder) {
  bias.report(op);
  Type type = getAccumulatorType(builder, sumBounds);
  SmallVector<Value> inputs;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    // All but the data give extents only: the windows of a pool.
    inputs.push_back(operand == data.operand
                         ? data.stored
                         : createEmptyLike(builder, op.getLoc(), operand->get(),
                                           builder.getI8Type()));
  }
  Value start = createGridTensor(builder, op.getLoc(), init,
                                 op.getDpsInits().front(), type);
  if (linalg::LinalgOp named = emitNamed(builder, inputs, start))
    return emitResult(builder, named->getResult(0));
  auto body = [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
    Value wide =
        emitIntegerCast(nested, loc, args[data.operand->getOperandNumber()],
                        type, data.isUnsigned());
    return arith::AddIOp::create(nested, loc, args.back(), wide);
  };
  Value sum = recreateGenericOp(builder, op, inputs, start, body).getResult(0);
  return emitResult(builder, sum);
}

FailureOr<IntegerForm> quantx::matchSum(OpResult head,
                                        const ReductionFlow &flow,
                                        const Epilogue &epilogue,
                                        Refusal &refusal) {
  if (!isa<linalg::LinalgOp>(head.getOwner()) ||
      head.getOwner()->getNumResults() != 1)
    return refusal(head.getOwner(), "is no structured op with one result");
  auto sum = std::make_shared<Sum>(head, epilogue);
  if (failed(sum->match(flow, refusal)))
    return failure();
  IntegerForm form([sum](OpBuilder &builder) { return sum->emit(builder); });
  form.errorBound = sum->getErrorBound();
  return form;
}
