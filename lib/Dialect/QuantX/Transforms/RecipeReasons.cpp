//===- RecipeReasons.cpp - What a mode keeps in float by decision ---------===//

#include "DynamicPlan.h"

using namespace mlir;
using namespace quantx;

/// The flow of the only tensor that `op` gives; opaque for others.
static QuantizationFlow getFlow(Operation *op) {
  if (op->getNumResults() != 1 || !isa<TensorType>(op->getResult(0).getType()))
    return OpaqueFlow{"does not give one tensor"};
  return getQuantizationFlow(op->getResult(0));
}

/// True for sums of several products with a constant weight: what the modes
/// without ranges quantize.
static bool isWeighted(const QuantizationFlow &flow) {
  auto *accumulating = std::get_if<AccumulatingFlow>(&flow);
  return accumulating && isConstantValue(accumulating->weight->get()) &&
         !isConstantValue(accumulating->data->get()) &&
         accumulating->reductionCount != 1;
}

static bool isDequantized(OpOperand *operand) {
  return operand->get().getDefiningOp<DequantizeOp>();
}

std::string quantx::explainByRecipe(Operation *op, QuantizationMode mode) {
  if (std::string mark = getFloatMark(op); !mark.empty())
    return mark;
  if (mode == QuantizationMode::Static)
    return "";
  QuantizationFlow flow = getFlow(op);
  if (mode == QuantizationMode::WeightOnly) {
    if (!isWeighted(flow))
      return "stays in float by recipe: mode=weight-only quantizes the weights "
             "of contractions";
    if (isDequantized(std::get<AccumulatingFlow>(flow).weight))
      return "reads its quantized weight in float by recipe: "
             "mode=weight-only computes in float";
    return "";
  }
  if (isa<ChooseParamsOp, DynamicQuantizeOp>(op))
    return "quantizes at run time by recipe: mode=dynamic";
  // What is left of those has failed to become integer.
  if (isWeighted(flow))
    return "";
  return "stays in float by recipe: mode=dynamic computes contractions with a "
         "constant weight in integers, and gives floats";
}
