//===- QDQPlan.cpp - Which values are quantized, and how ------------------===//

#include "QDQPlan.h"

#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Values, in order and in reverse
//===----------------------------------------------------------------------===//

static bool isFloatTensor(Value value) {
  auto type = dyn_cast<TensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

/// True for ops that compute in integers. Same-scale ops only go along.
static bool isArithmetic(const QuantizationFlow &flow) {
  return !std::holds_alternative<SameScaleFlow>(flow) &&
         explainNoIntegerForm(flow).empty();
}

QDQPlan::QDQPlan(Operation *root, const ValueRanges &ranges,
                 const QuantizationScheme &scheme)
    : ranges(ranges), scheme(scheme) {
  collect(root);
  findUses();
  for (auto &[value, chain] : values)
    decide(value, chain ? &*chain : nullptr);
}

void QDQPlan::collect(Operation *root) {
  DenseSet<Value> followers;
  auto addResult = [&](OpResult result) {
    if (!isFloatTensor(result) || isConstantValue(result) ||
        followers.contains(result))
      return;
    QuantizationChain chain = getQuantizationChain(result);
    followers.insert_range(chain.followers);
    inside.insert(chain.head);
    inside.insert_range(chain.followers);
    inside.erase(chain.getTail());
    OpResult tail = chain.getTail();
    values.insert({tail, std::move(chain)});
  };
  root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    auto function = dyn_cast<FunctionOpInterface>(op);
    if (function && !function.isExternal())
      for (BlockArgument argument : function.getArguments())
        if (isFloatTensor(argument))
          values.insert({argument, std::nullopt});
    for (OpResult result : op->getResults())
      addResult(result);
  });
}

void QDQPlan::findUses() {
  for (auto &[value, chain] : llvm::reverse(values)) {
    if (!chain)
      continue;
    const QuantizationFlow &flow = chain->headFlow;
    bool isMove = std::holds_alternative<SameScaleFlow>(flow);
    if (!isMove && !isArithmetic(flow))
      continue;
    if (isMove && !used.contains(value))
      continue;
    for (OpOperand *operand : getQuantizedOperands(flow))
      used.insert(operand->get());
  }
}

bool QDQPlan::isOfUse(Value value) const {
  return decisions.contains(value) || used.contains(value) ||
         inside.contains(value);
}

//===----------------------------------------------------------------------===//
// Decisions
//===----------------------------------------------------------------------===//

void QDQPlan::leaveFloat(Value value, std::string reason) {
  remarks.push_back({value, "LeftFloat", std::move(reason)});
}

bool QDQPlan::accept(Value value, const SchemeResult &result, Interval range) {
  if (!result.params) {
    leaveFloat(value, result.reason);
    return false;
  }
  if (result.scaleRaised)
    remarks.push_back({value, "ScaleRaised",
                       "has a range so small that its scale is 2^-126, the "
                       "smallest one"});
  decisions[value] = {result.params, range, /*carried=*/false,
                      /*exists=*/false};
  points[value] = result.params;
  return true;
}

/// The reals that per-tensor parameters can represent, by the first scale where
/// there are several.
static Interval getRepresented(ParamsAttr params) {
  double scale = params.getScaleAt(0);
  auto zeroPoint = static_cast<double>(params.getZeroPointAt(0));
  return {(static_cast<double>(params.getStorageMin()) - zeroPoint) * scale,
          (static_cast<double>(params.getStorageMax()) - zeroPoint) * scale};
}

/// Why no integer op has to do with `value`.
static std::string explainNoUse(const QuantizationChain *chain) {
  std::string reason =
      chain ? explainNoIntegerForm(chain->headFlow) : std::string();
  if (reason.empty())
    return "is read by no op that has an integer form";
  return "is computed by an op that " + reason +
         ", and read by no op that has an integer form";
}

void QDQPlan::decide(Value value, const QuantizationChain *chain) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  Type element = getElementTypeOrSelf(value);
  if (!type || !isa<Float32Type, Float16Type, BFloat16Type>(element))
    return leaveFloat(value, "is not a ranked tensor of f32, f16 or bf16");
  // What another tool has quantized stays as it is.
  if (auto dequantize = value.getDefiningOp<DequantizeOp>()) {
    ParamsAttr params = dequantize.getParams();
    if (params.isFloat())
      return leaveFloat(value, "is stored as floats");
    decisions[value] = {params, getRepresented(params), /*carried=*/false,
                        /*exists=*/true};
    return;
  }
  if (llvm::any_of(value.getUsers(),
                   [](Operation *op) { return isa<QuantizeOp>(op); }))
    return;
  auto *moved = chain ? std::get_if<SameScaleFlow>(&chain->headFlow) : nullptr;
  bool isComputed = chain && isArithmetic(chain->headFlow);
  if (moved)
    return decideMoved(value, *moved);
  if (!isComputed && !used.contains(value))
    return leaveFloat(value, explainNoUse(chain));
  decideComputed(value, chain);
  if (isComputed && decisions.contains(value))
    decideConstants(chain->headFlow);
}

void QDQPlan::decideComputed(Value value, const QuantizationChain *chain) {
  MLIRContext *context = value.getContext();
  if (chain)
    if (auto *fixed = std::get_if<FixedRangeFlow>(&chain->headFlow)) {
      accept(value, scheme.getFixedRangeParams(context, fixed->range),
             fixed->range);
      return;
    }
  std::optional<Interval> range = getRange(value, chain);
  if (!range)
    return leaveFloat(value, "has no range; quantx-annotate-ranges adds those "
                             "that a calibration found");
  *range = lookAhead(value, *range);
  accept(value, scheme.getActivationParams(context, *range), *range);
}

//===----------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------===//

static Interval intersect(Interval a, Interval b) {
  Interval result = {std::max(a.min, b.min), std::min(a.max, b.max)};
  return result.min <= result.max ? result : a;
}

/// What a pointwise op makes of a range that is known.
static std::optional<Interval> getImage(const PointwiseFlow &flow,
                                        std::optional<Interval> input) {
  if (flow.affine && input)
    return flow.affine->apply(*input);
  if (flow.range.isBounded())
    return flow.range;
  return std::nullopt;
}

std::optional<Interval>
QDQPlan::getRange(Value value, const QuantizationChain *chain) const {
  auto stated = [&](Value value) -> std::optional<Interval> {
    auto it = ranges.find(value);
    return it == ranges.end() ? std::nullopt : std::optional(it->second);
  };
  if (!chain)
    return stated(value);
  // From op to op along the chain: what is stated, else what follows from the
  // range before.
  std::optional<Interval> range;
  auto visit = [&](Value result, const QuantizationFlow &flow,
                   std::optional<Interval> input) {
    auto *pointwise = std::get_if<PointwiseFlow>(&flow);
    range = stated(result);
    if (range && pointwise)
      range = intersect(*range, pointwise->range);
    else if (!range && pointwise)
      range = getImage(*pointwise, input);
  };
  std::optional<Interval> operandRange;
  if (auto *pointwise = std::get_if<PointwiseFlow>(&chain->headFlow))
    if (auto it = decisions.find(pointwise->data->get());
        it != decisions.end() && it->second.range.isBounded())
      operandRange = it->second.range;
  visit(chain->head, chain->headFlow, operandRange);
  for (auto [result, flow] :
       llvm::zip_equal(chain->followers, chain->followerFlows))
    visit(result, flow, range);
  return range;
}

/// The only use of `value` but for those that ask for its shape.
static OpOperand *getOnlyUse(Value value) {
  OpOperand *only = nullptr;
  for (OpOperand &use : value.getUses()) {
    if (isa<ShapedDimOpInterface>(use.getOwner()))
      continue;
    if (only)
      return nullptr;
    only = &use;
  }
  return only;
}

/// Values that a clamp will cut off need no room in the storage: when all that
/// happens to `value` is that it is moved and then clamped, the range after the
/// clamp is the one that counts.
Interval QDQPlan::lookAhead(Value value, Interval range) const {
  for (Value at = value;;) {
    OpOperand *use = getOnlyUse(at);
    if (!use || use->getOwner()->getNumResults() != 1)
      return range;
    Value result = use->getOwner()->getResult(0);
    QuantizationFlow flow = getQuantizationFlow(result);
    if (auto *pointwise = std::get_if<PointwiseFlow>(&flow)) {
      if (!pointwise->affine || !pointwise->affine->isClamp())
        return range;
      auto it = ranges.find(result);
      return it == ranges.end() ? pointwise->affine->apply(range)
                                : intersect(pointwise->range, it->second);
    }
    auto *moved = std::get_if<SameScaleFlow>(&flow);
    if (!moved || moved->data.size() != 1 || !moved->fills.empty())
      return range;
    at = result;
  }
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// The interval of the numbers that a constant, or a tensor that same-scale ops
/// made of constants, holds. None if they cannot be read or are not finite.
static std::optional<Interval> getConstantInterval(Value value) {
  ElementsAttr elements;
  if (matchPattern(value, m_Constant(&elements)))
    return canReadElements(elements) ? getInterval(elements) : std::nullopt;
  if (std::optional<double> number = getConstantNumber(value))
    return std::isfinite(*number) ? std::optional(Interval{*number, *number})
                                  : std::nullopt;
  QuantizationFlow flow = getQuantizationFlow(value);
  auto *moved = std::get_if<SameScaleFlow>(&flow);
  if (!moved)
    return std::nullopt;
  std::optional<Interval> interval;
  auto add = [&](Value part) {
    std::optional<Interval> other = getConstantInterval(part);
    if (other && interval)
      other = {{std::min(interval->min, other->min),
                std::max(interval->max, other->max)}};
    interval = other;
    return other.has_value();
  };
  bool known = llvm::all_of(moved->fills, add) &&
               llvm::all_of(moved->data, [&](OpOperand *operand) {
                 return add(operand->get());
               });
  return known ? interval : std::nullopt;
}

void QDQPlan::decideConstants(const QuantizationFlow &flow) {
  SmallVector<OpOperand *> constantOperands;
  for (OpOperand *operand : getQuantizedOperands(flow)) {
    if (isConstantValue(operand->get()))
      constantOperands.push_back(operand);
    else if (!decisions.contains(operand->get()))
      return;
  }
  for (OpOperand *operand : constantOperands)
    decideConstant(operand, std::get_if<AccumulatingFlow>(&flow));
}

void QDQPlan::decideConstant(OpOperand *operand,
                             const AccumulatingFlow *accumulation) {
  Value value = operand->get();
  if (value.getDefiningOp<DequantizeOp>())
    return;
  std::optional<Interval> interval = getConstantInterval(value);
  if (!interval)
    return leaveFloat(value, "is a constant that holds NaN or infinity, or "
                             "whose data is not loaded");
  SchemeResult result;
  ElementsAttr elements;
  if (!accumulation || accumulation->weight != operand) {
    result = scheme.getActivationParams(value.getContext(), *interval);
  } else if (matchPattern(value, m_Constant(&elements))) {
    result = scheme.getWeightParams(cast<RankedTensorType>(value.getType()),
                                    elements, accumulation->weightChannelDims);
  } else {
    result = scheme.getWeightParams(value.getContext(), *interval);
    if (scheme.weightGranularity == WeightGranularity::Channel)
      remarks.push_back({value, "PerTensorWeight",
                         "is a weight that other ops make of constants, so its "
                         "scale is per tensor; fold them to have one per "
                         "channel"});
  }
  if (!result.params)
    return leaveFloat(value, result.reason);
  constants.push_back({operand, result.params});
}

//===----------------------------------------------------------------------===//
// Same-scale ops
//===----------------------------------------------------------------------===//

static Interval unite(Interval a, Interval b) {
  return {std::min(a.min, b.min), std::max(a.max, b.max)};
}

/// The interval of what a same-scale op puts beside its data: fills and
/// constant operands, and 0, which every range holds. An infinite fill
/// saturates, as the start of a maximum should. None if one of them is not
/// known.
static std::optional<Interval> getAddedInterval(const SameScaleFlow &flow) {
  Interval interval = {0, 0};
  for (Value fill : flow.fills) {
    std::optional<double> number = getConstantNumber(fill);
    if (!number || std::isnan(*number))
      return std::nullopt;
    if (std::isfinite(*number))
      interval = unite(interval, {*number, *number});
  }
  for (OpOperand *operand : flow.data) {
    if (!isConstantValue(operand->get()))
      continue;
    std::optional<Interval> constant = getConstantInterval(operand->get());
    if (!constant)
      return std::nullopt;
    interval = unite(interval, *constant);
  }
  return interval;
}

/// The result has the parameters of the operands.
void QDQPlan::carry(Value value, const Decision &operand) {
  decisions[value] = {operand.params, operand.range, /*carried=*/true,
                      /*exists=*/false};
  points[value] = operand.params;
}

/// The result has parameters of its own, and so does, as far as possible, what
/// goes nowhere else: nothing is rounded twice there. Other operands are
/// requantized on their way in.
void QDQPlan::widen(Value value, const SameScaleFlow &flow, Interval range) {
  SchemeResult result = scheme.getActivationParams(value.getContext(), range);
  if (!accept(value, result, range))
    return;
  for (OpOperand *operand : flow.data) {
    auto it = decisions.find(operand->get());
    if (it == decisions.end() || it->second.exists || it->second.carried ||
        getOnlyUse(operand->get()) != operand)
      continue;
    it->second.params = points[operand->get()] = result.params;
    it->second.range = range;
  }
}

void QDQPlan::decideMoved(Value value, const SameScaleFlow &flow) {
  SmallVector<Decision> operands;
  bool allQuantized = true;
  for (OpOperand *operand : flow.data) {
    if (isConstantValue(operand->get()))
      continue;
    auto it = decisions.find(operand->get());
    if (it == decisions.end())
      allQuantized = false;
    else
      operands.push_back(it->second);
  }
  std::optional<Interval> added = getAddedInterval(flow);
  if (operands.empty() && !used.contains(value))
    return leaveFloat(value, "moves values that stay in float");
  // With an operand in float, or a number that is not known, the result starts
  // anew from the range that is stated for it, if there is one.
  if (operands.empty() || !allQuantized || !added)
    return decideComputed(value, /*chain=*/nullptr);
  if (llvm::any_of(operands, [](const Decision &operand) {
        return !operand.params.isPerTensor();
      }))
    return leaveFloat(value, "moves values that have parameters per axis");

  Interval represented = getRepresented(operands.front().params);
  bool fits = represented.min <= added->min && added->max <= represented.max;
  bool same = llvm::all_of(operands, [&](const Decision &operand) {
    return operand.params == operands.front().params;
  });
  if (same && fits) {
    carry(value, operands.front());
  } else {
    Interval range = *added;
    for (const Decision &operand : operands)
      range = unite(range, operand.range);
    widen(value, flow, range);
  }
  auto decision = decisions.find(value);
  if (decision == decisions.end())
    return;
  for (OpOperand *operand : flow.data)
    if (isConstantValue(operand->get()))
      constants.push_back({operand, decision->second.params});
}
