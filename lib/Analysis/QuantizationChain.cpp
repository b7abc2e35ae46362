//===- QuantizationChain.cpp - What one integer op can do at once ---------===//

#include "quantx/Analysis/QuantizationChain.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Operation.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Integer forms
//===----------------------------------------------------------------------===//

/// A requantization multiplies by a positive number.
static bool isIncreasing(const ClampedAffine &function) {
  return function.scale > 0 && std::isfinite(function.scale);
}

/// A function of two tensors has signed multipliers; a quotient, which has no
/// bounds, takes no offset.
static bool canFollow(BinaryFunction function, const ClampedAffine &after) {
  bool isFinite = std::isfinite(after.scale) && std::isfinite(after.offset);
  if (function == BinaryFunction::Div)
    return isFinite && after.scale != 0 && after.offset == 0;
  return isFinite;
}

namespace {
struct NoIntegerForm {
  std::string operator()(const OpaqueFlow &flow) { return flow.reason; }
  std::string operator()(const AccumulatingFlow &flow) {
    if (flow.init && !isConstantValue(flow.init->get()))
      return "accumulates onto a tensor that is not constant";
    return "";
  }
  std::string operator()(const SameScaleFlow &flow) {
    return flow.data.empty() ? "holds constants only" : "";
  }
  std::string operator()(const FixedRangeFlow &) { return ""; }
  std::string operator()(const RowFlow &flow) {
    auto type = cast<RankedTensorType>(flow.data->get().getType());
    bool isStatic = llvm::none_of(
        flow.dims, [&](int64_t dim) { return type.isDynamicDim(dim); });
    if (flow.function != RowFunction::Softmax && !isStatic)
      return "normalizes rows whose length is known at run time only";
    return "";
  }
  std::string operator()(const PointwiseFlow &) { return ""; }
  std::string operator()(const ElementwiseBinaryFlow &flow) {
    if (!canFollow(flow.function, flow.after))
      return "multiplies its result by a number that is not finite, or adds "
             "one to a quotient";
    return "";
  }
  std::string operator()(const ReductionFlow &flow) {
    if (flow.init && !isConstantValue(flow.init->get()))
      return "accumulates onto a tensor that is not constant";
    return "";
  }
};
} // namespace

std::string quantx::explainNoIntegerForm(const QuantizationFlow &flow) {
  return std::visit(NoIntegerForm(), flow);
}

//===----------------------------------------------------------------------===//
// Chains
//===----------------------------------------------------------------------===//

static bool isIdentity(AffineMap map) { return !map || map.isIdentity(); }

/// True if a tensor that is read through `map` varies along the dimensions
/// `dims` of the result only.
static bool variesAlongOnly(AffineMap map, Type type, ArrayRef<int64_t> dims) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !map || tensor.getRank() != map.getNumResults())
    return false;
  for (auto [size, expr] : llvm::zip_equal(tensor.getShape(), map.getResults()))
    if (size != 1 && !llvm::any_of(dims, [expr = expr](int64_t dim) {
          return expr == getAffineDimExpr(dim, expr.getContext());
        }))
      return false;
  return true;
}

/// True if a structured op reads `operand` at the index that it writes.
static bool isReadInPlace(OpOperand &operand) {
  auto op = dyn_cast<linalg::LinalgOp>(operand.getOwner());
  return op && op.getMatchingIndexingMap(&operand) ==
                   op.getMatchingIndexingMap(op.getDpsInitOperand(0));
}

/// True if an op that reads `use` multiplies it by constants or adds some to
/// it, which may differ along any dimensions and have any sign: the gamma and
/// the beta of a normalization.
static bool isChannelAffine(OpOperand &use, const QuantizationFlow &flow) {
  if (auto *product = std::get_if<AccumulatingFlow>(&flow))
    return product->reductionCount == 1 && product->data == &use &&
           isReadInPlace(use) && isConstantValue(product->weight->get()) &&
           (!product->init || isConstantValue(product->init->get()));
  auto *binary = std::get_if<ElementwiseBinaryFlow>(&flow);
  if (!binary || !binary->after.isIdentity())
    return false;
  bool isLhs = binary->lhs == &use;
  bool commutes = binary->function == BinaryFunction::Add ||
                  binary->function == BinaryFunction::Mul;
  return (isLhs || (binary->rhs == &use && commutes)) &&
         isIdentity(isLhs ? binary->lhsMap : binary->rhsMap) &&
         isConstantValue((isLhs ? binary->rhs : binary->lhs)->get());
}

/// True for a constant of positive, finite numbers.
static bool isPositive(Value value) {
  ElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)) || !canReadElements(elements))
    return false;
  ElementsReader numbers = *ElementsReader::get(elements);
  for (size_t index = 0; index < numbers.size(); ++index)
    if (!(numbers.getFloat(index) > 0) ||
        !std::isfinite(numbers.getFloat(index)))
      return false;
  return true;
}

namespace {
/// Decides, follower by follower, what the head of a chain absorbs.
class Absorption {
public:
  explicit Absorption(const QuantizationFlow &head) : head(head) {}

  /// True if the head absorbs the op that reads the chain's value as `use`.
  bool absorb(OpOperand &use, const QuantizationFlow &flow) {
    bool absorbed = absorbOne(use, flow);
    isFirst = false;
    return absorbed;
  }

private:
  bool absorbOne(OpOperand &use, const QuantizationFlow &flow) {
    if (auto *pointwise = std::get_if<PointwiseFlow>(&flow))
      return pointwise->data == &use && isIdentity(pointwise->map) &&
             absorbFunction(*pointwise);
    if (isNorm())
      return !clamped && isChannelAffine(use, flow);
    if (auto *binary = std::get_if<ElementwiseBinaryFlow>(&flow))
      return absorbBias(use, *binary) || absorbCounts(use, *binary);
    return false;
  }

  bool isNorm() const {
    auto *row = std::get_if<RowFlow>(&head);
    return row && row->function != RowFunction::Softmax;
  }

  bool absorbFunction(const PointwiseFlow &flow) {
    if (std::holds_alternative<PointwiseFlow>(head))
      return true;
    return flow.affine && absorbAffine(*flow.affine);
  }

  bool absorbAffine(const ClampedAffine &function) {
    if (auto *binary = std::get_if<ElementwiseBinaryFlow>(&head))
      return canFollow(binary->function, function);
    bool canAdd = std::holds_alternative<AccumulatingFlow>(head) || isNorm();
    bool canScale =
        isNorm() ? std::isfinite(function.scale) : isIncreasing(function);
    if (!canScale || (!canAdd && function.offset != 0))
      return false;
    clamped |= !function.isUnclamped();
    return true;
  }

  /// The constant joins the bias, so it comes before any clamp and has one
  /// value per channel.
  bool absorbBias(OpOperand &use, const ElementwiseBinaryFlow &flow) {
    auto *accumulation = std::get_if<AccumulatingFlow>(&head);
    bool isLhs = flow.lhs == &use;
    bool isSum = flow.function == BinaryFunction::Add ||
                 (flow.function == BinaryFunction::Sub && isLhs);
    if (!accumulation || !isSum || clamped)
      return false;
    Value other = (isLhs ? flow.rhs : flow.lhs)->get();
    return isIdentity(isLhs ? flow.lhsMap : flow.rhsMap) &&
           isConstantValue(other) &&
           variesAlongOnly(isLhs ? flow.rhsMap : flow.lhsMap, other.getType(),
                           accumulation->resultChannelDims) &&
           absorbAffine(flow.after);
  }

  /// The number of terms of a sum, which differs by place: an average pool that
  /// does not count its padding. Nothing stands between the sum and it.
  bool absorbCounts(OpOperand &use, const ElementwiseBinaryFlow &flow) {
    bool isMean = std::holds_alternative<ReductionFlow>(head) && isFirst &&
                  flow.function == BinaryFunction::Div && flow.lhs == &use &&
                  isIdentity(flow.lhsMap) && isPositive(flow.rhs->get());
    return isMean && absorbAffine(flow.after);
  }

  const QuantizationFlow &head;
  bool clamped = false;
  bool isFirst = true;
};
} // namespace

static bool canHeadChain(const QuantizationFlow &flow) {
  return explainNoIntegerForm(flow).empty() &&
         !std::holds_alternative<SameScaleFlow>(flow) &&
         !std::holds_alternative<FixedRangeFlow>(flow);
}

QuantizationChain quantx::getQuantizationChain(OpResult head) {
  QuantizationChain chain;
  chain.head = head;
  chain.headFlow = getQuantizationFlow(head);
  if (!canHeadChain(chain.headFlow))
    return chain;
  Absorption absorption(chain.headFlow);
  for (OpResult tail = head; tail.hasOneUse(); tail = chain.getTail()) {
    OpOperand &use = *tail.use_begin();
    Operation *user = use.getOwner();
    if (user->getNumResults() != 1 ||
        user->getBlock() != head.getOwner()->getBlock() ||
        user->getResult(0).getType() != tail.getType())
      break;
    QuantizationFlow flow = getQuantizationFlow(user->getResult(0));
    if (!absorption.absorb(use, flow))
      break;
    chain.followers.push_back(user->getResult(0));
    chain.followerFlows.push_back(std::move(flow));
  }
  return chain;
}

static bool isFloatTensor(Value value) {
  auto type = dyn_cast<TensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

void quantx::walkChains(Operation *root,
                        function_ref<void(QuantizationChain)> visit) {
  DenseSet<Value> followers;
  root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    for (OpResult result : op->getResults()) {
      if (!isFloatTensor(result) || isConstantValue(result) ||
          followers.contains(result))
        continue;
      QuantizationChain chain = getQuantizationChain(result);
      followers.insert_range(chain.followers);
      visit(std::move(chain));
    }
  });
}

DenseSet<Value> quantx::getInnerValues(Operation *root) {
  DenseSet<Value> inner;
  walkChains(root, [&](const QuantizationChain &chain) {
    inner.insert(chain.head);
    inner.insert_range(chain.followers);
    inner.erase(chain.getTail());
  });
  return inner;
}

OpOperand *quantx::getOnlyReader(Value value) {
  OpOperand *only = nullptr;
  for (OpOperand &use : value.getUses()) {
    if (isa<ShapedDimOpInterface>(use.getOwner()))
      continue;
    if (only)
      return nullptr;
    only = &use;
  }
  return only;
}
