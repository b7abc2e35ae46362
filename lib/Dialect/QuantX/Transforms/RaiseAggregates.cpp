//===- RaiseAggregates.cpp - Softmax and normalizations as one op ---------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "TensorLevelOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "quantx/Analysis/RowExpression.h"
#include "quantx/Analysis/RowFunction.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"
#include "llvm/ADT/MapVector.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXRAISEAGGREGATES
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

namespace {
/// Emits a row function of `source` and what is left around it.
class RowFunctionBuilder {
public:
  RowFunctionBuilder(OpBuilder &builder, Location loc, Value source,
                     const RowAlgebra &algebra)
      : builder(builder), loc(loc), source(source), algebra(algebra),
        type(cast<RankedTensorType>(source.getType())) {}

  Value build(const RowFunctionMatch &match, ArrayRef<int64_t> dims);

private:
  Value buildScaled(double scale);
  Value buildRest(Value normal, const RowFunctionMatch &match);
  /// The tensors in `value`, each once, with the maps to read them.
  void addOperands(const RowPolynomial &value);
  Value emitPolynomial(OpBuilder &nested, const RowPolynomial &value,
                       ValueRange arguments);
  Value emitTerm(OpBuilder &nested, const RowTerm &term, ValueRange arguments);

  Value createElementwiseLike(ArrayRef<ElementwiseOperand> inputs, Location at,
                              ElementwiseBody body) {
    return createElementwise(builder, at, inputs,
                             tensor::getMixedSizes(builder, at, source),
                             type.getElementType(), body);
  }
  Value createNumber(OpBuilder &nested, double number) {
    return arith::ConstantOp::create(
        nested, loc, nested.getFloatAttr(type.getElementType(), number));
  }

  OpBuilder &builder;
  Location loc;
  Value source;
  const RowAlgebra &algebra;
  RankedTensorType type;
  SmallVector<ElementwiseOperand> operands;
  /// Atom to operand.
  DenseMap<unsigned, unsigned> operandOf;
};
} // namespace

Value RowFunctionBuilder::build(const RowFunctionMatch &match,
                                ArrayRef<int64_t> dims) {
  bool isLast = match.factor.getNumber() == 1.0 && match.offset.isZero();
  Location at =
      isLast ? loc
             : getPartLocation(loc, match.function == RowFunction::Softmax
                                        ? "softmax"
                                        : "normalized");
  Value result;
  if (match.function == RowFunction::Softmax) {
    Value input = match.scale == 1 ? source : buildScaled(match.scale);
    Value empty = tensor::EmptyOp::create(
        builder, at, tensor::getMixedSizes(builder, at, source),
        type.getElementType());
    result = linalg::SoftmaxOp::create(builder, at, empty.getType(), input,
                                       empty, dims.front())
                 .getResult()
                 .front();
  } else {
    bool uncentered = match.function == RowFunction::RootMeanSquare;
    result = NormalizeOp::create(builder, at, type, source, uncentered, dims,
                                 APFloat(match.epsilon));
  }
  return isLast ? result : buildRest(result, match);
}

Value RowFunctionBuilder::buildScaled(double scale) {
  return createElementwiseLike(
      {{source, {}}}, getPartLocation(loc, "scaled"),
      [&](OpBuilder &nested, Location at, ValueRange arguments) -> Value {
        return arith::MulFOp::create(nested, at, arguments[0],
                                     createNumber(nested, scale));
      });
}

void RowFunctionBuilder::addOperands(const RowPolynomial &value) {
  for (const RowTerm &term : value.getTerms())
    for (const RowFactor &factor : term.factors) {
      auto [found, isNew] = operandOf.try_emplace(factor.atom, operands.size());
      if (!isNew)
        continue;
      const RowAtom &atom = algebra.getAtom(factor.atom);
      SmallVector<AffineExpr> index;
      for (int64_t dim : atom.tensorDims)
        index.push_back(dim < 0 ? builder.getAffineConstantExpr(0)
                                : builder.getAffineDimExpr(dim));
      operands.push_back({atom.tensor, AffineMap::get(type.getRank(), 0, index,
                                                      builder.getContext())});
    }
}

Value RowFunctionBuilder::emitTerm(OpBuilder &nested, const RowTerm &term,
                                   ValueRange arguments) {
  Value product;
  for (const RowFactor &factor : term.factors)
    for (int i = 0; i < factor.exponent; ++i) {
      Value argument = arguments[operandOf.at(factor.atom)];
      product = product ? arith::MulFOp::create(nested, loc, product, argument)
                              .getResult()
                        : argument;
    }
  if (!product)
    return createNumber(nested, term.coefficient);
  if (term.coefficient == 1)
    return product;
  return arith::MulFOp::create(nested, loc, product,
                               createNumber(nested, term.coefficient));
}

Value RowFunctionBuilder::emitPolynomial(OpBuilder &nested,
                                         const RowPolynomial &value,
                                         ValueRange arguments) {
  Value sum;
  for (const RowTerm &term : value.getTerms()) {
    Value next = emitTerm(nested, term, arguments);
    sum =
        sum ? arith::AddFOp::create(nested, loc, sum, next).getResult() : next;
  }
  return sum;
}

Value RowFunctionBuilder::buildRest(Value normal,
                                    const RowFunctionMatch &match) {
  operands.push_back({normal, {}});
  addOperands(match.factor);
  addOperands(match.offset);
  return createElementwiseLike(
      operands, loc,
      [&](OpBuilder &nested, Location, ValueRange arguments) -> Value {
        Value value = arguments[0];
        if (match.factor.getNumber() != 1.0)
          value = arith::MulFOp::create(
              nested, loc, value,
              emitPolynomial(nested, match.factor, arguments));
        if (!match.offset.isZero())
          value = arith::AddFOp::create(
              nested, loc, value,
              emitPolynomial(nested, match.offset, arguments));
        return value;
      });
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// The dimensions of `mask` that have more than one element: along others there
/// is nothing to sum up.
static SmallVector<int64_t> getLongDims(DimMask mask, ArrayRef<int64_t> shape) {
  SmallVector<int64_t> dims;
  for (auto [dim, size] : llvm::enumerate(shape))
    if (mask >> dim & 1 && size != 1)
      dims.push_back(static_cast<int64_t>(dim));
  return dims;
}

/// True if element i of the value is that of index i of the source.
static bool hasShapeOfSource(Value value, const RowForm &form) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type != form.source.getType())
    return false;
  return llvm::all_of(llvm::enumerate(form.dims), [&](auto pair) {
    auto dim = static_cast<int64_t>(pair.index());
    return pair.value() == dim || type.getDimSize(dim) == 1;
  });
}

/// Products of other tensors, and numbers: what the rest can be emitted from.
static bool isPolynomial(const RowAlgebra &algebra,
                         const RowPolynomial &value) {
  return llvm::all_of(value.getTerms(), [&](const RowTerm &term) {
    return llvm::all_of(term.factors, [&](const RowFactor &factor) {
      double exponent = factor.exponent;
      return algebra.getAtom(factor.atom).kind == RowAtom::Kind::Other &&
             exponent >= 1 && exponent <= 4 &&
             exponent == static_cast<int>(exponent);
    });
  });
}

namespace {
/// A match and what it is a match of.
struct Candidate {
  RowFunctionMatch match;
  Value source;
  SmallVector<int64_t> dims;

  /// A variance says more than a mean of squares of something centered before,
  /// and a function alone more than one with a factor.
  int getRank() const {
    return 2 * (match.function != RowFunction::RootMeanSquare) +
           match.isPlain();
  }
};

/// Goes through the ops of a function in their order.
class Raiser {
public:
  void visit(Operation *op) {
    expressions.visit(op);
    for (OpResult result : op->getResults())
      raise(result);
  }

  /// Says why what resembles a row function, and is part of none, is none.
  void reportMissed() const {
    for (const auto &[value, reason] : missed)
      if (!expressions.isContinued(value))
        remark::missed(value.getLoc(), remark::RemarkOpts::name("NotRaised")
                                           .category("quantx-raise-aggregates"))
            << remark::reason("{0} {1}", describeValue(value), reason);
  }

private:
  void raise(OpResult result) {
    std::optional<Candidate> best;
    std::string reason;
    for (const RowForm &form : expressions.getForms(result)) {
      std::string why;
      std::optional<Candidate> candidate = match(result, form, why);
      if (candidate && (!best || candidate->getRank() > best->getRank()))
        best = std::move(candidate);
      // The farthest source: what others say, this one implies.
      if (!why.empty())
        reason = why;
    }
    if (best)
      replace(result, *best);
    else if (!reason.empty())
      missed.insert({result, reason});
  }

  /// Fills `why` if the form is none but resembles one.
  std::optional<Candidate> match(OpResult result, const RowForm &form,
                                 std::string &why) {
    RowAlgebra &algebra = expressions.getAlgebra(form.source);
    if (!resemblesRowFunction(algebra, form.value))
      return std::nullopt;
    std::optional<RowFunctionMatch> match =
        matchRowFunction(algebra, form.value, why);
    if (!match)
      return std::nullopt;
    SmallVector<int64_t> dims = getLongDims(match->dims, algebra.getShape());
    if (dims.empty())
      why = "normalizes rows of one element";
    else if (match->function == RowFunction::Softmax && dims.size() != 1)
      why = "is a softmax over several dimensions";
    else if (!hasShapeOfSource(result, form))
      why = "has another shape than what it normalizes";
    else if (!isPolynomial(algebra, match->factor) ||
             !isPolynomial(algebra, match->offset))
      why = "combines a normalization with other tensors in a way that is no "
            "product and no sum";
    if (!why.empty())
      return std::nullopt;
    return Candidate{std::move(*match), form.source, std::move(dims)};
  }

  void replace(OpResult result, const Candidate &candidate) {
    OpBuilder builder(result.getOwner());
    RowFunctionBuilder emitter(builder, result.getLoc(), candidate.source,
                               expressions.getAlgebra(candidate.source));
    result.replaceAllUsesWith(emitter.build(candidate.match, candidate.dims));
  }

  RowExpressions expressions;
  /// Values that resemble a row function, and why they are none.
  llvm::MapVector<Value, std::string> missed;
};

struct RaiseAggregates
    : quantx::impl::QuantXRaiseAggregatesBase<RaiseAggregates> {
  void runOnOperation() override {
    SmallVector<Operation *> ops = getTensorLevelOps(getOperation());
    Raiser raiser;
    for (Operation *op : ops)
      raiser.visit(op);
    raiser.reportMissed();
    for (Operation *op : llvm::reverse(ops))
      if (isOpTriviallyDead(op))
        op->erase();
  }
};
} // namespace
