//===- ContractionForm.cpp - Contractions and convolutions in integers ----===//
//
//   sum((a - za) * (b - zb)) = sum(a*b) - zb*sum(a) - za*sum(b) + K*za*zb
//
// (QX-I1; Jacob et al., arXiv 1712.05877, section 2.3). The op itself runs on
// the stored values. What is known of the other terms goes with the bias into
// the tensor it accumulates onto; sums of values known at run time only are
// computed and subtracted. All of it is exact modulo 2^32 (or 2^64), so only
// the final sum has to fit (QX-I3).
//
//===----------------------------------------------------------------------===//

#include "AccumulatorBias.h"
#include "ConstantGrid.h"
#include "Factors.h"
#include "Requantization.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

namespace {
class Contraction {
public:
  Contraction(OpResult head, Epilogue epilogue)
      : op(cast<linalg::LinalgOp>(head.getOwner())),
        rank(cast<ShapedType>(head.getType()).getRank()),
        epilogue(std::move(epilogue)) {}

  LogicalResult match(const AccumulatingFlow &flow, Refusal &refusal);
  Value emit(OpBuilder &builder);
  std::string describe() const;
  double getErrorBound() const {
    return requantization->getErrorBound(bounds, bias.error);
  }

private:
  AccumulatorBounds getSumBounds(ArrayRef<int64_t> index) const;
  LogicalResult findBias(Value start, Refusal &refusal);
  void foldConstants();
  Value emitCorrections(OpBuilder &builder, linalg::LinalgOp products);

  linalg::LinalgOp op;
  int64_t rank;
  Epilogue epilogue;
  Factor a, b;
  /// Sums of constant factors.
  std::optional<FactorSums> sumsA, sumsB;
  /// Products in a sum, if static.
  std::optional<int64_t> terms;
  Grid<double> scales = 1.0;
  AccumulatorBias bias;
  /// What the op on stored values accumulates onto.
  Grid<int64_t> init = 0;
  /// Of the sum that the op computes, and of the sum with the bias.
  AccumulatorBounds sumBounds, bounds;
  std::optional<Requantization> requantization;
};
} // namespace

//===----------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------===//

/// The sum of products of differences from zero points at one place. With
/// constant weights, each channel's own positive and negative ones.
AccumulatorBounds Contraction::getSumBounds(ArrayRef<int64_t> index) const {
  if (sumsB)
    return AccumulatorBounds::ofConstants(a.getDifferenceBounds(),
                                          sumsB->positive.at(index),
                                          sumsB->negative.at(index));
  return AccumulatorBounds::ofProducts(a.getDifferenceBounds(),
                                       b.getDifferenceBounds(), terms);
}

/// The union of `getBounds(index)` over a domain.
template <typename Function>
static AccumulatorBounds uniteBounds(const GridDomain &domain, int64_t rank,
                                     Function getBounds) {
  AccumulatorBounds bounds;
  (void)generateGrid(domain, rank, [&](ArrayRef<int64_t> index) -> int64_t {
    bounds = bounds.unite(getBounds(index));
    return 0;
  });
  return bounds;
}

/// Finds the bias and the bounds of the sum before and after it.
LogicalResult Contraction::findBias(Value start, Refusal &refusal) {
  GridDomain domain;
  if (sumsB)
    domain.include(sumsB->positive.getDomain());
  AccumulatorBounds sum =
      uniteBounds(domain, rank,
                  [&](ArrayRef<int64_t> index) { return getSumBounds(index); });
  FailureOr<AccumulatorBias> found =
      getAccumulatorBias(op, rank, start, scales, sum, epilogue, refusal);
  if (failed(found))
    return failure();
  bias = *found;
  domain.include(bias.values.getDomain());
  bounds = uniteBounds(domain, rank, [&](ArrayRef<int64_t> index) {
    return bias.addTo(getSumBounds(index), index);
  });
  sumBounds = bias.isSeparate() ? sum : bounds;
  return success();
}

/// Moves every term that is known into the tensor the op accumulates onto.
void Contraction::foldConstants() {
  GridDomain domain = bias.values.getDomain();
  for (const Factor *factor : {&a, &b})
    domain.include(factor->zeroPoints.getDomain());
  for (const auto *sums : {&sumsA, &sumsB})
    if (*sums)
      domain.include((*sums)->stored.getDomain());
  init = generateGrid(domain, rank, [&](ArrayRef<int64_t> index) {
    int64_t za = a.zeroPoints.at(index), zb = b.zeroPoints.at(index);
    int64_t value = bias.getStart(index);
    if (sumsB)
      value -= za * sumsB->stored.at(index);
    if (sumsA)
      value -= zb * sumsA->stored.at(index);
    return value + terms.value_or(0) * za * zb;
  });
}

LogicalResult Contraction::match(const AccumulatingFlow &flow,
                                 Refusal &refusal) {
  if (flow.initMap)
    return refusal(op, "adds an offset that is not what it accumulates onto; "
                       "quantx-fold-affine rewrites it");
  FailureOr<Factor> data = getFactor(op, flow.data, refusal);
  if (failed(data))
    return failure();
  FailureOr<Factor> weight = getFactor(op, flow.weight, refusal);
  if (failed(weight))
    return failure();
  a = *data;
  b = *weight;
  terms = flow.reductionCount;
  if (!terms && !a.isSymmetric() && !b.isSymmetric())
    return refusal(op, "sums a number of products that is known at run time "
                       "only, and both operands have zero points");
  GridDomain domain = a.scales.getDomain();
  domain.include(b.scales.getDomain());
  scales = generateGrid(domain, rank, [&](ArrayRef<int64_t> index) {
    return static_cast<double>(a.scales.at(index)) *
           static_cast<double>(b.scales.at(index));
  });
  sumsB = getFactorSums(op, b);
  if (!sumsB)
    sumsA = getFactorSums(op, a);
  if (failed(findBias(flow.init ? flow.init->get() : Value(), refusal)))
    return failure();
  foldConstants();
  FailureOr<Requantization> derived = Requantization::derive(
      bias.getScales(scales, rank), bounds, epilogue, op, refusal);
  if (failed(derived))
    return failure();
  requantization = *derived;
  return success();
}

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

namespace {
/// sum * zeroPoint, to be subtracted: the sum is an operand, the zero point a
/// constant or, per channel, an operand as well.
struct Correction {
  unsigned sum;
  std::optional<unsigned> zeroPoint;
  int64_t scalar = 0;
};
} // namespace

/// Subtracts the zero point of one factor times the sum of the other, for sums
/// that are not constant.
Value Contraction::emitCorrections(OpBuilder &builder,
                                   linalg::LinalgOp products) {
  Location loc = op.getLoc();
  Type type = getAccumulatorType(builder, sumBounds);
  Value result = products->getResult(0);
  SmallVector<ElementwiseOperand> operands = {{result, {}}};
  SmallVector<Correction> corrections;
  auto subtract = [&](const Factor &summed, bool isKnown, const Factor &other) {
    if (isKnown || other.isSymmetric())
      return;
    const Grid<int64_t> &zeroPoints = other.zeroPoints;
    Correction correction = {static_cast<unsigned>(operands.size()),
                             {},
                             zeroPoints.getValues().front()};
    auto [sum, map] = emitFactorSum(builder, products, summed, type);
    operands.push_back({sum, map});
    if (!zeroPoints.isScalar()) {
      correction.zeroPoint = operands.size();
      operands.push_back(
          {createGridConstant(builder, loc, zeroPoints, type),
           zeroPoints.getDomain().getMap(rank, op.getContext())});
    }
    corrections.push_back(correction);
  };
  subtract(a, sumsA.has_value(), b);
  subtract(b, sumsB.has_value(), a);
  if (corrections.empty())
    return result;
  auto body = [&](OpBuilder &nested, Location loc, ValueRange args) {
    Value total = args[0];
    for (const Correction &correction : corrections) {
      Value zeroPoint =
          correction.zeroPoint
              ? args[*correction.zeroPoint]
              : emitIntegerConstant(nested, loc, type, correction.scalar);
      Value product =
          arith::MulIOp::create(nested, loc, args[correction.sum], zeroPoint);
      total = arith::SubIOp::create(nested, loc, total, product);
    }
    return total;
  };
  return createElementwise(builder, loc, operands,
                           tensor::getMixedSizes(builder, loc, result), type,
                           body);
}

Value Contraction::emit(OpBuilder &builder) {
  bias.report(op);
  Value start =
      createGridTensor(builder, op.getLoc(), init, op.getDpsInits().front(),
                       getAccumulatorType(builder, sumBounds));
  linalg::LinalgOp products = emitProducts(builder, op, a, b, start);
  Value sum = emitCorrections(builder, products);
  return requantization->emit(builder,
                              bias.emit(builder, op.getLoc(), sum, bounds));
}

/// One scale, or the least and the greatest of several.
static std::string describeScales(ArrayRef<float> scales) {
  auto [least, greatest] = std::minmax_element(scales.begin(), scales.end());
  std::string text;
  llvm::raw_string_ostream os(text);
  if (*least == *greatest)
    os << llvm::format("%g", *least);
  else
    os << llvm::format("[%g, %g]", *least, *greatest);
  return text;
}

std::string Contraction::describe() const {
  return llvm::formatv("accumulates in {0}; scales {1} * {2} to {3}",
                       bounds.describe(), describeScales(a.scales.getValues()),
                       describeScales(b.scales.getValues()),
                       describeScales(epilogue.getParams().getScaleAt(0)));
}

FailureOr<IntegerForm> quantx::matchContraction(OpResult head,
                                                const AccumulatingFlow &flow,
                                                const Epilogue &epilogue,
                                                Refusal &refusal) {
  if (!isa<linalg::LinalgOp>(head.getOwner()) ||
      head.getOwner()->getNumResults() != 1)
    return refusal(head.getOwner(), "is no structured op with one result");
  auto contraction = std::make_shared<Contraction>(head, epilogue);
  if (failed(contraction->match(flow, refusal)))
    return failure();
  IntegerForm form(
      [contraction](OpBuilder &builder) { return contraction->emit(builder); });
  form.description = contraction->describe();
  form.errorBound = contraction->getErrorBound();
  return form;
}
