//===- ChannelClamps.cpp - Clamps with bounds per channel -----------------===//

#include "ChannelClamps.h"

#include "ConstantGrid.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/Utils/StructuredOps.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

/// `bound` times the factor of each channel, over a tensor of `type`.
static Grid<float> scaleBound(double bound, const ChannelView &view,
                              ArrayRef<double> factors, RankedTensorType type) {
  GridDomain domain;
  for (const ChannelDigit &digit : view.getDigits())
    domain.include({{digit.dim}, {type.getDimSize(digit.dim)}});
  return generateGrid(domain, type.getRank(), [&](ArrayRef<int64_t> index) {
    return static_cast<float>(bound * factors[view.getChannel(index)]);
  });
}

/// Emits max(min(x, high), low); a bound that is infinite does nothing.
static Value emitClamp(OpBuilder &builder, Location loc, ValueRange args,
                       const Interval &bounds) {
  Value value = args[0];
  size_t next = 1;
  if (std::isfinite(bounds.max))
    value = arith::MinimumFOp::create(builder, loc, value, args[next++]);
  if (std::isfinite(bounds.min))
    value = arith::MaximumFOp::create(builder, loc, value, args[next++]);
  return value;
}

static void scaleClamp(OpOperand &data, const ChannelView &view,
                       ArrayRef<double> factors) {
  Operation *op = data.getOwner();
  OpResult result = op->getResult(0);
  auto type = cast<RankedTensorType>(result.getType());
  PointwiseFlow flow = std::get<PointwiseFlow>(getQuantizationFlow(result));
  OpBuilder builder(op);
  MLIRContext *context = op->getContext();
  AffineMap identity =
      AffineMap::getMultiDimIdentityMap(type.getRank(), context);
  SmallVector<Value> inputs = {data.get()};
  SmallVector<AffineMap> maps = {flow.map ? flow.map : identity};
  Interval bounds = flow.affine->bounds;
  Location part = getPartLocation(op->getLoc(), "bound");
  for (double bound : {bounds.max, bounds.min}) {
    if (!std::isfinite(bound))
      continue;
    Grid<float> grid = scaleBound(bound, view, factors, type);
    inputs.push_back(createGridConstant(builder, part, grid));
    maps.push_back(grid.getDomain().getMap(type.getRank(), context));
  }
  maps.push_back(identity);
  Value empty =
      createEmptyLike(builder, op->getLoc(), result, type.getElementType());
  SmallVector<utils::IteratorType> loops(type.getRank(),
                                         utils::IteratorType::parallel);
  auto clamp = linalg::GenericOp::create(
      builder, op->getLoc(), type, inputs, empty, maps, loops,
      [&](OpBuilder &nested, Location loc, ValueRange args) {
        Value value = emitClamp(nested, loc, args, bounds);
        linalg::YieldOp::create(nested, loc, value);
      });
  result.replaceAllUsesWith(clamp.getResult(0));
  op->erase();
}

void quantx::scaleClamps(ChannelGroup &group, ArrayRef<double> factors) {
  for (auto &[data, view] : group.clamps)
    scaleClamp(*data, view, factors);
  group.clamps.clear();
}
