//===- QDQPlanMasks.cpp - Ranges of masked attention scores ---------------===//
//
// The part of QDQPlan about values that softmax reads with a mask added to, or
// selected into, them: -10000, -inf, the lowest float. Those numbers say "not
// this one" and no more; a range that held them would leave no steps for the
// scores. exp of what is kMaskDepth below a row's maximum is less than 4e-11 of
// it, so whatever lies deeper may saturate.
//
//===----------------------------------------------------------------------===//

#include "QDQPlan.h"

#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

static constexpr double kMaskDepth = 24;

/// The softmax that is all that reads `value`, at once or after moves.
static bool isReadBySoftmaxOnly(Value value) {
  while (OpOperand *use = getOnlyReader(value)) {
    if (use->getOwner()->getNumResults() != 1)
      return false;
    Value result = use->getOwner()->getResult(0);
    QuantizationFlow flow = getQuantizationFlow(result);
    if (auto *row = std::get_if<RowFlow>(&flow))
      return row->function == RowFunction::Softmax;
    auto *moved = std::get_if<SameScaleFlow>(&flow);
    if (!moved || moved->data.size() != 1 || !moved->fills.empty())
      return false;
    value = result;
  }
  return false;
}

/// The interval of a constant, which may reach to infinity; none for NaN.
static std::optional<Interval> getConstantInterval(Value value) {
  ElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)) || !canReadElements(elements))
    return getInterval(value);
  Interval interval = {std::numeric_limits<double>::infinity(),
                       -std::numeric_limits<double>::infinity()};
  ElementsReader values = *ElementsReader::get(elements);
  for (size_t index = 0; index < values.size(); ++index) {
    float value = values.getFloat(index);
    if (std::isnan(value))
      return std::nullopt;
    interval.min = std::fmin(interval.min, value);
    interval.max = std::fmax(interval.max, value);
  }
  return interval.min <= interval.max ? std::optional(interval) : std::nullopt;
}

/// The range that is stated for `value`, or for what is moved to become it.
static std::optional<Interval> findRange(Value value,
                                         const ValueRanges &ranges) {
  while (true) {
    if (isConstantValue(value))
      return getConstantInterval(value);
    if (auto it = ranges.find(value); it != ranges.end())
      return it->second;
    QuantizationFlow flow = getQuantizationFlow(value);
    auto *moved = std::get_if<SameScaleFlow>(&flow);
    if (!moved || moved->data.size() != 1 || !moved->fills.empty())
      return std::nullopt;
    value = moved->data.front()->get();
  }
}

/// The lowest value of a sum of scores and a mask that matters, if every row
/// has an element near the top of the mask; none for an addend that leaves what
/// it is added to within reach of the others.
static std::optional<double> getFloor(std::optional<Interval> scores,
                                      std::optional<Interval> mask) {
  if (!scores || !mask || !scores->isBounded() || !std::isfinite(mask->max))
    return std::nullopt;
  double floor = scores->min + mask->max - kMaskDepth;
  return mask->min + scores->max < floor ? std::optional(floor) : std::nullopt;
}

/// Below this value of what `flow` computes, softmax cannot tell it from 0.
std::optional<double>
QDQPlan::getMaskFloor(Value value, const QuantizationFlow &flow) const {
  if (!isReadBySoftmaxOnly(value))
    return std::nullopt;
  if (auto *binary = std::get_if<ElementwiseBinaryFlow>(&flow)) {
    if (binary->function != BinaryFunction::Add || !binary->after.isIdentity())
      return std::nullopt;
    std::optional<Interval> lhs = findRange(binary->lhs->get(), ranges);
    std::optional<Interval> rhs = findRange(binary->rhs->get(), ranges);
    if (std::optional<double> floor = getFloor(lhs, rhs))
      return floor;
    return getFloor(rhs, lhs);
  }
  auto *moved = std::get_if<SameScaleFlow>(&flow);
  if (!moved || moved->data.size() != 1 || moved->fills.size() != 1)
    return std::nullopt;
  std::optional<double> fill = getConstantNumber(moved->fills.front());
  if (!fill || std::isnan(*fill))
    return std::nullopt;
  return getFloor(findRange(moved->data.front()->get(), ranges),
                  Interval{*fill, 0});
}

/// True if all that happens to `value` is that it is added to scores.
static bool isMaskOnly(Value value) {
  bool any = false;
  for (OpOperand &use : value.getUses()) {
    Operation *user = use.getOwner();
    if (isa<ShapedDimOpInterface>(user))
      continue;
    if (user->getNumResults() != 1)
      return false;
    QuantizationFlow flow = getQuantizationFlow(user->getResult(0));
    auto *binary = std::get_if<ElementwiseBinaryFlow>(&flow);
    if (!binary || binary->function != BinaryFunction::Add ||
        !isReadBySoftmaxOnly(user->getResult(0)))
      return false;
    any = true;
  }
  return any;
}

bool QDQPlan::cutMask(Value value, const QuantizationChain *chain,
                      Interval &range) const {
  std::optional<double> floor;
  if (chain)
    floor = getMaskFloor(chain->getTail(), chain->headFlow);
  // Far below all scores, and still an exact 0.
  constexpr double kDeepMask = -65536;
  if (!floor && range.min < kDeepMask && isMaskOnly(value))
    floor = kDeepMask;
  // Calibration does not count -inf, so the range may have to grow as well.
  if (!floor || *floor >= range.max)
    return false;
  range.min = *floor;
  return true;
}

bool QDQPlan::readsMasked(const RowFlow &flow) const {
  Value value = flow.data->get();
  while (true) {
    QuantizationFlow producer = getQuantizationFlow(value);
    if (getMaskFloor(value, producer))
      return true;
    auto *moved = std::get_if<SameScaleFlow>(&producer);
    if (!moved || moved->data.size() != 1 || !moved->fills.empty())
      return false;
    value = moved->data.front()->get();
  }
}

std::optional<Interval>
QDQPlan::getAddendInterval(OpOperand *operand,
                           const ElementwiseBinaryFlow &flow) const {
  std::optional<Interval> addend = getConstantInterval(operand->get());
  OpOperand *other = flow.lhs == operand ? flow.rhs : flow.lhs;
  auto sum = decisions.find(operand->getOwner()->getResult(0));
  auto otherDecision = decisions.find(other->get());
  if (!addend || sum == decisions.end() || otherDecision == decisions.end())
    return std::nullopt;
  // Numbers that take the sum out of the range of the result, whatever the
  // other addend, may saturate.
  Interval result = sum->second.range, rest = otherDecision->second.range;
  Interval cut = {std::fmax(addend->min, result.min - rest.max),
                  std::fmin(addend->max, result.max - rest.min)};
  if (cut.min <= cut.max && cut.isBounded())
    return cut;
  return std::nullopt;
}
