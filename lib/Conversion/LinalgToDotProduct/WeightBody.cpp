//===- WeightBody.cpp - Weights that are computed from constants ----------===//

#include "Constants.h"
#include "Contraction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// The producer
//===----------------------------------------------------------------------===//

static bool isVectorizable(Operation &op) {
  return isa<linalg::YieldOp, arith::ConstantOp>(op) ||
         OpTrait::hasElementwiseMappableTraits(&op);
}

/// Whether \p op computes each element from constants alone.
static bool isWeightProducer(linalg::GenericOp op) {
  if (!op.hasPureTensorSemantics() || op.getNumDpsInits() != 1 ||
      op.getNumParallelLoops() != op.getNumLoops())
    return false;
  OpOperand *init = op.getDpsInitOperand(0);
  return op.getMatchingIndexingMap(init).isPermutation() &&
         !op.payloadUsesValueFromOperand(init) && op.getNumDpsInputs() > 0 &&
         llvm::all_of(op.getInputs(), isReadableConstant) &&
         llvm::all_of(*op.getBody(), isVectorizable);
}

linalg::GenericOp quantx::findWeightProducer(Value weights) {
  while (auto transpose = weights.getDefiningOp<linalg::TransposeOp>())
    weights = transpose.getInput();
  auto op = weights.getDefiningOp<linalg::GenericOp>();
  return op && isWeightProducer(op) ? op : linalg::GenericOp();
}

//===----------------------------------------------------------------------===//
// Where its constants are read
//===----------------------------------------------------------------------===//

/// \p map from the loops to the indices of \p weights, continued to the loops
/// of the producer.
static AffineMap getProducerMap(Value weights, AffineMap map) {
  while (auto transpose = weights.getDefiningOp<linalg::TransposeOp>()) {
    // Dimension i of the result is dimension permutation[i] of the input.
    auto toInput = inversePermutation(AffineMap::getPermutationMap(
        transpose.getPermutation(), map.getContext()));
    map = toInput.compose(map);
    weights = transpose.getInput();
  }
  auto producer = weights.getDefiningOp<linalg::GenericOp>();
  return inversePermutation(
             producer.getMatchingIndexingMap(producer.getDpsInitOperand(0)))
      .compose(map);
}

/// The value of \p expr, which knows no loop but \p loop, at \p iteration.
static std::optional<int64_t> evaluate(AffineExpr expr, unsigned numLoops,
                                       unsigned loop, int64_t iteration) {
  SmallVector<AffineExpr> dims(numLoops,
                               getAffineConstantExpr(0, expr.getContext()));
  dims[loop] = getAffineConstantExpr(iteration, expr.getContext());
  auto constant = dyn_cast<AffineConstantExpr>(
      simplifyAffineExpr(expr.replaceDims(dims), 0, 0));
  return constant ? std::optional(constant.getValue()) : std::nullopt;
}

/// Offsets into \p constant, read through \p map; none if an index depends on
/// several loops or on rows.
static std::optional<OffsetTables> getOffsets(const Contraction &contraction,
                                              Value constant, AffineMap map) {
  OffsetTables tables;
  for (const Loop &loop : contraction.loops)
    tables.emplace_back(loop.kind == LoopKind::Row ? 0 : loop.size, 0);
  auto shape = cast<RankedTensorType>(constant.getType()).getShape();
  int64_t stride = 1;
  for (int64_t dim = map.getNumResults() - 1; dim >= 0; --dim) {
    AffineExpr expr = map.getResult(dim);
    unsigned known = 0;
    for (unsigned loop = 0; loop < tables.size(); ++loop) {
      if (!expr.isFunctionOfDim(loop))
        continue;
      if (++known > 1 || contraction.loops[loop].kind == LoopKind::Row)
        return std::nullopt;
      for (auto [iteration, offset] : llvm::enumerate(tables[loop])) {
        auto index = evaluate(expr, map.getNumDims(), loop, iteration);
        if (!index || (iteration == 0 && *index != 0))
          return std::nullopt;
        offset += *index * stride;
      }
    }
    if (known == 0 && expr != getAffineConstantExpr(0, expr.getContext()))
      return std::nullopt;
    stride *= shape[dim];
  }
  return tables;
}

//===----------------------------------------------------------------------===//
// The description
//===----------------------------------------------------------------------===//

/// The stored values: bytes, one for each weight.
static OpOperand *findStored(linalg::GenericOp op) {
  for (OpOperand *input : op.getDpsInputOperands())
    if (getElementTypeOrSelf(input->get()).isInteger(8) &&
        op.payloadUsesValueFromOperand(input) &&
        op.getMatchingIndexingMap(input).isPermutation())
      return input;
  return nullptr;
}

static bool readsNibblesOnly(BlockArgument argument) {
  return llvm::all_of(argument.getUsers(), [](Operation *user) {
    auto truncation = dyn_cast<arith::TruncIOp>(user);
    return truncation && truncation.getType().isInteger() &&
           truncation.getType().getIntOrFloatBitWidth() <= 4;
  });
}

LogicalResult quantx::setWeightBody(Contraction &contraction, Value value,
                                    AffineMap map, std::string &reason) {
  linalg::GenericOp producer = findWeightProducer(value);
  AffineMap toProducer = getProducerMap(value, map);
  OpOperand *stored = findStored(producer);
  if (!contraction.isFloat || !stored) {
    reason = "the weights are computed from constants, none of which has a "
             "byte for each weight";
    return failure();
  }
  WeightBody body{producer, stored->getOperandNumber(), false, {}};
  body.isNibble = readsNibblesOnly(producer.getMatchingBlockArgument(stored));
  for (OpOperand *input : producer.getDpsInputOperands()) {
    if (!producer.payloadUsesValueFromOperand(input))
      continue;
    if (!readConstantBytes(input->get())) {
      reason = "the weights are computed from a constant whose elements are no "
               "whole bytes";
      return failure();
    }
    std::optional<OffsetTables> offsets =
        getOffsets(contraction, input->get(),
                   producer.getMatchingIndexingMap(input).compose(toProducer));
    if (!offsets) {
      reason = "a constant that the weights are computed from is not indexed "
               "by one loop a dimension";
      return failure();
    }
    if (input == stored) {
      contraction.weights = stored->get();
      contraction.weightOffsets = std::move(*offsets);
      continue;
    }
    body.parameters.push_back(
        {input->getOperandNumber(), input->get(), std::move(*offsets)});
  }
  contraction.weightBody = std::move(body);
  return success();
}
