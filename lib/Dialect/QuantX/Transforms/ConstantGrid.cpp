//===- ConstantGrid.cpp - Constants as grids ------------------------------===//

#include "ConstantGrid.h"

#include "ConstantNumbers.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Matchers.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/StructuredOps.h"
#include "quantx/Numerics/Quantize.h"
#include "llvm/ADT/bit.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Numbers of a tensor, read through a map
//===----------------------------------------------------------------------===//

/// The domain of a tensor of `shape` that is read through `map`, and for each
/// of its dimensions the position in `shape`. Dimensions of size 1 do not
/// count. None if an index is neither a dimension nor 0, or occurs twice.
static std::optional<std::pair<GridDomain, SmallVector<int64_t>>>
getDomain(ArrayRef<int64_t> shape, AffineMap map) {
  SmallVector<std::pair<int64_t, int64_t>> found;
  for (auto [position, expr] : llvm::enumerate(map.getResults())) {
    if (shape[position] == 1)
      continue;
    auto dim = dyn_cast<AffineDimExpr>(expr);
    if (!dim || llvm::count(map.getResults(), expr) != 1)
      return std::nullopt;
    found.push_back({dim.getPosition(), position});
  }
  llvm::sort(found);
  GridDomain domain;
  SmallVector<int64_t> positions;
  for (auto [dim, position] : found) {
    domain.dims.push_back(dim);
    domain.shape.push_back(shape[position]);
    positions.push_back(position);
  }
  return std::make_pair(domain, positions);
}

/// Row-major `values` of a tensor of `shape` as a grid.
template <typename T>
static std::optional<Grid<T>> toGrid(ArrayRef<T> values,
                                     ArrayRef<int64_t> shape, AffineMap map) {
  if (values.size() == 1)
    return Grid<T>(values.front());
  auto domain = getDomain(shape, map);
  if (!domain || llvm::is_contained(shape, ShapedType::kDynamic))
    return std::nullopt;
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return generateGrid(
      domain->first, map.getNumDims(), [&](ArrayRef<int64_t> index) {
        int64_t at = 0;
        for (auto [dim, position] :
             llvm::zip_equal(domain->first.dims, domain->second))
          at += index[dim] * strides[position];
        return values[at];
      });
}

template <typename T>
static std::optional<Grid<T>> toParamsGrid(ParamsAttr params, AffineMap map,
                                           ArrayRef<T> values) {
  if (values.size() == 1)
    return Grid<T>(values.front());
  if (llvm::any_of(params.getBlockSizes(), [](int64_t b) { return b != 1; }))
    return std::nullopt;
  SmallVector<AffineExpr> axes;
  for (int64_t axis : params.getAxes())
    axes.push_back(map.getResult(axis));
  auto counts = params.getScale().getValues().getShapedType().getShape();
  return toGrid<T>(values, counts,
                   AffineMap::get(map.getNumDims(), 0, axes, map.getContext()));
}

std::optional<Grid<float>> quantx::getScaleGrid(ParamsAttr params,
                                                AffineMap map) {
  return toParamsGrid<float>(params, map, params.getScales());
}

std::optional<Grid<int64_t>> quantx::getZeroPointGrid(ParamsAttr params,
                                                      AffineMap map) {
  return toParamsGrid<int64_t>(params, map, params.getZeroPoints());
}

//===----------------------------------------------------------------------===//
// Constants of the IR
//===----------------------------------------------------------------------===//

/// The operand that `op` only copies, if it has one. The flow of values is told
/// for real numbers; a broadcast of stored ones, behind which a dequantize was
/// moved, copies as well.
static OpOperand *getCopiedOperand(linalg::LinalgOp op) {
  if (isa<linalg::BroadcastOp>(op))
    return op.getDpsInputOperand(0);
  QuantizationFlow any = getQuantizationFlow(op->getResult(0));
  auto *flow = std::get_if<SameScaleFlow>(&any);
  if (!flow || flow->data.size() != 1 || !flow->fills.empty() ||
      op.getNumReductionLoops() != 0 || flow->data.front()->getOwner() != op)
    return nullptr;
  return flow->data.front();
}

/// What `value` is a copy of, to all indices that its maps do not name, and the
/// map through which that is read. None if it is no such copy.
static std::optional<std::pair<Value, AffineMap>> getCopied(Value value,
                                                            AffineMap map) {
  auto op = value.getDefiningOp<linalg::LinalgOp>();
  OpOperand *operand =
      op && op->getNumResults() == 1 ? getCopiedOperand(op) : nullptr;
  if (!operand)
    return std::nullopt;
  AffineMap to = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  AffineMap from = op.getMatchingIndexingMap(operand);
  if (!to.isPermutation())
    return std::nullopt;
  return std::make_pair(operand->get(),
                        from.compose(inversePermutation(to)).compose(map));
}

/// The stored integers of `value`, a constant or a copy of one.
static std::optional<Grid<int64_t>> getStoredGrid(Value value, AffineMap map,
                                                  ParamsAttr params) {
  ElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements))) {
    auto copied = getCopied(value, map);
    return copied ? getStoredGrid(copied->first, copied->second, params)
                  : std::nullopt;
  }
  if (!canReadElements(elements))
    return std::nullopt;
  SmallVector<int64_t> stored = elementsToIntegers(elements);
  if (params.isUnsigned())
    for (int64_t &number : stored)
      number &= static_cast<int64_t>(
          llvm::maxUIntN(params.getStorageType().getIntOrFloatBitWidth()));
  return toGrid<int64_t>(stored, elements.getShapedType().getShape(), map);
}

/// dequantize of constant integers.
static std::optional<Grid<float>> getDequantizedGrid(DequantizeOp op,
                                                     AffineMap map) {
  ParamsAttr params = op.getParams();
  if (params.isFloat())
    return std::nullopt;
  auto values = getStoredGrid(op.getInput(), map, params);
  auto scales = getScaleGrid(params, map);
  auto zeroPoints = getZeroPointGrid(params, map);
  if (!values || !scales || !zeroPoints)
    return std::nullopt;
  GridDomain domain = values->getDomain();
  domain.include(scales->getDomain());
  domain.include(zeroPoints->getDomain());
  return generateGrid(domain, map.getNumDims(), [&](ArrayRef<int64_t> index) {
    return numerics::dequantize(values->at(index), scales->at(index),
                                zeroPoints->at(index));
  });
}

std::optional<Grid<float>> quantx::getConstantGrid(Value value, AffineMap map) {
  if (std::optional<double> number = getConstantNumber(value))
    return Grid<float>(static_cast<float>(*number));
  ElementsAttr elements;
  if (matchPattern(value, m_Constant(&elements))) {
    if (!canReadElements(elements) ||
        !isa<FloatType>(elements.getElementType()))
      return std::nullopt;
    return toGrid<float>(elementsToFloats(elements),
                         elements.getShapedType().getShape(), map);
  }
  if (auto dequantize = value.getDefiningOp<DequantizeOp>())
    return getDequantizedGrid(dequantize, map);
  auto copied = getCopied(value, map);
  return copied ? getConstantGrid(copied->first, copied->second) : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Back to the IR
//===----------------------------------------------------------------------===//

Value quantx::createGridConstant(OpBuilder &builder, Location loc,
                                 const Grid<int64_t> &grid, Type type) {
  auto tensor = RankedTensorType::get(grid.getDomain().shape, type);
  return arith::ConstantOp::create(
      builder, loc,
      cast<TypedAttr>(integersToElements(grid.getValues(), tensor)));
}

/// A tensor of the shape of `like` that holds `values`, one for each index of
/// `domain`, at every index. A single value is a scalar.
static Value fillOrBroadcast(OpBuilder &builder, Location loc, Value values,
                             const GridDomain &domain, Value like) {
  Type type = getElementTypeOrSelf(values);
  if (!isa<TensorType>(values.getType())) {
    Value empty = createEmptyLike(builder, loc, like, type);
    return linalg::FillOp::create(builder, loc, values, empty).getResult(0);
  }
  SmallVector<int64_t> added;
  for (int64_t dim = 0; dim < cast<ShapedType>(like.getType()).getRank(); ++dim)
    if (!llvm::is_contained(domain.dims, dim))
      added.push_back(dim);
  if (added.empty())
    return values;
  Value empty = createEmptyLike(builder, loc, like, type);
  return linalg::BroadcastOp::create(builder, loc, values, empty, added)
      ->getResult(0);
}

Value quantx::createGridTensor(OpBuilder &builder, Location loc,
                               const Grid<int64_t> &grid, Value like,
                               Type type) {
  Value values = grid.isScalar() ? emitIntegerConstant(builder, loc, type,
                                                       grid.getValues().front())
                                 : createGridConstant(builder, loc, grid, type);
  return fillOrBroadcast(builder, loc, values, grid.getDomain(), like);
}

Value quantx::createGridConstant(OpBuilder &builder, Location loc,
                                 const Grid<float> &grid) {
  ElementsBuilder elements(
      RankedTensorType::get(grid.getDomain().shape, builder.getF32Type()),
      "bias");
  for (auto [index, value] : llvm::enumerate(grid.getValues()))
    elements.set(index, llvm::bit_cast<uint32_t>(value));
  return arith::ConstantOp::create(builder, loc,
                                   cast<TypedAttr>(elements.take()));
}

Value quantx::createGridTensor(OpBuilder &builder, Location loc,
                               const Grid<float> &grid, Value like) {
  Value values =
      grid.isScalar()
          ? arith::ConstantOp::create(
                builder, loc, builder.getF32FloatAttr(grid.getValues().front()))
          : createGridConstant(builder, loc, grid);
  return fillOrBroadcast(builder, loc, values, grid.getDomain(), like);
}
