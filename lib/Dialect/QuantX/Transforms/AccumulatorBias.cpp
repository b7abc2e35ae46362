//===- AccumulatorBias.cpp - Real biases in accumulator units -------------===//

#include "AccumulatorBias.h"

#include "ConstantGrid.h"
#include "mlir/IR/Remarks.h"
#include "quantx/Numerics/IntegerOps.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace quantx;

void AccumulatorBias::report(Operation *op) const {
  if (saturated != 0)
    op->emitWarning("the bias of ")
        << saturated << " channels is beyond the 32 bits of its accumulator "
        << "and was clamped (QX-I2); the scale of the input or of the weight "
        << "is too small for it";
  if (nans != 0)
    op->emitWarning("the bias of ")
        << nans << " channels is NaN and was taken as 0 (QX-I2)";
  if (large != 0)
    remark::analysis(op->getLoc(), remark::RemarkOpts::name("bias").category(
                                       "quantx-lower-to-integer"))
        << remark::reason("the bias of {0} channels leaves the products less "
                          "than half of 32 bits",
                          large);
}

FailureOr<AccumulatorBias>
quantx::getAccumulatorBias(Operation *head, int64_t rank, Value init,
                           const Grid<double> &scales, const Epilogue &epilogue,
                           Refusal &refusal) {
  SmallVector<std::pair<Grid<float>, double>> parts;
  GridDomain domain = scales.getDomain();
  auto add = [&](Value value, AffineMap map, double factor) -> LogicalResult {
    std::optional<Grid<float>> grid = getConstantGrid(value, map);
    if (!grid)
      return refusal(head, "accumulates onto a tensor that is not constant");
    domain.include(grid->getDomain());
    parts.push_back({std::move(*grid), factor});
    return success();
  };
  AffineMap identity =
      AffineMap::getMultiDimIdentityMap(rank, head->getContext());
  if (init && failed(add(init, identity, 1)))
    return failure();
  for (const AddedConstant &constant : epilogue.constants)
    if (failed(add(constant.value, constant.map, constant.factor)))
      return failure();

  AccumulatorBias result;
  double offset = epilogue.function.offset / epilogue.function.scale;
  auto quantizeAt = [&](ArrayRef<int64_t> index) -> int64_t {
    double real = offset;
    for (const auto &[grid, factor] : parts)
      real += factor * static_cast<double>(grid.at(index));
    numerics::QuantizedBias bias =
        numerics::quantizeBias(static_cast<float>(real), scales.at(index));
    result.saturated += bias.saturated;
    result.nans += bias.isNaN;
    result.large += !bias.saturated && bias.exceedsHalf();
    double units = real / scales.at(index);
    result.error = std::max(
        result.error, std::isnan(units)
                          ? std::numeric_limits<double>::infinity()
                          : std::fabs(units - static_cast<double>(bias.value)));
    return bias.value;
  };
  result.values = generateGrid(domain, rank, quantizeAt);
  return result;
}
