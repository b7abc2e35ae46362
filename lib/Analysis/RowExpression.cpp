//===- RowExpression.cpp - Values as functions of rows --------------------===//

#include "quantx/Analysis/RowExpression.h"

#include "RowBody.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace quantx;

/// The number of forms of a value. Of the values between a tensor and its layer
/// norm, few are tensors whose rows matter, so the tensor is not lost.
static constexpr size_t maxForms = 6;

static bool isFloatTensor(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType()) && type.getRank() <= 64;
}

//===----------------------------------------------------------------------===//
// Reshapes
//===----------------------------------------------------------------------===//

/// The dimensions of `shape` in a group that are not 1.
static SmallVector<int64_t> getLongDims(ArrayRef<int64_t> shape,
                                        ArrayRef<int64_t> group) {
  return llvm::to_vector(llvm::make_filter_range(
      group, [&](int64_t dim) { return shape[dim] != 1; }));
}

std::optional<RowForm> quantx::evaluateRowReshape(Operation *op,
                                                  const RowForm &operand) {
  if (isa<tensor::CastOp>(op))
    return operand;
  auto expand = dyn_cast<tensor::ExpandShapeOp>(op);
  auto collapse = dyn_cast<tensor::CollapseShapeOp>(op);
  if (!expand && !collapse)
    return std::nullopt;
  auto groups = expand ? expand.getReassociationIndices()
                       : collapse.getReassociationIndices();
  auto from = cast<RankedTensorType>(op->getOperand(0).getType()).getShape();
  auto to = cast<RankedTensorType>(op->getResult(0).getType()).getShape();
  RowForm result{operand.source, operand.value, {}};
  result.dims.assign(to.size(), -1);
  for (auto [index, group] : llvm::enumerate(groups)) {
    int64_t single = static_cast<int64_t>(index);
    SmallVector<int64_t> longDims = getLongDims(expand ? to : from, group);
    if (longDims.size() > 1)
      return std::nullopt;
    if (longDims.empty())
      continue;
    int64_t fromDim = expand ? single : longDims.front();
    int64_t toDim = expand ? longDims.front() : single;
    result.dims[toDim] = operand.dims[fromDim];
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Forms
//===----------------------------------------------------------------------===//

ArrayRef<RowForm> RowExpressions::getForms(Value value) {
  auto [found, isNew] = forms.try_emplace(value);
  if (!isNew || !isFloatTensor(value) || isConstantValue(value))
    return found->second;
  auto shape = cast<RankedTensorType>(value.getType()).getShape();
  auto algebra = std::make_unique<RowAlgebra>(shape);
  RowForm own{value, algebra->data(), {}};
  llvm::append_range(own.dims, llvm::seq<int64_t>(0, shape.size()));
  algebras.try_emplace(value, std::move(algebra));
  order.try_emplace(value, order.size());
  found->second.push_back(std::move(own));
  return found->second;
}

void RowExpressions::keep(SmallVectorImpl<RowForm> &kept, RowForm form) {
  auto *position = llvm::find_if(kept, [&](const RowForm &other) {
    return order.lookup(other.source) < order.lookup(form.source);
  });
  kept.insert(position, std::move(form));
  if (kept.size() <= maxForms)
    return;
  // The farthest source whose rows were not summed up so far, but never the
  // value itself, which is first.
  for (size_t i = kept.size() - 1; i > 0; --i)
    if (!getAlgebra(kept[i].source).usesRows(kept[i].value)) {
      kept.erase(kept.begin() + i);
      return;
    }
  kept.pop_back();
}

std::optional<RowForm> RowExpressions::evaluate(Operation *op, unsigned result,
                                                Value source) {
  auto lookup = [&](Value value) -> ArrayRef<RowForm> {
    auto found = forms.find(value);
    return found == forms.end() ? ArrayRef<RowForm>() : found->second;
  };
  if (op->getNumOperands() != 0)
    for (const RowForm &operand : lookup(op->getOperand(0)))
      if (operand.source == source)
        if (auto reshaped = evaluateRowReshape(op, operand))
          return reshaped;
  return evaluateRowBody(getAlgebra(source), source, op, result, lookup);
}

void RowExpressions::visit(Operation *op) {
  bool isUnderstood = isa<linalg::LinalgOp, tensor::ExpandShapeOp,
                          tensor::CollapseShapeOp, tensor::CastOp>(op) ||
                      OpTrait::hasElementwiseMappableTraits(op);
  if (!isUnderstood)
    return;
  llvm::SmallSetVector<Value, 8> sources;
  for (Value operand : op->getOperands())
    for (const RowForm &form : getForms(operand))
      sources.insert(form.source);
  for (OpResult result : op->getResults()) {
    if (getForms(result).empty())
      continue;
    SmallVector<RowForm, 2> kept(getForms(result));
    for (Value source : sources) {
      std::optional<RowForm> form =
          evaluate(op, result.getResultNumber(), source);
      RowAlgebra &algebra = getAlgebra(source);
      // Without a sum over a row, what combines several tensors is a tensor of
      // its own.
      if (!form || form->value.getNumber() ||
          (algebra.usesOthers(form->value) && !algebra.usesRows(form->value)))
        continue;
      for (Value operand : op->getOperands())
        if (llvm::any_of(getForms(operand), [&](const RowForm &other) {
              return other.source == source;
            }))
          continued.insert(operand);
      keep(kept, std::move(*form));
    }
    forms[result] = std::move(kept);
  }
}
