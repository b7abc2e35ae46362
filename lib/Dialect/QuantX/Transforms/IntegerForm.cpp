//===- IntegerForm.cpp - From a root to its head --------------------------===//

#include "IntegerForm.h"

#include "RowChain.h"
#include "quantx/Dialect/QuantX/Transforms/Recipe.h"
#include "quantx/Numerics/Quantize.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

Ratio Ratio::of(double value) {
  double inverse = std::nearbyint(1 / value);
  if (std::fabs(inverse) < 0x1p53 && 1 / inverse == value)
    return {1, inverse};
  return {value, 1};
}

std::pair<int64_t, int64_t> Epilogue::getStoredBounds() const {
  ParamsAttr params = getParams();
  auto store = [&](double real) {
    return numerics::quantize(static_cast<float>(real), params.getScaleAt(0),
                              params.getZeroPointAt(0), params.getStorageMin(),
                              params.getStorageMax());
  };
  return {store(function.bounds.min), store(function.bounds.max)};
}

/// True if an operand with this map is read at the index that is computed.
static bool isReadInPlace(AffineMap map) { return !map || map.isIdentity(); }

namespace {
/// Walks from a root up to its head and collects the epilogue on the way.
class RootMatcher {
public:
  RootMatcher(QuantizeOp root, RoundingMode rounding, Refusal &refusal)
      : root(root), refusal(refusal) {
    epilogue.params = root.getParams();
    epilogue.loc = root.getLoc();
    epilogue.rounding = rounding;
  }

  FailureOr<IntegerForm> match();

private:
  LogicalResult followPointwise(Operation *op, const PointwiseFlow &flow);
  bool isBias(const ElementwiseBinaryFlow &flow) const;
  LogicalResult followBias(Operation *op, const ElementwiseBinaryFlow &flow);
  bool isMean(const ElementwiseBinaryFlow &flow) const;
  LogicalResult followMean(Operation *op, const ElementwiseBinaryFlow &flow);
  LogicalResult finishEpilogue(Operation *head, bool isBinary);
  FailureOr<IntegerForm> matchDequantized(DequantizeOp source);
  FailureOr<IntegerForm> matchRows();
  FailureOr<IntegerForm> matchHead(OpResult head, const QuantizationFlow &flow);

  QuantizeOp root;
  Refusal &refusal;
  Epilogue epilogue;
  /// The ops passed on the way, as one function.
  std::function<double(double)> function = [](double x) { return x; };
  /// The first of them that is not increasing and affine, from below.
  Operation *notAffine = nullptr;
  Value value;
};
} // namespace

LogicalResult RootMatcher::followPointwise(Operation *op,
                                           const PointwiseFlow &flow) {
  if (!isReadInPlace(flow.map))
    return refusal(op, "reads its operand at other indices than it writes");
  if (!notAffine && flow.affine &&
      (epilogue.constants.empty() || flow.affine->isUnclamped()))
    epilogue.function = flow.affine->then(epilogue.function);
  else if (!notAffine)
    notAffine = op;
  function = [after = function, inner = flow.function](double x) {
    return after(inner(x));
  };
  value = flow.data->get();
  return success();
}

/// A sum with a constant that is not quantized itself, after something else
/// than a dequantize.
bool RootMatcher::isBias(const ElementwiseBinaryFlow &flow) const {
  bool isSum = flow.function == BinaryFunction::Add ||
               flow.function == BinaryFunction::Sub;
  auto isFloatConstant = [](OpOperand *operand) {
    return isConstantValue(operand->get()) &&
           !operand->get().getDefiningOp<DequantizeOp>();
  };
  bool isConstantLeft =
      flow.function == BinaryFunction::Add && isFloatConstant(flow.lhs);
  OpOperand *data = isConstantLeft ? flow.rhs : flow.lhs;
  return isSum && !notAffine && (isConstantLeft || isFloatConstant(flow.rhs)) &&
         !data->get().getDefiningOp<DequantizeOp>() &&
         isReadInPlace(isConstantLeft ? flow.rhsMap : flow.lhsMap);
}

LogicalResult RootMatcher::followBias(Operation *op,
                                      const ElementwiseBinaryFlow &flow) {
  if (!epilogue.constants.empty() && !flow.after.isUnclamped())
    return refusal(op, "clamps between two additions of constants");
  bool isConstantLeft = isConstantValue(flow.lhs->get());
  OpOperand *constant = isConstantLeft ? flow.lhs : flow.rhs;
  AffineMap map = isConstantLeft ? flow.lhsMap : flow.rhsMap;
  if (!map)
    map = AffineMap::getMultiDimIdentityMap(
        cast<ShapedType>(value.getType()).getRank(), op->getContext());
  epilogue.function = flow.after.then(epilogue.function);
  double sign = flow.function == BinaryFunction::Sub ? -1 : 1;
  epilogue.constants.push_back(
      {constant->get(), map, sign * epilogue.function.scale});
  value = (isConstantLeft ? flow.rhs : flow.lhs)->get();
  return success();
}

/// A quotient by constants that are not quantized, right after a sum.
bool RootMatcher::isMean(const ElementwiseBinaryFlow &flow) const {
  return flow.function == BinaryFunction::Div && !notAffine &&
         isConstantValue(flow.rhs->get()) &&
         !flow.rhs->get().getDefiningOp<DequantizeOp>() &&
         std::holds_alternative<ReductionFlow>(
             getQuantizationFlow(flow.lhs->get()));
}

LogicalResult RootMatcher::followMean(Operation *op,
                                      const ElementwiseBinaryFlow &flow) {
  int64_t rank = cast<ShapedType>(value.getType()).getRank();
  auto counts = readConstant(flow.rhs->get(), flow.rhsMap, rank);
  bool arePositive =
      counts && llvm::all_of(counts->getValues(), [](float count) {
        return count > 0 && std::isfinite(count);
      });
  if (!isReadInPlace(flow.lhsMap) || !arePositive)
    return refusal(op, "divides a sum by numbers that are not known, not "
                       "positive, or not at the index that it writes");
  epilogue.divisors =
      generateGrid(counts->getDomain(), rank, [&](ArrayRef<int64_t> index) {
        return static_cast<double>(counts->at(index));
      });
  epilogue.function = flow.after.then(epilogue.function);
  value = flow.lhs->get();
  return success();
}

LogicalResult RootMatcher::finishEpilogue(Operation *head, bool isBinary) {
  if (notAffine)
    return refusal(notAffine, "is no increasing linear function with bounds, "
                              "and what it reads is not quantized");
  double scale = epilogue.function.scale;
  if (!std::isfinite(scale) || !std::isfinite(epilogue.function.offset))
    return refusal(head, "is multiplied by or added to a number that is not "
                         "finite");
  if (isBinary)
    return success();
  if (!(scale > 0))
    return refusal(head, "is multiplied by a number that is not positive");
  for (AddedConstant &constant : epilogue.constants)
    constant.factor /= scale;
  return success();
}

FailureOr<IntegerForm> RootMatcher::matchDequantized(DequantizeOp source) {
  if (!epilogue.constants.empty())
    return refusal(source, "is added to a constant that is not quantized");
  Type stored = source.getParams().getStorageType();
  if (isa<FloatType>(stored) || stored.isInteger(64))
    return refusal(source, "is not stored in an integer of at most 32 bits");
  bool isScaling = !notAffine && epilogue.function.scale > 0 &&
                   epilogue.function.offset == 0;
  if (isScaling)
    return matchRescale(source, epilogue, refusal);
  if (!notAffine && stored.isInteger(16) && source.getParams().isPerTensor())
    return matchAffine(source, epilogue, refusal);
  return matchTable(source, function, epilogue, refusal);
}

FailureOr<IntegerForm> RootMatcher::matchRows() {
  FailureOr<RowChain> chain = getRowChain(value, refusal);
  if (failed(chain))
    return failure();
  epilogue.channels = chain->channels;
  epilogue.function = chain->function;
  return matchRow(chain->head, chain->flow, epilogue, refusal);
}

FailureOr<IntegerForm> RootMatcher::matchHead(OpResult head,
                                              const QuantizationFlow &flow) {
  Operation *op = head.getOwner();
  if (auto *opaque = std::get_if<OpaqueFlow>(&flow))
    return refusal(op, opaque->reason);
  if (std::holds_alternative<FixedRangeFlow>(flow))
    return refusal(op, "has no integer form yet");
  if (std::holds_alternative<SameScaleFlow>(flow))
    return refusal(op, "moves or compares values that are not dequantized, or "
                       "not for this quantize alone");
  if (std::holds_alternative<RowFlow>(flow))
    return refusal(notAffine ? notAffine : op,
                   "is a function of rows, or follows one, that is not "
                   "quantized");
  // Functions of two tensors have signed multipliers.
  bool isBinary = std::holds_alternative<ElementwiseBinaryFlow>(flow);
  if (failed(finishEpilogue(op, isBinary)))
    return failure();
  if (auto *accumulating = std::get_if<AccumulatingFlow>(&flow))
    return matchContraction(head, *accumulating, epilogue, refusal);
  if (!epilogue.constants.empty())
    return refusal(op, "is added to a constant that is not quantized");
  if (auto *reduction = std::get_if<ReductionFlow>(&flow))
    return matchSum(head, *reduction, epilogue, refusal);
  return matchBinary(head, std::get<ElementwiseBinaryFlow>(flow), epilogue,
                     refusal);
}

FailureOr<IntegerForm> RootMatcher::match() {
  value = root.getInput();
  ParamsAttr params = epilogue.getParams();
  if (!params.isPerTensor())
    return refusal(root, "has parameters per axis, and integer ops "
                         "give results with parameters per tensor");
  if (params.isFloat() || params.getStorageType().isInteger(64))
    return refusal(root, "is not stored in an integer of at most 32 bits");
  if (root.getPrecision())
    return refusal(root, "divides in another type than f32");
  if (isRowChain(value))
    return matchRows();
  while (true) {
    if (auto source = value.getDefiningOp<DequantizeOp>())
      return matchDequantized(source);
    auto result = dyn_cast<OpResult>(value);
    if (!result)
      return refusal(nullptr, "is an argument");
    Operation *op = result.getOwner();
    if (std::string mark = getFloatMark(op); !mark.empty())
      return refusal(op, mark);
    QuantizationFlow flow = getQuantizationFlow(value);
    auto *binary = std::get_if<ElementwiseBinaryFlow>(&flow);
    if (auto *pointwise = std::get_if<PointwiseFlow>(&flow)) {
      if (failed(followPointwise(op, *pointwise)))
        return failure();
    } else if (binary && isBias(*binary)) {
      if (failed(followBias(op, *binary)))
        return failure();
    } else if (binary && isMean(*binary)) {
      if (failed(followMean(op, *binary)))
        return failure();
    } else {
      return matchHead(result, flow);
    }
  }
}

FailureOr<IntegerForm> quantx::matchIntegerForm(QuantizeOp root,
                                                RoundingMode rounding,
                                                Refusal &refusal) {
  return RootMatcher(root, rounding, refusal).match();
}
