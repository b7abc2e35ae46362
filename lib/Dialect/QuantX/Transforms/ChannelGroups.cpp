//===- ChannelGroups.cpp - Channels that are scaled together --------------===//

#include "ChannelGroups.h"

#include "ChannelScaling.h"
#include "SameScale.h"
#include "TensorLevelOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "llvm/Support/Format.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace quantx;

void ChannelGroup::refuse(Value value, const Twine &reason) {
  if (isRefused())
    return;
  refusal = (describeValue(value) + " " + reason).str();
}

std::string quantx::formatNumber(double number) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.4g", number);
  return text;
}

//===----------------------------------------------------------------------===//
// What factors pass through
//===----------------------------------------------------------------------===//

/// bound * f = bound for every f > 0. The largest float is what maxima start
/// from where a format has no infinity: nothing is beyond it.
static bool isScaleFree(double bound) {
  return bound == 0 || std::fabs(bound) >= std::numeric_limits<float>::max();
}

static bool isHomogeneous(const ClampedAffine &function) {
  return function.offset == 0 && std::isfinite(function.scale) &&
         isScaleFree(function.bounds.min) && isScaleFree(function.bounds.max);
}

/// True for a constant of zeros and infinities.
static bool isScaleFree(Value value) {
  std::optional<double> number = getConstantNumber(value);
  return number && isScaleFree(*number);
}

/// False for a multiplication of each element by a constant.
static bool isContraction(Operation *op, const AccumulatingFlow &flow) {
  auto structured = dyn_cast<linalg::LinalgOp>(op);
  return flow.reductionCount != 1 ||
         (structured && structured.getNumReductionLoops() != 0);
}

static bool isReadableF32(Value value) {
  ElementsAttr elements;
  return matchPattern(value, m_Constant(&elements)) &&
         elements.getElementType().isF32() && canReadElements(elements);
}

//===----------------------------------------------------------------------===//
// Collecting
//===----------------------------------------------------------------------===//

/// Visits the values of one group, each once: the producer of a value and all
/// its readers say whether factors pass, end, or are impossible.
class ChannelGroups::Builder {
public:
  Builder(ChannelGroups &all, bool throughClamps)
      : all(all), throughClamps(throughClamps) {}

  /// The group of what `flow`, that of `result`, gives, unless it has one.
  void buildFromResult(OpResult result, const AccumulatingFlow &flow) {
    build(result, flow.resultChannelDims, flow.weightChannelDims,
          flow.weight->get());
  }

  /// The same for what it reads.
  void buildFromData(const AccumulatingFlow &flow) {
    build(flow.data->get(), flow.dataSharedDims, flow.weightSharedDims,
          flow.weight->get());
  }

private:
  /// `value` has the channels that dimensions `weightDims` of `weight` have
  /// along `dims`.
  void build(Value value, ArrayRef<int64_t> dims, ArrayRef<int64_t> weightDims,
             Value weight) {
    auto type = cast<RankedTensorType>(weight.getType());
    if (dims.empty() || all.members.contains(value))
      return;
    SmallVector<int64_t> extents;
    for (int64_t dim : weightDims)
      extents.push_back(type.getDimSize(dim));
    ChannelView view = ChannelView::of(dims, extents);
    number = all.groups.size();
    all.groups.emplace_back().size = view.size();
    link(value, view);
    while (!worklist.empty()) {
      Value next = worklist.pop_back_val();
      // A copy: members move as they become more.
      ChannelView nextView = all.members.at(next).second;
      visit(next, nextView);
    }
    if (group().consumers.empty())
      refuse(value, "is read by no product with a constant weight");
  }

  ChannelGroup &group() { return all.groups[number]; }

  void refuse(Value value, const Twine &reason) {
    group().refuse(value, reason);
  }

  /// Adds `value` to the group. None is a view that did not survive `at`.
  void link(Value value, const std::optional<ChannelView> &view, Value at) {
    if (!view)
      return refuse(at, "splits, mixes or repeats the channels");
    auto [it, isNew] = all.members.try_emplace(value, number, *view);
    if (isNew)
      worklist.push_back(value);
    else if (it->second.first != number || !(it->second.second == *view))
      refuse(at, "counts channels in two ways");
  }
  void link(Value value, const ChannelView &view) { link(value, view, value); }

  void visit(Value value, const ChannelView &view) {
    if (auto result = dyn_cast<OpResult>(value))
      visitProducer(result, view);
    else
      refuse(value, "comes from outside");
    for (OpOperand &use : value.getUses())
      visitUse(use, view);
  }

  void visitProducer(OpResult result, const ChannelView &view) {
    QuantizationFlow any = getQuantizationFlow(result);
    std::visit([&](const auto &flow) { produce(result, flow, view); }, any);
  }

  void visitUse(OpOperand &use, const ChannelView &view) {
    Operation *op = use.getOwner();
    if (isa<ShapedDimOpInterface, ObserveOp>(op) || lendsShape(use))
      return;
    Value value = use.get();
    if (isa<RangeOp>(op))
      return refuse(value, "has a stated range, which would no longer hold");
    if (op->hasTrait<OpTrait::IsTerminator>())
      return refuse(value, "is a result of the function");
    if (op->getNumResults() != 1 || op->getBlock() != value.getParentBlock())
      return refuse(value, "is read by '" + op->getName().getStringRef() + "'");
    OpResult result = op->getResult(0);
    QuantizationFlow any = getQuantizationFlow(result);
    std::visit([&](const auto &flow) { consume(use, result, flow, view); },
               any);
  }

  /// True for an init whose numbers are not read.
  static bool lendsShape(OpOperand &use) {
    auto op = dyn_cast<linalg::LinalgOp>(use.getOwner());
    return op && op.isDpsInit(&use) && !op.payloadUsesValueFromOperand(&use);
  }

  //===--------------------------------------------------------------------===//
  // Sums of products
  //===--------------------------------------------------------------------===//

  void produce(OpResult result, const AccumulatingFlow &flow,
               const ChannelView &view) {
    auto weightView =
        view.withDims(flow.resultChannelDims, flow.weightChannelDims);
    if (!weightView || !isReadableF32(flow.weight->get()))
      return refuse(result, "is no product with a constant f32 weight that has "
                            "these channels");
    group().producers.push_back({flow.weight, *weightView, view, result,
                                 flow.data,
                                 isContraction(result.getOwner(), flow)});
    if (flow.init)
      addOffset(*flow.init, flow.initMap, result, view);
  }

  void consume(OpOperand &use, OpResult result, const AccumulatingFlow &flow,
               const ChannelView &view) {
    if (flow.init == &use)
      return link(result, view.backThroughMap(flow.initMap), result);
    auto weightView = view.withDims(flow.dataSharedDims, flow.weightSharedDims);
    if (flow.data != &use || !weightView || !isReadableF32(flow.weight->get()))
      return refuse(result, "has no constant f32 weight for these channels");
    group().consumers.push_back({flow.weight, *weightView, view, result,
                                 flow.data,
                                 isContraction(result.getOwner(), flow)});
  }

  /// What is added to `result`: a constant, or more values of the group.
  void addOffset(OpOperand &operand, AffineMap map, OpResult result,
                 const ChannelView &view) {
    std::optional<double> number = getConstantNumber(operand.get());
    if (number && (*number == 0 || std::isinf(*number)))
      return;
    GroupOffset offset = {&operand, map, result, view};
    if (!isConstantValue(operand.get()))
      link(operand.get(), view.throughMap(map), result);
    else if (canScale(offset))
      group().offsets.push_back(std::move(offset));
    else
      refuse(result, "adds a constant that cannot have a number per channel");
  }
  //===--------------------------------------------------------------------===//
  // Functions of two tensors
  //===--------------------------------------------------------------------===//

  static bool isSum(const ElementwiseBinaryFlow &flow) {
    return flow.function == BinaryFunction::Add ||
           flow.function == BinaryFunction::Sub;
  }

  void produce(OpResult result, const ElementwiseBinaryFlow &flow,
               const ChannelView &view) {
    if (!isHomogeneous(flow.after))
      return refuse(result,
                    "clamps or shifts the values of all channels alike");
    if (isSum(flow)) {
      addOffset(*flow.lhs, flow.lhsMap, result, view);
      return addOffset(*flow.rhs, flow.rhsMap, result, view);
    }
    if (std::optional<GroupFactor> factor = getFactor(result, flow, view))
      group().producers.push_back(*factor);
    else if (flow.function == BinaryFunction::Div &&
             isConstantValue(flow.rhs->get()))
      link(flow.lhs->get(), view.throughMap(flow.lhsMap), result);
    else
      refuse(result, "multiplies or divides two tensors");
  }

  void consume(OpOperand &use, OpResult result,
               const ElementwiseBinaryFlow &flow, const ChannelView &view) {
    bool isLhs = flow.lhs == &use;
    auto resultView = view.backThroughMap(isLhs ? flow.lhsMap : flow.rhsMap);
    if (isSum(flow) || (flow.function == BinaryFunction::Div && isLhs &&
                        isConstantValue(flow.rhs->get())))
      return link(result, resultView, result);
    std::optional<GroupFactor> factor;
    if (resultView && isHomogeneous(flow.after))
      factor = getFactor(result, flow, *resultView);
    if (!factor || factor->data != &use)
      return refuse(result, "multiplies or divides two tensors");
    factor->valueView = view;
    group().consumers.push_back(*factor);
  }

  /// The constant that `flow` multiplies by, if it has the channels of `view`.
  static std::optional<GroupFactor> getFactor(OpResult result,
                                              const ElementwiseBinaryFlow &flow,
                                              const ChannelView &view) {
    if (flow.function != BinaryFunction::Mul)
      return std::nullopt;
    bool isRight = isConstantValue(flow.rhs->get());
    OpOperand *constant = isRight ? flow.rhs : flow.lhs;
    auto factorView = view.throughMap(isRight ? flow.rhsMap : flow.lhsMap);
    if (!factorView || !isReadableF32(constant->get()) ||
        !factorView->fits(constant->get().getType()))
      return std::nullopt;
    return GroupFactor{
        constant, *factorView, view, result, isRight ? flow.lhs : flow.rhs,
        false};
  }

  //===--------------------------------------------------------------------===//
  // Functions of one tensor
  //===--------------------------------------------------------------------===//

  void produce(OpResult result, const PointwiseFlow &flow,
               const ChannelView &view) {
    if (!flow.affine || !isHomogeneous(*flow.affine)) {
      bool isClamp = flow.affine && flow.affine->isClamp();
      if (!isClamp || !throughClamps)
        return refuse(
            result,
            isClamp ? "clamps all channels to [" +
                          formatNumber(flow.affine->bounds.min) + ", " +
                          formatNumber(flow.affine->bounds.max) + "]"
                    : "is a function that does not scale with its argument");
      group().clamps.push_back({flow.data, view});
    }
    link(flow.data->get(), view.throughMap(flow.map), result);
  }

  void consume(OpOperand &use, OpResult result, const PointwiseFlow &flow,
               const ChannelView &view) {
    if (flow.data == &use)
      link(result, view.backThroughMap(flow.map), result);
    else
      refuse(result, "reads these values beside its argument");
  }

  void produce(OpResult result, const SameScaleFlow &flow,
               const ChannelView &view) {
    if (getSameScaleKind(result) == SameScaleKind::Compare ||
        !llvm::all_of(flow.fills, [](Value v) { return isScaleFree(v); }))
      return refuse(result, "compares with numbers, or inserts some");
    for (OpOperand *operand : flow.data) {
      if (isConstantValue(operand->get())) {
        if (!isScaleFree(operand->get()))
          return refuse(result, "inserts constants");
        continue;
      }
      if (operand->getOwner() != result.getOwner())
        return refuse(result, "gathers values");
      link(operand->get(), moveToOperand(result, *operand, view), result);
    }
  }

  void consume(OpOperand &use, OpResult result, const SameScaleFlow &flow,
               const ChannelView &view) {
    if (llvm::is_contained(flow.data, &use))
      link(result, moveToResult(use, result, view), result);
    else
      refuse(result, "reads these values as numbers for all channels");
  }

  void produce(OpResult result, const ReductionFlow &flow,
               const ChannelView &view) {
    if (flow.init)
      addOffset(*flow.init, AffineMap(), result, view);
    link(flow.data->get(), moveToOperand(result, *flow.data, view), result);
  }

  void consume(OpOperand &use, OpResult result, const ReductionFlow &flow,
               const ChannelView &view) {
    if (flow.data == &use)
      link(result, moveToResult(use, result, view), result);
    else
      link(result, view, result);
  }

  //===--------------------------------------------------------------------===//
  // What ends it all
  //===--------------------------------------------------------------------===//

  template <typename Flow>
  void produce(OpResult result, const Flow &flow, const ChannelView &) {
    refuseFlow(result, flow);
  }
  template <typename Flow>
  void consume(OpOperand &, OpResult result, const Flow &flow,
               const ChannelView &) {
    refuseFlow(result, flow);
  }

  void refuseFlow(OpResult result, const OpaqueFlow &flow) {
    refuse(result, flow.reason.empty() ? "is not known" : flow.reason);
  }
  void refuseFlow(OpResult result, const FixedRangeFlow &) {
    refuse(result, "is a function that does not scale with its argument");
  }
  void refuseFlow(OpResult result, const RowFlow &flow) {
    refuse(result, flow.function == RowFunction::Softmax
                       ? "is a softmax"
                       : "is a normalization without factors behind it");
  }

  ChannelGroups &all;
  bool throughClamps;
  size_t number = 0;
  SmallVector<Value> worklist;
};

ChannelGroups::ChannelGroups(Operation *root, bool throughClamps) {
  Builder builder(*this, throughClamps);
  std::vector<std::pair<OpResult, AccumulatingFlow>> contractions;
  for (Operation *op : getTensorLevelOps(root)) {
    if (op->getNumResults() != 1)
      continue;
    QuantizationFlow any = getQuantizationFlow(op->getResult(0));
    auto *flow = std::get_if<AccumulatingFlow>(&any);
    if (flow && isContraction(op, *flow) && isReadableF32(flow->weight->get()))
      contractions.emplace_back(op->getResult(0), *flow);
  }
  // Results first: a reader may tell places apart, as behind a reshape, that
  // are one channel where they come from.
  for (auto &[result, flow] : contractions)
    builder.buildFromResult(result, flow);
  for (auto &[result, flow] : contractions)
    builder.buildFromData(flow);
}
