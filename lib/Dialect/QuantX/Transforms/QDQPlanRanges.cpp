//===- QDQPlanRanges.cpp - The range that counts for a value --------------===//
//
// The part of QDQPlan that finds the range of a value from what the IR states
// for it and for its neighbours.
//
//===----------------------------------------------------------------------===//

#include "QDQPlan.h"

#include "quantx/Analysis/QuantizationChain.h"

using namespace mlir;
using namespace quantx;

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

/// Values that a clamp will cut off need no room in the storage: when all that
/// happens to `value` is that it is moved and then clamped, the range after the
/// clamp is the one that counts.
Interval QDQPlan::lookAhead(Value value, Interval range) const {
  for (Value at = value;;) {
    OpOperand *use = getOnlyReader(at);
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
