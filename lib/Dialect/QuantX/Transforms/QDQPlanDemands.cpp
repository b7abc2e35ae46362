//===- QDQPlanDemands.cpp - How finely values are read --------------------===//
//
// The part of QDQPlan that walks backwards: which values integer ops read, and
// which of them in 16 bits. Sums pass the wish for 16 bits on to their
// operands, so that a residual stream keeps them from one norm to the next;
// a product of a matrix ends it.
//
//===----------------------------------------------------------------------===//

#include "QDQPlan.h"

#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace quantx;

static bool isFloatTensor(Value value) {
  auto type = dyn_cast<TensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

QDQPlan::Candidate QDQPlan::makeCandidate(QuantizationChain chain) {
  Candidate candidate;
  OpChoice &choice = candidate.choice;
  choice = recipe.choose(chain.getTail(), getChainClass(chain));
  if (!getFloatMark(chain.head.getOwner()).empty()) {
    choice.compute = ComputeMode::Float;
    choice.readsWide = false;
    choice.reason.clear();
  }
  // A mask takes the range of the scores apart; 16 bits hold both.
  if (auto *row = std::get_if<RowFlow>(&chain.headFlow);
      row && row->function == RowFunction::Softmax &&
      choice.compute == ComputeMode::Integer)
    choice.readsWide |= readsMasked(*row);
  if (choice.compute != ComputeMode::Integer && !choice.reason.empty()) {
    floatOps.emplace_back(chain.head.getOwner(), choice.reason);
    for (OpResult follower : chain.followers)
      floatOps.emplace_back(follower.getOwner(), choice.reason);
  }
  candidate.chain = std::move(chain);
  return candidate;
}

void QDQPlan::collect(Operation *root) {
  root->walk([&](FunctionOpInterface function) {
    if (function.isExternal())
      return;
    for (BlockArgument argument : function.getArguments())
      if (isFloatTensor(argument))
        values.insert(
            {argument, Candidate{std::nullopt, recipe.choose(argument, {})}});
  });
  walkChains(root, [&](QuantizationChain chain) {
    OpResult tail = chain.getTail();
    inside.insert(chain.head);
    inside.insert_range(chain.followers);
    inside.erase(tail);
    values.insert({tail, makeCandidate(std::move(chain))});
  });
}

/// Ops that compute between quantized values. Same-scale ops only go along.
bool QDQPlan::isComputed(const Candidate &candidate) const {
  return candidate.chain && candidate.choice.compute != ComputeMode::Float &&
         !std::holds_alternative<SameScaleFlow>(candidate.chain->headFlow) &&
         explainNoIntegerForm(candidate.chain->headFlow).empty();
}

/// True if what is wanted of the result is wanted of the operands: nothing is
/// gained by a finer sum of coarse numbers.
static bool passesDemandOn(const QuantizationFlow &flow) {
  if (auto *pointwise = std::get_if<PointwiseFlow>(&flow))
    return pointwise->affine.has_value();
  return std::holds_alternative<SameScaleFlow>(flow) ||
         std::holds_alternative<ElementwiseBinaryFlow>(flow) ||
         std::holds_alternative<ReductionFlow>(flow);
}

void QDQPlan::addDemands(const Candidate &candidate, Demand result) {
  const QuantizationFlow &flow = candidate.chain->headFlow;
  bool isWide =
      candidate.choice.readsWide || (passesDemandOn(flow) && result.wide);
  for (OpOperand *operand : getQuantizedOperands(flow)) {
    Demand &demand = demands[operand->get()];
    demand.wide |= isWide;
    demand.normal |= !isWide;
    readsWide[operand] = isWide;
  }
}

void QDQPlan::findDemands() {
  for (auto &[value, candidate] : llvm::reverse(values)) {
    if (!candidate.chain)
      continue;
    bool isMove =
        std::holds_alternative<SameScaleFlow>(candidate.chain->headFlow);
    if (isComputed(candidate) || (isMove && demands.contains(value)))
      addDemands(candidate, getDemand(value));
  }
}

QDQPlan::Demand QDQPlan::getDemand(Value value) const {
  return demands.lookup(value);
}

bool QDQPlan::isOfUse(Value value) const {
  return decisions.contains(value) || demands.contains(value) ||
         inside.contains(value);
}

bool QDQPlan::readsNarrow(OpOperand &operand) const {
  auto it = readsWide.find(&operand);
  return it != readsWide.end() && !it->second;
}
