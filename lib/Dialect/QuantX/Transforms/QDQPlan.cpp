//===- QDQPlan.cpp - Which values are quantized, and how ------------------===//

#include "QDQPlan.h"

#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

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
  if (chain)
    if (auto *row = std::get_if<RowFlow>(&chain->headFlow);
        row && row->function == RowFunction::Softmax &&
        chain->followers.empty()) {
      accept(value, scheme.getFixedRangeParams(context, row->range),
             row->range);
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
// Constants
//===----------------------------------------------------------------------===//

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
  std::optional<Interval> interval = getInterval(value);
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
