//===- RowBody.cpp - One op in the algebra of rows ------------------------===//

#include "RowBody.h"

#include "RowScalarOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

using Result = RowAlgebra::Result;

namespace {
/// Evaluates the body of one op. Its loops are dimensions of the source where
/// operands that have a form say so.
class BodyEvaluator {
public:
  BodyEvaluator(RowAlgebra &algebra, Value source, RowFormLookup lookup,
                unsigned loops)
      : algebra(algebra), source(source), lookup(lookup), loopDims(loops, -1) {}

  /// Learns which loops are dimensions of the source; false if an operand with
  /// a form contradicts.
  bool bindLoops(Value operand, AffineMap map);
  /// Gives `scalar` the element of `operand` at the index `map`.
  void setElement(Value scalar, Value operand, AffineMap map);
  void set(Value scalar, RowPolynomial value) {
    values[scalar] = std::move(value);
  }
  void visit(Operation *op);
  Result get(Value scalar);

  ArrayRef<int64_t> getLoopDims() const { return loopDims; }

private:
  /// The dimension of the source that `loop` is, or may be taken for since no
  /// operand says otherwise.
  std::optional<int64_t> bindLoop(unsigned loop, int64_t size);
  const RowForm *getForm(Value operand) const {
    ArrayRef<RowForm> forms = lookup(operand);
    const auto *form = llvm::find_if(
        forms, [&](const RowForm &form) { return form.source == source; });
    return form == forms.end() ? nullptr : form;
  }

  RowAlgebra &algebra;
  Value source;
  RowFormLookup lookup;
  /// The dimension of the source that a loop is, or -1.
  SmallVector<int64_t, 4> loopDims;
  DenseMap<Value, RowPolynomial> values;
};
} // namespace

bool BodyEvaluator::bindLoops(Value operand, AffineMap map) {
  const RowForm *form = getForm(operand);
  if (!form)
    return true;
  for (auto [dim, expr] : llvm::zip_equal(form->dims, map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    if (dim < 0)
      continue;
    if (!loop) {
      // Index 0 of a dimension that has no other.
      if (algebra.getShape()[dim] != 1)
        return false;
      continue;
    }
    int64_t &bound = loopDims[loop.getPosition()];
    bool isTaken = bound < 0 && llvm::is_contained(loopDims, dim);
    if (isTaken || (bound >= 0 && bound != dim))
      return false;
    bound = dim;
  }
  return true;
}

std::optional<int64_t> BodyEvaluator::bindLoop(unsigned loop, int64_t size) {
  int64_t &bound = loopDims[loop];
  for (auto [dim, dimSize] : llvm::enumerate(algebra.getShape()))
    if (bound < 0 && dimSize == size &&
        !llvm::is_contained(loopDims, static_cast<int64_t>(dim)))
      bound = static_cast<int64_t>(dim);
  return bound < 0 ? std::nullopt : std::optional(bound);
}

void BodyEvaluator::setElement(Value scalar, Value operand, AffineMap map) {
  if (const RowForm *form = getForm(operand)) {
    values[scalar] = form->value;
    return;
  }
  if (lookup(operand).empty())
    if (std::optional<double> number = getConstantNumber(operand)) {
      values[scalar] = RowPolynomial::number(*number);
      return;
    }
  SmallVector<int64_t> dims;
  auto tensor = dyn_cast<RankedTensorType>(operand.getType());
  for (auto [index, expr] : llvm::enumerate(map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    int64_t size = tensor.getDimSize(static_cast<unsigned>(index));
    if (!loop || size == 1)
      dims.push_back(-1);
    else if (std::optional<int64_t> dim = bindLoop(loop.getPosition(), size))
      dims.push_back(*dim);
    else
      return;
  }
  if (isa<FloatType>(getElementTypeOrSelf(operand)))
    values[scalar] = algebra.other(operand, dims);
}

Result BodyEvaluator::get(Value scalar) {
  auto found = values.find(scalar);
  if (found != values.end())
    return found->second;
  if (std::optional<double> number = getConstantNumber(scalar))
    return RowPolynomial::number(*number);
  return std::nullopt;
}

void BodyEvaluator::visit(Operation *op) {
  if (op->getNumResults() != 1 || op->getNumRegions() != 0)
    return;
  SmallVector<RowPolynomial, 3> operands;
  for (Value operand : op->getOperands()) {
    Result value;
    if (isa<FloatType>(getElementTypeOrSelf(operand)))
      value = get(operand);
    else
      value = RowPolynomial();
    if (!value)
      return;
    operands.push_back(std::move(*value));
  }
  if (Result result = evaluateRowOp(algebra, op, operands))
    values[op->getResult(0)] = std::move(*result);
}

//===----------------------------------------------------------------------===//
// Structured ops
//===----------------------------------------------------------------------===//

namespace {
/// What a structured op with reduction loops does with what its body adds.
struct Reduction {
  /// The dimensions of the source that it runs over.
  DimMask dims = 0;
  /// The number of times that each of their elements is met.
  double repetitions = 1;
};
} // namespace

static std::optional<Reduction> getReduction(linalg::LinalgOp op,
                                             ArrayRef<int64_t> loopDims) {
  Reduction reduction;
  SmallVector<unsigned> loops;
  op.getReductionDims(loops);
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  for (unsigned loop : loops) {
    if (loopDims[loop] >= 0)
      reduction.dims |= DimMask(1) << loopDims[loop];
    else if (ShapedType::isDynamic(sizes[loop]))
      return std::nullopt;
    else
      reduction.repetitions *= static_cast<double>(sizes[loop]);
  }
  return reduction;
}

/// True if a maximum that starts there is that of the elements alone.
static bool isBelowEverything(std::optional<double> start, Type type) {
  auto floatType = cast<FloatType>(type);
  return start &&
         *start <= APFloat::getLargest(floatType.getFloatSemantics(), true)
                       .convertToDouble();
}

static Result evaluateReduction(RowAlgebra &algebra, BodyEvaluator &evaluator,
                                linalg::LinalgOp op, OpOperand *init,
                                Value yielded) {
  std::optional<Reduction> reduction =
      getReduction(op, evaluator.getLoopDims());
  if (!reduction || reduction->dims == 0)
    return std::nullopt;
  BlockArgument accumulator = op.getMatchingBlockArgument(init);
  std::optional<double> start = getConstantNumber(init->get());
  if (Value term = getMaximumWith(yielded, accumulator)) {
    Result value = evaluator.get(term);
    if (!value || !isBelowEverything(start, term.getType()))
      return std::nullopt;
    return algebra.maximum(*value, reduction->dims);
  }
  Result total = evaluator.get(yielded);
  if (!total || !start)
    return std::nullopt;
  RowPolynomial soFar = algebra.accumulator();
  total->add(soFar.scaled(-1));
  for (const RowTerm &term : total->getTerms())
    for (const RowFactor &factor : term.factors)
      if (algebra.getAtom(factor.atom).kind == RowAtom::Kind::Accumulator)
        return std::nullopt;
  Result sum = algebra.sum(*total, reduction->dims);
  if (!sum)
    return std::nullopt;
  RowPolynomial result = sum->scaled(reduction->repetitions);
  result.add(RowPolynomial::number(*start));
  return result;
}

static std::optional<RowForm>
evaluateStructured(RowAlgebra &algebra, Value source, linalg::LinalgOp op,
                   unsigned number, RowFormLookup lookup) {
  auto isIndexed = [](AffineMap map) {
    return map.isProjectedPermutation(/*allowZeroInResults=*/true);
  };
  if (!op.hasPureTensorSemantics() ||
      !llvm::all_of(op.getIndexingMapsArray(), isIndexed))
    return std::nullopt;
  BodyEvaluator evaluator(algebra, source, lookup, op.getNumLoops());
  bool reduces = op.getNumReductionLoops() != 0;
  for (OpOperand &operand : op->getOpOperands())
    if (op.payloadUsesValueFromOperand(&operand) &&
        !evaluator.bindLoops(operand.get(),
                             op.getMatchingIndexingMap(&operand)))
      return std::nullopt;
  for (OpOperand &operand : op->getOpOperands()) {
    BlockArgument scalar = op.getMatchingBlockArgument(&operand);
    if (op.isDpsInit(&operand) && reduces)
      evaluator.set(scalar, algebra.accumulator());
    else
      evaluator.setElement(scalar, operand.get(),
                           op.getMatchingIndexingMap(&operand));
  }
  for (Operation &scalar : op.getBlock()->without_terminator())
    evaluator.visit(&scalar);
  OpOperand *init = op.getDpsInitOperand(number);
  Value yielded = op.getMatchingYieldValue(init)->get();
  Result value = reduces
                     ? evaluateReduction(algebra, evaluator, op, init, yielded)
                     : evaluator.get(yielded);
  if (!value)
    return std::nullopt;
  RowForm form{source, std::move(*value), {}};
  for (AffineExpr expr : op.getMatchingIndexingMap(init).getResults()) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    form.dims.push_back(loop ? evaluator.getLoopDims()[loop.getPosition()]
                             : -1);
  }
  return form;
}

/// arith and math ops apply to tensors as to scalars.
static std::optional<RowForm> evaluateMapped(RowAlgebra &algebra, Value source,
                                             Operation *op,
                                             RowFormLookup lookup) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  auto identity =
      AffineMap::getMultiDimIdentityMap(type.getRank(), op->getContext());
  BodyEvaluator evaluator(algebra, source, lookup, type.getRank());
  for (Value operand : op->getOperands())
    if (!isa<RankedTensorType>(operand.getType()) ||
        !evaluator.bindLoops(operand, identity))
      return std::nullopt;
  for (Value operand : op->getOperands())
    evaluator.setElement(operand, operand, identity);
  evaluator.visit(op);
  Result value = evaluator.get(op->getResult(0));
  if (!value)
    return std::nullopt;
  RowForm form{source, std::move(*value), {}};
  form.dims.assign(evaluator.getLoopDims().begin(),
                   evaluator.getLoopDims().end());
  return form;
}

std::optional<RowForm> quantx::evaluateRowBody(RowAlgebra &algebra,
                                               Value source, Operation *op,
                                               unsigned result,
                                               RowFormLookup lookup) {
  if (auto structured = dyn_cast<linalg::LinalgOp>(op))
    return evaluateStructured(algebra, source, structured, result, lookup);
  if (OpTrait::hasElementwiseMappableTraits(op))
    return evaluateMapped(algebra, source, op, lookup);
  return std::nullopt;
}
