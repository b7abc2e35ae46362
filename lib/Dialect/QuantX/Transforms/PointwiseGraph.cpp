//===- PointwiseGraph.cpp - Which tensor is a function of which -----------===//

#include "PointwiseGraph.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

static std::optional<PointwiseStep> getStructuredStep(linalg::LinalgOp op) {
  if (op->getNumResults() != 1 || !op.hasPureTensorSemantics() ||
      op.getNumReductionLoops() != 0 || op.hasIndexSemantics() ||
      !op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity() ||
      op.payloadUsesValueFromOperand(op.getDpsInitOperand(0)))
    return std::nullopt;
  PointwiseStep step;
  for (OpOperand *input : op.getDpsInputOperands()) {
    if (getConstantNumber(input->get()))
      continue;
    if (!isa<RankedTensorType>(input->get().getType()) ||
        !op.getMatchingIndexingMap(input).isIdentity())
      return std::nullopt;
    step.operands.push_back(input);
  }
  return step;
}

std::optional<PointwiseStep> quantx::getPointwiseStep(Operation *op) {
  if (auto structured = dyn_cast<linalg::LinalgOp>(op))
    return getStructuredStep(structured);
  PointwiseStep step;
  step.isReshape = isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op);
  if (step.isReshape) {
    step.operands.push_back(&op->getOpOperand(0));
    return step;
  }
  if (!OpTrait::hasElementwiseMappableTraits(op) || op->getNumResults() != 1)
    return std::nullopt;
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<RankedTensorType>(operand.get().getType()))
      return std::nullopt;
    if (!getConstantNumber(operand.get()))
      step.operands.push_back(&operand);
  }
  return step;
}

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

void PointwiseGraph::addFunction(Value value, Value source) {
  nodes[value] = {source, nodes.lookup(source).depth + 1};
}

Value PointwiseGraph::getCommonSource(Value a, Value b) const {
  for (size_t steps = 0; a != b; ++steps) {
    Node nodeA = nodes.lookup(a), nodeB = nodes.lookup(b);
    Value &deeper = nodeA.depth >= nodeB.depth ? a : b;
    deeper = nodes.lookup(deeper).source;
    if (!deeper || steps == PointwiseRegion::maxOps)
      return {};
  }
  return a;
}

/// Adds the ops that `value` is computed by from `region.source`, those that
/// others read first; false if there are too many, or in several blocks.
static bool collect(Value value, PointwiseRegion &region,
                    DenseSet<Operation *> &seen) {
  Operation *op = value.getDefiningOp();
  if (value == region.source || seen.contains(op))
    return true;
  if (seen.size() == PointwiseRegion::maxOps ||
      op->getBlock() != region.result.getOwner()->getBlock())
    return false;
  seen.insert(op);
  PointwiseStep step = *getPointwiseStep(op);
  for (OpOperand *operand : step.operands)
    if (!collect(operand->get(), region, seen))
      return false;
  region.ops.push_back(op);
  return true;
}

std::optional<PointwiseRegion> PointwiseGraph::add(Operation *op) {
  std::optional<PointwiseStep> step = getPointwiseStep(op);
  if (!step || step->operands.empty())
    return std::nullopt;
  Value source = step->operands.front()->get();
  for (OpOperand *operand : step->operands)
    if (source)
      source = getCommonSource(source, operand->get());
  if (!source)
    return std::nullopt;
  PointwiseRegion region{source, op->getResult(0), {}, {}};
  addFunction(region.result, source);
  auto isFloat = [](Value value) {
    return isa<FloatType>(getElementTypeOrSelf(value.getType()));
  };
  DenseSet<Operation *> seen;
  if (step->operands.size() < 2 || !isFloat(source) ||
      !isFloat(region.result) || !collect(region.result, region, seen))
    return std::nullopt;
  for (Value value = region.result; value != source;) {
    Operation *definition = value.getDefiningOp();
    PointwiseStep above = *getPointwiseStep(definition);
    if (above.isReshape)
      region.reshapes.insert(region.reshapes.begin(), definition);
    value = above.operands.front()->get();
  }
  return region;
}

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

/// The scalar that an operand of a step is.
static Value getScalar(OpBuilder &builder, Location loc, Value operand,
                       const IRMapping &scalars) {
  if (Value scalar = scalars.lookupOrNull(operand))
    return scalar;
  if (!isa<TensorType>(operand.getType()))
    return operand;
  return arith::ConstantOp::create(
      builder, loc,
      builder.getFloatAttr(getElementTypeOrSelf(operand.getType()),
                           *getConstantNumber(operand)));
}

static Value emitStep(OpBuilder &builder, Operation *op,
                      const IRMapping &scalars) {
  if (auto structured = dyn_cast<linalg::LinalgOp>(op)) {
    IRMapping mapping;
    for (OpOperand *input : structured.getDpsInputOperands())
      mapping.map(structured.getMatchingBlockArgument(input),
                  getScalar(builder, op->getLoc(), input->get(), scalars));
    for (Operation &inner : structured.getBlock()->without_terminator())
      builder.clone(inner, mapping);
    return mapping.lookupOrDefault(
        structured.getBlock()->getTerminator()->getOperand(0));
  }
  if (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op))
    return scalars.lookup(op->getOperand(0));
  OperationState state(op->getLoc(), op->getName());
  for (Value operand : op->getOperands())
    state.addOperands(getScalar(builder, op->getLoc(), operand, scalars));
  state.addTypes(getElementTypeOrSelf(op->getResult(0).getType()));
  state.addAttributes(op->getAttrs());
  return builder.create(state)->getResult(0);
}

Value quantx::emitPointwise(OpBuilder &builder, const PointwiseRegion &region,
                            Value element) {
  IRMapping scalars;
  scalars.map(region.source, element);
  for (Operation *op : region.ops)
    scalars.map(op->getResult(0), emitStep(builder, op, scalars));
  return scalars.lookup(region.result);
}
