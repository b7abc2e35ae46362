//===- QDQPlan.cpp - Which values are quantized, and how ------------------===//

#include "QDQPlan.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace quantx;

QDQPlan::QDQPlan(Operation *root, const ValueRanges &ranges,
                 const QuantizationScheme &scheme, const Recipe &recipe)
    : ranges(ranges), scheme(scheme), recipe(recipe) {
  collect(root);
  findDemands();
  for (auto &[value, candidate] : values)
    decide(value, candidate);
}

//===----------------------------------------------------------------------===//
// Decisions
//===----------------------------------------------------------------------===//

void QDQPlan::leaveFloat(Value value, std::string reason) {
  remarks.push_back({value, "LeftFloat", std::move(reason)});
}

bool QDQPlan::accept(Value value, const SchemeResult &result, Interval range,
                     StringRef why) {
  if (!result.params) {
    leaveFloat(value, result.reason);
    return false;
  }
  if (result.scaleRaised)
    remarks.push_back({value, "ScaleRaised",
                       "has a range so small that its scale is 2^-126, the "
                       "smallest one"});
  Decision &decision = decisions[value];
  decision = Decision();
  decision.params = result.params;
  decision.range = range;
  points[value] = {result.params, {}, why.str()};
  addNarrow(value);
  return true;
}

bool QDQPlan::accept(Value value, Interval range, StringRef why) {
  return accept(value,
                getScheme(value).getActivationParams(value.getContext(), range,
                                                     getDemand(value).wide),
                range, why);
}

QuantizationScheme QDQPlan::getScheme(Value value) const {
  auto it = values.find(value);
  return it == values.end()
             ? scheme
             : scheme.withActivation(it->second.choice.activation);
}

/// Readers that do not want 16 bits get a second pair.
void QDQPlan::addNarrow(Value value) {
  Demand demand = getDemand(value);
  Decision &decision = decisions[value];
  if (!demand.wide || !demand.normal)
    return;
  ParamsAttr params =
      getScheme(value)
          .getActivationParams(value.getContext(), decision.range)
          .params;
  if (params == decision.params)
    return;
  decision.narrowParams = points[value].narrowParams = params;
}

ParamsAttr QDQPlan::getReadParams(OpOperand &operand,
                                  const Decision &decision) const {
  return decision.narrowParams && readsNarrow(operand) ? decision.narrowParams
                                                       : decision.params;
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

void QDQPlan::decide(Value value, const Candidate &candidate) {
  const QuantizationChain *chain =
      candidate.chain ? &*candidate.chain : nullptr;
  auto type = dyn_cast<RankedTensorType>(value.getType());
  Type element = getElementTypeOrSelf(value);
  if (!type || !isa<Float32Type, Float16Type, BFloat16Type>(element))
    return leaveFloat(value, "is not a ranked tensor of f32, f16 or bf16");
  // What another tool has quantized stays as it is.
  if (auto dequantize = value.getDefiningOp<DequantizeOp>()) {
    ParamsAttr params = dequantize.getParams();
    if (params.isFloat())
      return leaveFloat(value, "is stored as floats");
    Decision &decision = decisions[value];
    decision.params = params;
    decision.range = getRepresented(params);
    decision.exists = true;
    return;
  }
  if (llvm::any_of(value.getUsers(),
                   [](Operation *op) { return isa<QuantizeOp>(op); }))
    return;
  if (chain)
    if (auto *moved = std::get_if<SameScaleFlow>(&chain->headFlow))
      return decideMoved(cast<OpResult>(value), *moved);
  if (!isComputed(candidate) && !demands.contains(value)) {
    if (candidate.choice.compute == ComputeMode::Float)
      return leaveFloat(value, "is computed by an op that is kept in float " +
                                   candidate.choice.reason);
    return leaveFloat(value, explainNoUse(chain));
  }
  decideComputed(value, chain);
  if (isComputed(candidate) && decisions.contains(value))
    decideConstants(candidate);
}

/// The range that the op of a chain has by definition.
static std::optional<Interval> getFixedRange(const QuantizationChain *chain) {
  if (!chain || !chain->followers.empty())
    return std::nullopt;
  if (auto *fixed = std::get_if<FixedRangeFlow>(&chain->headFlow))
    return fixed->range;
  auto *row = std::get_if<RowFlow>(&chain->headFlow);
  if (row && row->function == RowFunction::Softmax)
    return row->range;
  return std::nullopt;
}

void QDQPlan::decideComputed(Value value, const QuantizationChain *chain) {
  if (std::optional<Interval> fixed = getFixedRange(chain)) {
    accept(value,
           getScheme(value).getFixedRangeParams(value.getContext(), *fixed,
                                                getDemand(value).wide),
           *fixed, "are those of the range of its function");
    return;
  }
  std::optional<Interval> range = getRange(value, chain);
  if (!range)
    return leaveFloat(value, "has no range; quantx-annotate-ranges adds those "
                             "that a calibration found");
  Interval counted = lookAhead(value, *range);
  StringRef why = ranges.contains(value)
                      ? "are those of the range stated for it"
                      : "are those of what its function makes of the range of "
                        "its operand";
  if (counted.min > range->min || counted.max < range->max)
    why = "are those of its range after the clamp that follows";
  if (cutMask(value, chain, counted))
    why = "are those of its range without what softmax cannot tell from a "
          "mask";
  accept(value, counted, why);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

void QDQPlan::decideConstants(const Candidate &candidate) {
  const QuantizationFlow &flow = candidate.chain->headFlow;
  SmallVector<OpOperand *> constantOperands;
  for (OpOperand *operand : getQuantizedOperands(flow)) {
    if (isConstantValue(operand->get()))
      constantOperands.push_back(operand);
    else if (!decisions.contains(operand->get()))
      return;
  }
  for (OpOperand *operand : constantOperands)
    decideConstant(operand, candidate);
}

void QDQPlan::decideConstant(OpOperand *operand, const Candidate &candidate) {
  const QuantizationFlow &flow = candidate.chain->headFlow;
  auto *accumulation = std::get_if<AccumulatingFlow>(&flow);
  Value value = operand->get();
  if (value.getDefiningOp<DequantizeOp>())
    return;
  std::optional<Interval> interval;
  if (auto *binary = std::get_if<ElementwiseBinaryFlow>(&flow);
      binary && binary->function == BinaryFunction::Add &&
      binary->after.isIdentity())
    interval = getAddendInterval(operand, *binary);
  if (!interval)
    interval = getInterval(value);
  if (!interval)
    return leaveFloat(value, "is a constant that holds NaN or infinity, or "
                             "whose data is not loaded");
  SchemeResult result;
  QuantizationScheme weightScheme = scheme.withWeight(candidate.choice.weight);
  ElementsAttr elements;
  if (!accumulation || accumulation->weight != operand) {
    result = scheme.getActivationParams(value.getContext(), *interval,
                                        readsWide.lookup(operand));
  } else if (matchPattern(value, m_Constant(&elements))) {
    result =
        weightScheme.getWeightParams(cast<RankedTensorType>(value.getType()),
                                     elements, accumulation->weightChannelDims);
  } else {
    result = weightScheme.getWeightParams(value.getContext(), *interval);
    if (weightScheme.weightGranularity == WeightGranularity::Channel)
      remarks.push_back({value, "PerTensorWeight",
                         "is a weight that other ops make of constants, so its "
                         "scale is per tensor; fold them to have one per "
                         "channel"});
  }
  if (!result.params)
    return leaveFloat(value, result.reason);
  constants.push_back({operand, result.params});
}
