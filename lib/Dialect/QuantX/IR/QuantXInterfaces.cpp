//===- QuantXInterfaces.cpp - What ops tell quantization ------------------===//

#include "quantx/Dialect/QuantX/IR/QuantXInterfaces.h"

#include "quantx/Dialect/QuantX/IR/QuantX.h"

#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/STLExtras.h"

#include <cmath>

#include "quantx/Dialect/QuantX/IR/QuantXInterfaces.cpp.inc"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Scalar functions
//===----------------------------------------------------------------------===//

bool Interval::isBounded() const {
  return std::isfinite(min) && std::isfinite(max);
}

static double clamp(double x, Interval bounds) {
  return std::fmin(std::fmax(x, bounds.min), bounds.max);
}

/// a * x with 0 * inf = 0, which is what a constant function gives at a bound.
static double scaleBound(double a, double x) { return a == 0 ? 0 : a * x; }

bool ClampedAffine::isUnclamped() const {
  return std::isinf(bounds.min) && bounds.min < 0 && std::isinf(bounds.max) &&
         bounds.max > 0;
}

double ClampedAffine::apply(double x) const {
  double y = scale * x + offset;
  return std::isnan(y) ? y : clamp(y, bounds);
}

Interval ClampedAffine::apply(Interval input) const {
  double a = clamp(scaleBound(scale, input.min) + offset, bounds);
  double b = clamp(scaleBound(scale, input.max) + offset, bounds);
  return {std::fmin(a, b), std::fmax(a, b)};
}

ClampedAffine ClampedAffine::then(const ClampedAffine &next) const {
  // A monotone function moves inside the clamp: next(clamp(u)) is next(u)
  // clamped to what next makes of the bounds.
  return {scale * next.scale, offset * next.scale + next.offset,
          next.apply(bounds)};
}

//===----------------------------------------------------------------------===//
// Flows
//===----------------------------------------------------------------------===//

StringRef quantx::getFlowName(const QuantizationFlow &flow) {
  static constexpr StringLiteral kNames[] = {
      "opaque", "accumulating", "same-scale",         "fixed-range",
      "row",    "pointwise",    "elementwise-binary", "reduction"};
  static_assert(std::size(kNames) == std::variant_size_v<QuantizationFlow>);
  return kNames[flow.index()];
}

namespace {
struct QuantizedOperands {
  using Operands = SmallVector<OpOperand *, 2>;
  Operands operator()(const OpaqueFlow &) { return {}; }
  Operands operator()(const AccumulatingFlow &flow) {
    return {flow.data, flow.weight};
  }
  Operands operator()(const SameScaleFlow &flow) { return flow.data; }
  Operands operator()(const FixedRangeFlow &flow) { return {flow.data}; }
  Operands operator()(const RowFlow &flow) { return {flow.data}; }
  Operands operator()(const PointwiseFlow &flow) { return {flow.data}; }
  Operands operator()(const ElementwiseBinaryFlow &flow) {
    return {flow.lhs, flow.rhs};
  }
  Operands operator()(const ReductionFlow &flow) { return {flow.data}; }
};
} // namespace

SmallVector<OpOperand *, 2>
quantx::getQuantizedOperands(const QuantizationFlow &flow) {
  return std::visit(QuantizedOperands(), flow);
}

QuantizationFlow quantx::getQuantizationFlow(Value value) {
  auto result = dyn_cast<OpResult>(value);
  if (!result)
    return OpaqueFlow{"is a block argument"};
  if (auto op = dyn_cast<QuantizationFlowOpInterface>(result.getOwner()))
    return op.getQuantizationFlow(result);
  return OpaqueFlow{"does not implement QuantizationFlowOpInterface"};
}

/// Producers that isConstantValue looks through. Real chains (fill of an empty
/// tensor, broadcast of a reshaped and dequantized bias) are shorter; the limit
/// keeps the question cheap on a chain that is not constant in the end.
static constexpr int kConstantDepth = 6;

static bool isConstantValue(Value value, int depth) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return false;
  if (op->hasTrait<OpTrait::ConstantLike>())
    return true;
  if (depth == 0)
    return false;
  if (!isa_and_present<QuantXDialect>(op->getDialect())) {
    auto flow = getQuantizationFlow(value);
    auto *sameScale = std::get_if<SameScaleFlow>(&flow);
    if (!sameScale)
      return false;
    // Without values in it: an empty tensor, whatever its size.
    if (sameScale->data.empty() && sameScale->fills.empty())
      return true;
    // A body may read its data from above.
    if (!llvm::all_of(sameScale->data, [&](OpOperand *operand) {
          return isConstantValue(operand->get(), depth - 1);
        }))
      return false;
  }
  // All operands, not only the data: a slice of a constant at a computed
  // offset is not constant.
  return isPure(op) && llvm::all_of(op->getOperands(), [&](Value operand) {
           return isConstantValue(operand, depth - 1);
         });
}

bool quantx::isConstantValue(Value value) {
  return ::isConstantValue(value, kConstantDepth);
}

/// True if the tensor that `op` makes cannot hold more than scalars: it reads
/// no tensor, except one that it overwrites. Flow is asked of such ops only,
/// since to find it is to look for numbers among the operands: asked of any op,
/// the question would go back through the whole function, along each path once.
static bool readsNoTensor(Operation *op) {
  auto destination = dyn_cast<DestinationStyleOpInterface>(op);
  return llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
    return !isa<ShapedType>(operand.get().getType()) ||
           (destination && destination.isDpsInit(&operand));
  });
}

std::optional<double> quantx::getConstantNumber(Value value) {
  Operation *op = value.getDefiningOp();
  if (op && !op->hasTrait<OpTrait::ConstantLike>()) {
    if (!readsNoTensor(op))
      return std::nullopt;
    // Made of one scalar: filled or splat.
    auto flow = getQuantizationFlow(value);
    auto *sameScale = std::get_if<SameScaleFlow>(&flow);
    if (!sameScale || !sameScale->data.empty() ||
        sameScale->fills.size() != 1 ||
        isa<ShapedType>(sameScale->fills.front().getType()))
      return std::nullopt;
    value = sameScale->fills.front();
  }
  Attribute attr;
  if (!matchPattern(value, m_Constant(&attr)))
    return std::nullopt;
  if (auto number = dyn_cast<FloatAttr>(attr))
    return number.getValueAsDouble();
  auto elements = dyn_cast<DenseElementsAttr>(attr);
  if (!elements || !elements.isSplat() ||
      !isa<FloatType>(elements.getElementType()))
    return std::nullopt;
  return elements.getSplatValue<APFloat>().convertToDouble();
}
