//===- Factors.cpp - Quantized operands of sums of products ---------------===//

#include "Factors.h"

#include "ConstantGrid.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

static ElementsAttr getConstant(Value value) {
  ElementsAttr elements;
  if (matchPattern(value, m_Constant(&elements)) && canReadElements(elements))
    return elements;
  return {};
}

bool Factor::isConstant() const { return bool(getConstant(stored)); }

AccumulatorBounds Factor::getDifferenceBounds() const {
  auto [min, max] = ParamsAttr::getTypeBounds(params.getStorageType());
  auto [least, greatest] = std::minmax_element(zeroPoints.getValues().begin(),
                                               zeroPoints.getValues().end());
  return {min - *greatest, max - *least};
}

/// The map from the loops of `op` to the dimensions of its result, inverted:
/// where each parallel loop ends up.
static AffineMap getLoopsToResult(linalg::LinalgOp op) {
  return op.getMatchingIndexingMap(op.getDpsInitOperand(0));
}

/// The indexing map of an operand with each parallel loop renamed to the
/// dimension of the result it is, and a loop that the result does not have to
/// one beyond.
static AffineMap toResultDims(linalg::LinalgOp op, AffineMap map) {
  AffineMap result = getLoopsToResult(op);
  SmallVector<AffineExpr> renamed;
  unsigned beyond = result.getNumResults();
  for (unsigned loop = 0; loop < map.getNumDims(); ++loop) {
    AffineExpr dim = getAffineDimExpr(loop, map.getContext());
    std::optional<unsigned> position = result.getResultPosition(dim);
    renamed.push_back(
        getAffineDimExpr(position ? *position : beyond++, map.getContext()));
  }
  return map.replaceDimsAndSymbols(renamed, {}, beyond, 0);
}

AffineMap quantx::getMapFromResult(linalg::LinalgOp op, OpOperand *operand) {
  return toResultDims(op, op.getMatchingIndexingMap(operand));
}

/// True if the grid varies along dimensions of the result only.
template <typename T>
static bool isOverResult(const std::optional<Grid<T>> &grid, int64_t rank) {
  return grid && llvm::all_of(grid->getDomain().dims,
                              [&](int64_t dim) { return dim < rank; });
}

FailureOr<Factor> quantx::getFactor(linalg::LinalgOp op, OpOperand *operand,
                                    Refusal &refusal) {
  auto source = operand->get().getDefiningOp<DequantizeOp>();
  if (!source)
    return refusal(op, llvm::formatv("has operand #{0}, which is not quantized",
                                     operand->getOperandNumber()));
  Factor factor;
  factor.operand = operand;
  factor.stored = source.getInput();
  factor.params = source.getParams();
  if (!isSmallInteger(factor.params))
    return refusal(op, llvm::formatv("has operand #{0}, which is not stored in "
                                     "an integer of at most 16 bits",
                                     operand->getOperandNumber()));
  auto isBlock = [](int64_t size) { return size != 1; };
  if (llvm::any_of(factor.params.getBlockSizes(), isBlock))
    return refusal(op, llvm::formatv("has operand #{0}, which has parameters "
                                     "per block",
                                     operand->getOperandNumber()));
  factor.storageType = factor.params.getStorageType();
  AffineMap map = getMapFromResult(op, operand);
  int64_t rank = getLoopsToResult(op).getNumResults();
  auto scales = getScaleGrid(factor.params, map);
  auto zeroPoints = getZeroPointGrid(factor.params, map);
  if (!isOverResult(scales, rank) || !isOverResult(zeroPoints, rank))
    return refusal(op, llvm::formatv("has operand #{0}, whose parameters vary "
                                     "along a dimension that is summed over",
                                     operand->getOperandNumber()));
  factor.scales = *scales;
  factor.zeroPoints = *zeroPoints;
  return factor;
}

//===----------------------------------------------------------------------===//
// Sums of constants
//===----------------------------------------------------------------------===//

/// How often each element of an operand with the indexing map `map` is summed:
/// the extents of reduction loops that do not index it. None if one is dynamic.
static std::optional<int64_t> getRepetitions(linalg::LinalgOp op,
                                             AffineMap map) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  SmallVector<unsigned> loops;
  op.getReductionDims(loops);
  int64_t result = 1;
  for (unsigned loop : loops) {
    if (map.isFunctionOfDim(loop))
      continue;
    if (ShapedType::isDynamic(ranges[loop]))
      return std::nullopt;
    result *= ranges[loop];
  }
  return result;
}

std::optional<FactorSums> quantx::getFactorSums(linalg::LinalgOp op,
                                                const Factor &factor) {
  ElementsAttr elements = getConstant(factor.stored);
  AffineMap loops = op.getMatchingIndexingMap(factor.operand);
  std::optional<int64_t> repetitions = getRepetitions(op, loops);
  if (!elements || !repetitions || !loops.isProjectedPermutation())
    return std::nullopt;
  ArrayRef<int64_t> shape = elements.getShapedType().getShape();
  AffineMap map = toResultDims(op, loops);
  int64_t rank = getLoopsToResult(op).getNumResults();

  GridDomain domain = factor.zeroPoints.getDomain();
  for (auto [extent, expr] : llvm::zip_equal(shape, map.getResults()))
    if (int64_t dim = cast<AffineDimExpr>(expr).getPosition(); dim < rank)
      domain.include({{dim}, {extent}});
  std::vector<int64_t> stored(domain.size()), positive(stored),
      negative(stored);
  // In place: these are weights.
  ElementsReader values = *ElementsReader::get(elements);
  SmallVector<int64_t> position(shape.size(), 0);
  SmallVector<int64_t> index(map.getNumDims(), 0);
  for (size_t i = 0; i < values.size(); ++i) {
    for (auto [at, expr] : llvm::zip_equal(position, map.getResults()))
      index[cast<AffineDimExpr>(expr).getPosition()] = at;
    int64_t channel = 0;
    for (auto [dim, extent] : llvm::zip_equal(domain.dims, domain.shape))
      channel = channel * extent + index[dim];
    int64_t q = factor.isUnsigned() ? static_cast<int64_t>(values.getBits(i))
                                    : values.getInteger(i);
    int64_t difference = q - factor.zeroPoints.at(index);
    stored[channel] += q * *repetitions;
    (difference > 0 ? positive : negative)[channel] +=
        difference * *repetitions;
    for (size_t dim = shape.size(); dim-- > 0;) {
      if (++position[dim] < shape[dim])
        break;
      position[dim] = 0;
    }
  }
  return FactorSums{{domain, std::move(stored)},
                    {domain, std::move(positive)},
                    {domain, std::move(negative)}};
}

//===----------------------------------------------------------------------===//
// Sums of tensors
//===----------------------------------------------------------------------===//

namespace {
/// The loops of an op that a sum of one of its factors needs: all that are
/// summed over, and those of the result that index the factor.
struct SumLoops {
  SmallVector<utils::IteratorType> iterators;
  /// What each loop of the op is among them.
  SmallVector<AffineExpr> renamed;
  /// Those that are summed over, with their extents.
  SmallVector<AffineExpr> windowDims;
  SmallVector<OpFoldResult> windowSizes;
  /// Those that stay, with their extents and the dimension of the result.
  SmallVector<AffineExpr> sumDims, resultDims;
  SmallVector<OpFoldResult> sumSizes;

  SumLoops(OpBuilder &builder, linalg::LinalgOp op, AffineMap factor) {
    MLIRContext *context = builder.getContext();
    AffineMap result = getLoopsToResult(op);
    SmallVector<Range, 4> ranges = op.createLoopRanges(builder, op.getLoc());
    for (auto [loop, iterator] : llvm::enumerate(op.getIteratorTypesArray())) {
      bool isReduction = iterator == utils::IteratorType::reduction;
      AffineExpr dim = getAffineDimExpr(iterators.size(), context);
      renamed.push_back(dim);
      if (!isReduction && !factor.isFunctionOfDim(loop))
        continue;
      iterators.push_back(iterator);
      (isReduction ? windowDims : sumDims).push_back(dim);
      (isReduction ? windowSizes : sumSizes).push_back(ranges[loop].size);
      if (!isReduction)
        resultDims.push_back(getAffineDimExpr(
            *result.getResultPosition(getAffineDimExpr(loop, context)),
            context));
    }
  }

  AffineMap getMap(ArrayRef<AffineExpr> results, MLIRContext *context) const {
    return AffineMap::get(iterators.size(), 0, results, context);
  }
};
} // namespace

std::pair<Value, AffineMap> quantx::emitFactorSum(OpBuilder &builder,
                                                  linalg::LinalgOp op,
                                                  const StoredFactor &factor,
                                                  Type type) {
  Location loc = op.getLoc();
  MLIRContext *context = builder.getContext();
  AffineMap from = op.getMatchingIndexingMap(factor.operand);
  SumLoops loops(builder, op, from);
  AffineMap maps[] = {
      from.replaceDimsAndSymbols(loops.renamed, {}, loops.iterators.size(), 0),
      loops.getMap(loops.windowDims, context),
      loops.getMap(loops.sumDims, context)};
  // A tensor that gives the extents of the loops that are summed over.
  Value window = tensor::EmptyOp::create(builder, loc, loops.windowSizes,
                                         builder.getI8Type());
  Value empty = tensor::EmptyOp::create(builder, loc, loops.sumSizes, type);
  Value init = createGridTensor(builder, loc, 0, empty, type);
  auto sum = linalg::GenericOp::create(
      builder, loc, init.getType(), ValueRange{factor.stored, window}, init,
      maps, loops.iterators, [&](OpBuilder &b, Location loc, ValueRange args) {
        Value wide =
            emitIntegerCast(b, loc, args[0], type, factor.isUnsigned());
        Value total = arith::AddIOp::create(b, loc, args[2], wide);
        linalg::YieldOp::create(b, loc, total);
      });
  return {sum.getResult(0), AffineMap::get(getLoopsToResult(op).getNumResults(),
                                           0, loops.resultDims, context)};
}
