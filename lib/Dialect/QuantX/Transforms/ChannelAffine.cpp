//===- ChannelAffine.cpp - Scales and offsets per channel -----------------===//

#include "ChannelAffine.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace quantx;

static bool isIdentity(AffineMap map) { return !map || map.isIdentity(); }

template <typename Function>
static Grid<double> mapGrid(const Grid<float> &grid, int64_t rank,
                            Function function) {
  return generateGrid(grid.getDomain(), rank,
                      [&](ArrayRef<int64_t> index) -> double {
                        return function(static_cast<double>(grid.at(index)));
                      });
}

std::optional<Grid<float>> quantx::readConstant(Value value, AffineMap map,
                                                int64_t rank) {
  if (!map)
    map = AffineMap::getMultiDimIdentityMap(rank, value.getContext());
  return getConstantGrid(value, map);
}

static std::optional<ChannelAffine>
readBinary(OpOperand &use, int64_t rank, const ElementwiseBinaryFlow &flow) {
  bool isLeft = flow.lhs == &use;
  // As an init the value lends its shape alone.
  if (!isLeft && flow.rhs != &use)
    return std::nullopt;
  bool commutes = flow.function == BinaryFunction::Add ||
                  flow.function == BinaryFunction::Mul;
  if (!isIdentity(isLeft ? flow.lhsMap : flow.rhsMap) ||
      (!isLeft && !commutes) || !flow.after.isIdentity())
    return std::nullopt;
  auto grid = readConstant((isLeft ? flow.rhs : flow.lhs)->get(),
                           isLeft ? flow.rhsMap : flow.lhsMap, rank);
  if (!grid)
    return std::nullopt;
  switch (flow.function) {
  case BinaryFunction::Add:
    return ChannelAffine{1.0, mapGrid(*grid, rank, [](double c) { return c; })};
  case BinaryFunction::Sub:
    return ChannelAffine{1.0,
                         mapGrid(*grid, rank, [](double c) { return -c; })};
  case BinaryFunction::Mul:
    return ChannelAffine{mapGrid(*grid, rank, [](double c) { return c; }), 0.0};
  case BinaryFunction::Div:
    return ChannelAffine{mapGrid(*grid, rank, [](double c) { return 1 / c; }),
                         0.0};
  }
  llvm_unreachable("all functions are handled");
}

/// True if a structured op reads `operand` at the index that it writes.
static bool readsInPlace(OpOperand &operand) {
  auto op = dyn_cast<linalg::LinalgOp>(operand.getOwner());
  return op && op.getMatchingIndexingMap(&operand) ==
                   op.getMatchingIndexingMap(op.getDpsInitOperand(0));
}

/// The map from an index of the result to one of the weight, where every
/// dimension of the weight is a channel.
static AffineMap getWeightMap(const AccumulatingFlow &flow, int64_t rank) {
  MLIRContext *context = flow.weight->get().getContext();
  auto type = cast<ShapedType>(flow.weight->get().getType());
  SmallVector<AffineExpr> exprs(type.getRank(),
                                getAffineConstantExpr(0, context));
  for (auto [from, to] :
       llvm::zip_equal(flow.weightChannelDims, flow.resultChannelDims))
    exprs[from] = getAffineDimExpr(to, context);
  return AffineMap::get(rank, 0, exprs, context);
}

static std::optional<ChannelAffine> readProduct(OpOperand &use, int64_t rank,
                                                const AccumulatingFlow &flow) {
  if (flow.reductionCount != 1 || flow.data != &use || !readsInPlace(use))
    return std::nullopt;
  auto factor =
      readConstant(flow.weight->get(), getWeightMap(flow, rank), rank);
  auto offset = flow.init ? readConstant(flow.init->get(), flow.initMap, rank)
                          : Grid<float>(0.0f);
  if (!factor || !offset)
    return std::nullopt;
  auto same = [](double c) { return c; };
  return ChannelAffine{mapGrid(*factor, rank, same),
                       mapGrid(*offset, rank, same)};
}

std::optional<ChannelAffine> quantx::readAffine(OpOperand &use, int64_t rank) {
  QuantizationFlow flow = getQuantizationFlow(use.getOwner()->getResult(0));
  if (auto *pointwise = std::get_if<PointwiseFlow>(&flow)) {
    if (pointwise->data != &use || !pointwise->affine ||
        !pointwise->affine->isUnclamped() || !isIdentity(pointwise->map))
      return std::nullopt;
    return ChannelAffine{pointwise->affine->scale, pointwise->affine->offset};
  }
  if (auto *binary = std::get_if<ElementwiseBinaryFlow>(&flow))
    return readBinary(use, rank, *binary);
  if (auto *product = std::get_if<AccumulatingFlow>(&flow))
    return readProduct(use, rank, *product);
  return std::nullopt;
}
