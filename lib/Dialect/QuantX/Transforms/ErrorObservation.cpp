//===- ErrorObservation.cpp - Measure what integers cost ------------------===//

#include "ErrorObservation.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"

using namespace mlir;
using namespace quantx;

/// The reals that the ends of the storage stand for.
static std::pair<double, double> getRepresentedRange(ParamsAttr params) {
  double scale = params.getScaleAt(0);
  int64_t zeroPoint = params.getZeroPointAt(0);
  return {static_cast<double>(params.getStorageMin() - zeroPoint) * scale,
          static_cast<double>(params.getStorageMax() - zeroPoint) * scale};
}

void quantx::observeError(OpBuilder &builder, QuantizeOp root, Value stored) {
  Value real = root.getInput();
  Type type = getElementTypeOrSelf(real);
  ParamsAttr params = root.getParams();
  std::string name = getLocationName(real.getLoc());
  // What saturates is right however far beyond the range it is.
  auto [low, high] = getRepresentedRange(params);
  Location loc = root.getLoc();
  Value integers = DequantizeOp::create(builder, loc, stored, params, type);
  auto body = [&, low = low, high = high](OpBuilder &b, Location loc,
                                          ValueRange args) -> Value {
    auto number = [&](double value) {
      return arith::ConstantOp::create(b, loc, b.getFloatAttr(type, value));
    };
    Value raised = arith::MaximumFOp::create(b, loc, args[0], number(low));
    Value inside = arith::MinimumFOp::create(b, loc, raised, number(high));
    Value gap = arith::SubFOp::create(b, loc, args[1], inside);
    return arith::DivFOp::create(b, loc, gap, number(params.getScaleAt(0)));
  };
  Value steps =
      createElementwise(builder, loc, {{real, {}}, {integers, {}}},
                        tensor::getMixedSizes(builder, loc, real), type, body);
  ObserveOp::create(builder, loc, name.empty() ? "unnamed" : name, steps);
}
