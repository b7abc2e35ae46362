//===- LinalgFlow.cpp - Quantization flow of linalg ops -------------------===//
//
// One model for all structured ops. The body says what is computed, the
// iterators whether it accumulates, and the indexing maps which dimension of
// the weight belongs to which dimension of the result; a named op and a generic
// that spells it out give the same answer.
//
// That a sum of products is a contraction or a convolution is not asked: any
// indexing of the factors accumulates in integers alike.
//
//===----------------------------------------------------------------------===//

#include "ScalarBody.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/IR/QuantXInterfaces.h"
#include "quantx/Interfaces/FlowModels.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// The number of terms that one element of the result sums up, if static.
static std::optional<int64_t> getReductionCount(linalg::LinalgOp op) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  SmallVector<unsigned> loops;
  op.getReductionDims(loops);
  int64_t count = 1;
  for (unsigned loop : loops)
    if (ShapedType::isDynamic(ranges[loop]) ||
        llvm::MulOverflow(count, ranges[loop], count))
      return std::nullopt;
  return count;
}

/// Pairs each dimension of `from` whose loop is that of a dimension of `to`
/// with it.
static void pairDims(linalg::LinalgOp op, OpOperand *from, OpOperand *to,
                     SmallVectorImpl<int64_t> &fromDims,
                     SmallVectorImpl<int64_t> &toDims) {
  AffineMap fromMap = op.getMatchingIndexingMap(from);
  AffineMap toMap = op.getMatchingIndexingMap(to);
  // A loop that indexes an operand twice picks a diagonal of it.
  auto countDims = [](AffineMap map, AffineDimExpr loop) {
    return llvm::count_if(map.getResults(), [&](AffineExpr expr) {
      return expr.isFunctionOfDim(loop.getPosition());
    });
  };
  for (auto [fromDim, expr] : llvm::enumerate(fromMap.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    if (!loop || countDims(fromMap, loop) != 1 || countDims(toMap, loop) != 1)
      continue;
    std::optional<unsigned> toDim = toMap.getResultPosition(expr);
    if (!toDim)
      continue;
    fromDims.push_back(fromDim);
    toDims.push_back(*toDim);
  }
}

//===----------------------------------------------------------------------===//
// From bodies to flows
//===----------------------------------------------------------------------===//

namespace {
/// Turns the formula of a body into the flow of its op.
class FlowBuilder {
public:
  FlowBuilder(linalg::LinalgOp op, OpOperand *init)
      : op(op), init(init), accumulates(op.getNumReductionLoops() != 0) {}

  QuantizationFlow operator()(const UnknownBody &body) const {
    return OpaqueFlow{body.reason};
  }

  QuantizationFlow operator()(const MovedBody &body) const {
    SameScaleFlow flow;
    for (Value constant : body.constants) {
      auto argument = dyn_cast<BlockArgument>(constant);
      bool isOperand = argument && argument.getOwner() == op.getBlock();
      flow.fills.push_back(isOperand ? getOperand(argument)->get() : constant);
    }
    for (BlockArgument argument : body.arguments) {
      OpOperand *operand = getOperand(argument);
      bool isData = isa<TensorType>(operand->get().getType()) &&
                    !(operand == init && isConstantValue(operand->get()));
      if (isData)
        flow.data.push_back(operand);
      else
        flow.fills.push_back(operand->get());
    }
    llvm::sort(flow.data, [](OpOperand *a, OpOperand *b) {
      return a->getOperandNumber() < b->getOperandNumber();
    });
    if (accumulates && !llvm::is_contained(body.arguments, getInitArgument()))
      return unordered();
    return flow;
  }

  QuantizationFlow operator()(const PointwiseBody &body) const {
    OpOperand *data = getOperand(body.argument);
    if (accumulates)
      return data == init ? otherAccumulation() : unordered();
    if (!isFloatTensor(data->get()))
      return OpaqueFlow{"computes a function of something other than a tensor "
                        "of floats"};
    if (!op.getMatchingIndexingMap(init).isPermutation())
      return repeated();
    return PointwiseFlow{data, getMap(data), body.affine, body.range,
                         body.function};
  }

  QuantizationFlow operator()(const BinaryBody &body) const {
    OpOperand *lhs = getOperand(body.lhs), *rhs = getOperand(body.rhs);
    if (!isFloatTensor(lhs->get()) || !isFloatTensor(rhs->get()))
      return scalar();
    if (!accumulates && !op.getMatchingIndexingMap(init).isPermutation())
      return repeated();
    if (!accumulates)
      return ElementwiseBinaryFlow{body.function, lhs,         rhs,
                                   getMap(lhs),   getMap(rhs), body.after};
    if (lhs == init)
      std::swap(lhs, rhs);
    if (rhs != init)
      return unordered();
    if (body.function != BinaryFunction::Add || !body.after.isIdentity())
      return otherAccumulation();
    return ReductionFlow{lhs, init, getReductionCount(op)};
  }

  QuantizationFlow operator()(const ProductSumBody &body) const {
    AccumulatingFlow flow;
    flow.data = getOperand(body.lhs);
    flow.weight = getOperand(body.rhs);
    flow.init = getOperand(body.accumulator);
    for (OpOperand *operand : {flow.data, flow.weight, flow.init})
      if (!isFloatTensor(operand->get()))
        return scalar();
    if (accumulates && flow.init != init)
      return flow.data == init || flow.weight == init ? otherAccumulation()
                                                      : unordered();
    if (!op.getMatchingIndexingMap(init).isPermutation() && !accumulates)
      return repeated();
    if (flow.init != init)
      flow.initMap = getMap(flow.init);
    if (flow.data->getOperandNumber() > flow.weight->getOperandNumber())
      std::swap(flow.data, flow.weight);
    if (isConstantValue(flow.data->get()) &&
        !isConstantValue(flow.weight->get()))
      std::swap(flow.data, flow.weight);
    flow.reductionCount = getReductionCount(op);
    pairDims(op, flow.weight, init, flow.weightChannelDims,
             flow.resultChannelDims);
    pairDims(op, flow.data, init, flow.dataRowDims, flow.resultRowDims);
    pairDims(op, flow.data, flow.weight, flow.dataSharedDims,
             flow.weightSharedDims);
    return flow;
  }

private:
  OpOperand *getOperand(BlockArgument argument) const {
    return op.getMatchingOpOperand(argument);
  }
  BlockArgument getInitArgument() const {
    return op.getMatchingBlockArgument(init);
  }
  /// The index into `operand` for an index of the result.
  AffineMap getMap(OpOperand *operand) const {
    AffineMap toLoops = inversePermutation(op.getMatchingIndexingMap(init));
    return op.getMatchingIndexingMap(operand).compose(toLoops);
  }
  static bool isFloatTensor(Value value) {
    return isa<TensorType>(value.getType()) &&
           isa<FloatType>(getElementTypeOrSelf(value));
  }
  static OpaqueFlow scalar() {
    return {"depends on a scalar that is not constant"};
  }
  static OpaqueFlow repeated() {
    return {"does not write each element of its result once"};
  }
  static OpaqueFlow unordered() {
    return {"has a reduction loop but does not accumulate"};
  }
  static OpaqueFlow otherAccumulation() {
    return {"accumulates in a way that is no sum, maximum, minimum or sum of "
            "products"};
  }

  mutable linalg::LinalgOp op;
  OpOperand *init;
  bool accumulates;
};

/// The number that every element of `value`, a value of the body of `op` or
/// from outside, is. Tensors of equal elements count if `tensorsCount`.
std::optional<double> getNumber(linalg::LinalgOp op, Value value,
                                bool tensorsCount) {
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument || argument.getOwner() != op.getBlock())
    return getConstantNumber(value);
  OpOperand *operand = op.getMatchingOpOperand(argument);
  bool isTensor = isa<TensorType>(operand->get().getType());
  if (isTensor && (!tensorsCount || op.isDpsInit(operand)))
    return std::nullopt;
  return getConstantNumber(operand->get());
}

/// The tensor from which the body of `op` takes the element that it yields, at
/// an index that does not depend on floats: a gather, a resize, an embedding.
/// Null if it does anything else with floats.
OpOperand *getGathered(linalg::LinalgOp op, Value yielded) {
  auto extract = yielded.getDefiningOp<tensor::ExtractOp>();
  auto isFloat = [](Value value) { return isa<FloatType>(value.getType()); };
  if (!extract || extract->getBlock() != op.getBlock() ||
      op.getNumReductionLoops() != 0 || op->getNumResults() != 1)
    return nullptr;
  for (Operation &nested : op.getBlock()->without_terminator())
    if (&nested != extract && (llvm::any_of(nested.getOperands(), isFloat) ||
                               llvm::any_of(nested.getResults(), isFloat)))
      return nullptr;
  return &extract.getTensorMutable();
}

QuantizationFlow getStructuredFlow(linalg::LinalgOp op, OpResult result) {
  if (!isa<FloatType>(getElementTypeOrSelf(result)))
    return OpaqueFlow{"does not compute floats"};
  OpOperand *init = op.getDpsInitOperand(result.getResultNumber());
  Value yielded = op.getMatchingYieldValue(init)->get();
  if (OpOperand *data = getGathered(op, yielded))
    return SameScaleFlow{{data}, {}};
  auto analyze = [&](bool tensorsCount) {
    return analyzeScalarBody(op.getBlock(), yielded, [=](Value value) {
      return getNumber(op, value, tensorsCount);
    });
  };
  // The factors of an accumulation keep their roles even when all their
  // elements are the same; elsewhere such a tensor is a number, if that helps.
  bool accumulates = op.getNumReductionLoops() != 0;
  ScalarBody body = analyze(/*tensorsCount=*/!accumulates);
  if (std::holds_alternative<UnknownBody>(body) && !accumulates)
    if (ScalarBody other = analyze(/*tensorsCount=*/false);
        !std::holds_alternative<UnknownBody>(other))
      body = std::move(other);
  return std::visit(FlowBuilder(op, init), body);
}

template <typename OpTy>
struct StructuredModel
    : QuantizationFlowOpInterface::ExternalModel<StructuredModel<OpTy>, OpTy> {
  QuantizationFlow getQuantizationFlow(Operation *op, OpResult result) const {
    return getStructuredFlow(cast<linalg::LinalgOp>(op), result);
  }
};

struct SoftmaxModel
    : QuantizationFlowOpInterface::ExternalModel<SoftmaxModel,
                                                 linalg::SoftmaxOp> {
  QuantizationFlow getQuantizationFlow(Operation *op, OpResult) const {
    auto softmax = cast<linalg::SoftmaxOp>(op);
    return RowFlow{&softmax.getInputMutable(),
                   {static_cast<int64_t>(softmax.getDimension())},
                   RowFunction::Softmax,
                   /*epsilon=*/0,
                   {0, 1}};
  }
};
} // namespace

template <typename... Ops>
static void attachStructured(MLIRContext *context) {
  (Ops::template attachInterface<StructuredModel<Ops>>(*context), ...);
}

void quantx::registerLinalgFlowModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, linalg::LinalgDialect *) {
    attachStructured<
#define GET_OP_LIST
#include "mlir/Dialect/Linalg/IR/LinalgStructuredOps.cpp.inc"
        >(context);
    linalg::SoftmaxOp::attachInterface<SoftmaxModel>(*context);
  });
}
