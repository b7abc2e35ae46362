//===- QuantXDynamicOps.cpp - Rules of ops whose scales are values --------===//

#include "VerifierUtils.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace quantx;

/// QX-P11 and QX-P16: a scale or a zero point of `value` has the shape that
/// the scheme gives for `type`.
static LogicalResult verifyParamsShape(Operation *op, SchemeAttr scheme,
                                       RankedTensorType type, Value value,
                                       StringRef what) {
  if (failed(scheme.verifyFor([&] { return op->emitOpError(); }, type)))
    return failure();
  SmallVector<int64_t> needed = scheme.getScaleShape(type);
  auto found = cast<RankedTensorType>(value.getType());
  if (succeeded(verifyCompatibleShape(needed, found.getShape())))
    return success();
  InFlightDiagnostic diagnostic =
      op->emitOpError() << "[QX-P16] the " << what << " of " << type
                        << " needs the shape "
                        << RankedTensorType::get(needed, found.getElementType())
                        << ", found " << found;
  if (value.getDefiningOp() == op)
    return diagnostic;
  return noteProducer(std::move(diagnostic), value);
}

/// The zero point, where there is one, is of integer storage, and has the
/// storage's width and the scale's shape.
static LogicalResult verifyZeroPoint(Operation *op, SchemeAttr scheme,
                                     RankedTensorType type, Value zeroPoint) {
  if (!zeroPoint)
    return success();
  if (scheme.isFloat())
    return op->emitOpError() << "[QX-P5] float storage has no zero point, "
                                "found one beside "
                             << scheme.getStorageType();
  Type element = getElementTypeOrSelf(zeroPoint);
  if (element != scheme.getTensorElementType())
    return op->emitOpError()
           << "[QX-P5] the zero point must have element type "
           << scheme.getTensorElementType() << " for storage "
           << scheme.getStorageType() << ", found " << zeroPoint.getType();
  return verifyParamsShape(op, scheme, type, zeroPoint, "zero point");
}

/// What the ops with operands `input`, `scale` and `zero_point` share.
template <typename OpT>
static LogicalResult verifyParams(OpT op) {
  RankedTensorType type = op.getInput().getType();
  if (failed(
          verifyParamsShape(op, op.getScheme(), type, op.getScale(), "scale")))
    return failure();
  return verifyZeroPoint(op, op.getScheme(), type, op.getZeroPoint());
}

LogicalResult ChooseParamsOp::verify() {
  bool hasZeroPoint = static_cast<bool>(getZeroPoint());
  if (hasZeroPoint && getSymmetric())
    return emitOpError("[QX-P17] symmetric parameters have no zero point, "
                       "found a result for one");
  if (!hasZeroPoint && !getSymmetric() && getScheme().isInteger())
    return emitOpError("[QX-P17] asymmetric parameters have a zero point, "
                       "found no result for one");
  return verifyParams(*this);
}

LogicalResult DynamicQuantizeOp::verify() {
  if (failed(verifyPrecision(*this, getPrecisionAttr())) ||
      failed(verifyStoredType(*this, getScheme(), getResult())))
    return failure();
  return verifyParams(*this);
}

LogicalResult DynamicDequantizeOp::verify() {
  if (failed(verifyStoredType(*this, getScheme(), getInput())))
    return failure();
  return verifyParams(*this);
}

LogicalResult FakeQuantizeOp::verify() { return verifyParams(*this); }

/// Gradients that look at integers.
template <typename OpT>
static LogicalResult verifyInteger(OpT op) {
  if (op.getScheme().isInteger())
    return success();
  return op.emitOpError() << "[QX-G5] the gradient is defined for integer "
                             "storage, found "
                          << op.getScheme().getStorageType();
}

LogicalResult FakeQuantizeGradientOp::verify() {
  if (failed(verifyInteger(*this)))
    return failure();
  return verifyParams(*this);
}

LogicalResult LSQGradientOp::verify() {
  if (failed(verifyInteger(*this)))
    return failure();
  return verifyParamsShape(*this, getScheme(), getInput().getType(), getScale(),
                           "scale");
}
