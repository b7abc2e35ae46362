//===- QDQPlanMoved.cpp - Parameters of values that are moved -------------===//
//
// The part of QDQPlan about same-scale ops.
//
//===----------------------------------------------------------------------===//

#include "QDQPlan.h"

#include "ParamsMapping.h"

#include "mlir/Interfaces/ShapedOpInterfaces.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

Interval quantx::getRepresented(ParamsAttr params) {
  double scale = params.getScaleAt(0);
  auto zeroPoint = static_cast<double>(params.getZeroPointAt(0));
  return {(static_cast<double>(params.getStorageMin()) - zeroPoint) * scale,
          (static_cast<double>(params.getStorageMax()) - zeroPoint) * scale};
}

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
    std::optional<Interval> constant = getInterval(operand->get());
    if (!constant)
      return std::nullopt;
    interval = unite(interval, *constant);
  }
  return interval;
}

/// The result has the parameters of the operands.
void QDQPlan::carry(Value value, const Decision &operand, ParamsAttr params,
                    StringRef why) {
  Decision &decision = decisions[value];
  decision = Decision();
  decision.params = params;
  decision.range = operand.range;
  decision.carried = true;
  points[value] = {params, {}, why.str()};
  if (params.isPerTensor())
    addNarrow(value);
}

/// Parameters per axis follow their dimension, if all operands agree.
bool QDQPlan::carryAxes(OpResult value, const SameScaleFlow &flow) {
  ParamsAttr params;
  const Decision *source = nullptr;
  for (OpOperand *operand : flow.data) {
    auto it = decisions.find(operand->get());
    if (it == decisions.end())
      return false;
    FailureOr<ParamsAttr> mapped =
        mapParams(*operand, value, getReadParams(*operand, it->second));
    if (failed(mapped) || (params && params != *mapped))
      return false;
    params = *mapped;
    source = &it->second;
  }
  if (!params)
    return false;
  // A copy, since the decision of the result may move that of the operand.
  carry(value, Decision(*source), params,
        "are those of its operands, moved with their dimension");
  return true;
}

/// True if `reader` is the only op that reads more than the shape of `value`.
static bool isReadOnlyBy(Value value, Operation *reader) {
  return llvm::all_of(value.getUsers(), [&](Operation *op) {
    return op == reader || isa<ShapedDimOpInterface>(op);
  });
}

/// The result has parameters of its own, and so does, as far as possible, what
/// goes nowhere else: nothing is rounded twice there. Other operands are
/// requantized on their way in.
void QDQPlan::widen(Value value, const SameScaleFlow &flow, Interval range) {
  if (!accept(value, range, "hold the values of all its operands"))
    return;
  ParamsAttr params = decisions[value].params;
  for (OpOperand *operand : flow.data) {
    auto it = decisions.find(operand->get());
    if (it == decisions.end() || it->second.exists || it->second.carried ||
        it->second.narrowParams ||
        !isReadOnlyBy(operand->get(), operand->getOwner()))
      continue;
    ValuePoint &point = points[operand->get()];
    it->second.params = point.params = params;
    point.why = "hold the values of all operands of what reads it";
    it->second.range = range;
  }
}

void QDQPlan::decideMoved(OpResult value, const SameScaleFlow &flow) {
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
    if (!operands.empty() && it != decisions.end())
      operands.back().params = getReadParams(*operand, it->second);
  }
  std::optional<Interval> added = getAddedInterval(flow);
  if (operands.empty() && !demands.contains(value))
    return leaveFloat(value, "moves values that stay in float");
  // With an operand in float, or a number that is not known, the result starts
  // anew from the range that is stated for it, if there is one.
  // Data that is all constant, an embedding's table, has the interval it holds.
  if (!allQuantized || !added) {
    if (!ranges.contains(value))
      return leaveFloat(value, "moves values that stay in float or are not "
                               "known, and has no range of its own");
    return decideComputed(value, /*chain=*/nullptr);
  }
  if (llvm::any_of(operands, [](const Decision &operand) {
        return !operand.params.isPerTensor();
      })) {
    if (!carryAxes(value, flow))
      leaveFloat(value, "moves values that have parameters per axis to where "
                        "those cannot follow");
    return;
  }

  if (std::optional<double> floor = getMaskFloor(value, flow))
    added->min = *floor;
  auto fits = [&](const Decision &operand) {
    Interval represented = getRepresented(operand.params);
    return operand.params == operands.front().params &&
           represented.min <= added->min && added->max <= represented.max;
  };
  if (!operands.empty() && llvm::all_of(operands, fits)) {
    carry(value, operands.front(), operands.front().params,
          "are those of its operands");
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
