//===- DynamicPlan.cpp - Contractions quantized without ranges ------------===//

#include "DynamicPlan.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"

using namespace mlir;
using namespace quantx;

static bool isRealTensor(Value value) {
  return isa<RankedTensorType>(value.getType()) &&
         isa<Float32Type, Float16Type, BFloat16Type>(
             getElementTypeOrSelf(value));
}

DynamicPlan::DynamicPlan(Operation *root, const QuantizationScheme &scheme,
                         const Recipe &recipe, QuantizationMode mode,
                         ActivationGranularity granularity)
    : scheme(scheme), recipe(recipe), mode(mode), granularity(granularity) {
  root->walk([&](Operation *op) {
    for (OpResult result : op->getResults()) {
      if (!isRealTensor(result) || isConstantValue(result))
        continue;
      QuantizationFlow flow = getQuantizationFlow(result);
      if (auto *accumulating = std::get_if<AccumulatingFlow>(&flow))
        decide(result, *accumulating);
    }
  });
}

void DynamicPlan::decide(OpResult result, const AccumulatingFlow &flow) {
  if (!getFloatMark(result.getOwner()).empty())
    return;
  OpChoice choice = recipe.choose(result, OpClass::Contraction);
  if (choice.compute != ComputeMode::Integer) {
    floatOps.emplace_back(result.getOwner(), choice.reason);
    return;
  }
  std::string reason;
  if (isConstantValue(flow.data->get()) || !isConstantValue(flow.weight->get()))
    reason = "is a product of tensors of which not exactly one is constant";
  else if (flow.reductionCount == 1)
    reason = "is a scale and an offset, no sum of several products";
  else if (!isRealTensor(flow.data->get()) || !isRealTensor(flow.weight->get()))
    reason = "multiplies something other than ranked tensors of f32, f16 or "
             "bf16";
  else
    reason = decideWeight(flow, choice.weight);
  if (!reason.empty())
    remarks.push_back({result, "LeftFloat", std::move(reason)});
  else if (mode == QuantizationMode::Dynamic)
    decideData(flow);
}

/// Why the weight stays in float; empty if it does not.
std::string DynamicPlan::decideWeight(const AccumulatingFlow &flow,
                                      const StorageChoice &choice) {
  Value value = flow.weight->get();
  // What another tool has quantized stays as it is.
  if (value.getDefiningOp<DequantizeOp>())
    return "";
  auto prefix = [&] { return "has a weight, " + describeValue(value) + ", "; };
  ElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)) || !canReadElements(elements))
    return prefix() + "that other ops make of constants, or whose data is not "
                      "loaded; fold or load it first";
  SchemeResult result = scheme.withWeight(choice).getWeightParams(
      cast<RankedTensorType>(value.getType()), elements,
      flow.weightChannelDims);
  if (!result.params)
    return prefix() + "that " + result.reason;
  constants.push_back({flow.weight, result.params});
  return "";
}

void DynamicPlan::decideData(const AccumulatingFlow &flow) {
  Value value = flow.data->get();
  if (isa_and_nonnull<DequantizeOp, DynamicDequantizeOp>(value.getDefiningOp()))
    return;
  ArrayRef<int64_t> axes;
  if (granularity == ActivationGranularity::Row)
    axes = flow.dataRowDims;
  points.push_back(
      {flow.data, scheme.getDynamicScheme(value.getContext(), axes)});
}

void quantx::insertDynamicPoints(const DynamicPlan &plan, bool symmetric,
                                 OpBuilder &builder) {
  DenseMap<std::pair<Value, Attribute>, Value> quantized;
  for (auto [operand, scheme] : plan.getPoints()) {
    Value value = operand->get();
    Value &real = quantized[{value, scheme}];
    if (!real) {
      Location loc = value.getLoc();
      builder.setInsertionPointAfterValue(value);
      auto params =
          ChooseParamsOp::create(builder, getPartLocation(loc, "choose_params"),
                                 value, scheme, symmetric);
      Value stored = DynamicQuantizeOp::create(
          builder, getPartLocation(loc, "quantize"), value, params.getScale(),
          params.getZeroPoint(), scheme);
      real = DynamicDequantizeOp::create(
          builder, getPartLocation(loc, "dequantize"), stored,
          params.getScale(), params.getZeroPoint(), scheme,
          getElementTypeOrSelf(value));
    }
    operand->set(real);
  }
}
