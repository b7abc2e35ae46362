//===- StoredParams.cpp - Which reals stored numbers are ------------------===//

#include "quantx/Analysis/StoredParams.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;

static constexpr StringLiteral kStoredParams = "quantx.params";

/// The parameters that an op states for its result.
static ParamsAttr getStatedParams(Operation *op) {
  return llvm::TypeSwitch<Operation *, ParamsAttr>(op)
      .Case<QuantizeOp, RequantizeOp>([](auto op) { return op.getParams(); })
      .Default(ParamsAttr());
}

void quantx::setStoredParams(Value stored, ParamsAttr params) {
  Operation *op = stored.getDefiningOp();
  if (!op || op->getNumResults() != 1 || getStatedParams(op) ||
      op->hasTrait<OpTrait::ConstantLike>() || op->hasAttr(kStoredParams))
    return;
  op->setAttr(kStoredParams, params);
}

ParamsAttr quantx::getStoredParams(Value stored) {
  auto type = dyn_cast<RankedTensorType>(stored.getType());
  if (!type)
    return {};
  auto fits = [&](ParamsAttr params) {
    return params && params.getTensorElementType() == type.getElementType() &&
           params.isValidFor(type);
  };
  if (Operation *op = stored.getDefiningOp()) {
    if (ParamsAttr params = getStatedParams(op))
      return params;
    auto noted = op->getAttrOfType<ParamsAttr>(kStoredParams);
    if (op->getNumResults() == 1 && fits(noted))
      return noted;
  }
  for (Operation *user : stored.getUsers())
    if (auto dequantize = dyn_cast<DequantizeOp>(user))
      return dequantize.getParams();
  return {};
}
