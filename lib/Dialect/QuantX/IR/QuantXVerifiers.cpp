//===- QuantXVerifiers.cpp - Rules of the quantx ops ----------------------===//
//
// Every message starts with the label that docs/Semantics.md gives the rule.
//
//===----------------------------------------------------------------------===//

#include "VerifierUtils.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

/// The tensor of stored values has the storage type, and a shape that the
/// granularity fits.
static LogicalResult verifyStored(Operation *op, ParamsAttr params,
                                  Value stored) {
  if (failed(verifyStoredType(op, params.getScheme(), stored)))
    return failure();
  return params.verifyFor([&] { return op->emitOpError(); },
                          cast<RankedTensorType>(stored.getType()));
}

LogicalResult QuantizeOp::verify() {
  if (failed(verifyPrecision(*this, getPrecisionAttr())))
    return failure();
  return verifyStored(*this, getParams(), getResult());
}

LogicalResult DequantizeOp::verify() {
  return verifyStored(*this, getParams(), getInput());
}

/// A fixed point per channel names its dimension and has one value per index.
static LogicalResult verifyChannels(RequantizeOp op) {
  FixedPointAttr fixedPoint = op.getFixedPoint();
  RankedTensorType type = op.getInput().getType();
  std::optional<int64_t> axis = op.getAxis();
  if (!axis) {
    if (fixedPoint.isScalar())
      return success();
    return op.emitOpError() << "[QX-Q1] " << fixedPoint.size()
                            << " multipliers need an axis, found none";
  }
  if (*axis < 0 || *axis >= type.getRank())
    return noteProducer(op.emitOpError()
                            << "[QX-Q1] axis must lie in [0, " << type.getRank()
                            << ") of " << type << ", found " << *axis,
                        op.getInput());
  if (type.getDimSize(*axis) != fixedPoint.size())
    return noteProducer(op.emitOpError()
                            << "[QX-Q1] axis " << *axis << " of " << type
                            << " needs one multiplier per index, found "
                            << fixedPoint.size(),
                        op.getInput());
  return success();
}

LogicalResult RequantizeOp::verify() {
  if (getParams().isFloat())
    return emitOpError() << "[QX-Q4] the result of a requantize has integer "
                            "storage, found "
                         << getParams().getStorageType();
  if (!getParams().isPerTensor())
    return emitOpError() << "[QX-Q2] the result of a requantize has parameters "
                            "per tensor, found axes ["
                         << getParams().getAxes() << "]";
  Type element = getInput().getType().getElementType();
  auto signedness =
      getInputUnsigned() ? IntegerType::Unsigned : IntegerType::Signless;
  unsigned width = element.getIntOrFloatBitWidth();
  if (getInputUnsigned() && width > 16)
    return emitOpError() << "[QX-Q3] unsigned applies to stored values of 8 or "
                            "16 bits, found "
                         << element;
  auto [min, max] = ParamsAttr::getTypeBounds(
      IntegerType::get(getContext(), width, signedness));
  int64_t zeroPoint = getInputZeroPoint();
  if (zeroPoint < min || zeroPoint > max)
    return emitOpError() << "[QX-Q3] the input's zero point must lie in ["
                         << min << ", " << max << "] of " << element
                         << ", found " << zeroPoint;
  if (failed(verifyChannels(*this)))
    return failure();
  return verifyStored(*this, getParams(), getResult());
}

LogicalResult LookupOp::verify() {
  ShapedType type = getTable().getShapedType();
  unsigned width = getInput().getType().getElementTypeBitWidth();
  int64_t entries = int64_t{1} << width;
  int64_t size = type.getRank() == 1 ? type.getDimSize(0) : 0;
  bool isInterpolated = width == 16 && size != entries;
  if (isInterpolated && size != 513)
    return emitOpError() << "[QX-L4] a table for 16-bit values has 513 entries "
                            "to interpolate, or 65536, found "
                         << type;
  if (!isInterpolated && size != entries)
    return emitOpError() << "[QX-L1] a table for " << width
                         << "-bit values has " << entries << " entries, found "
                         << type;
  if (isInterpolated && !type.getElementType().isInteger(16))
    return emitOpError() << "[QX-L4] a table that is interpolated has i16 "
                            "entries, found "
                         << type;
  if (type.getElementType() != getResult().getType().getElementType())
    return emitOpError() << "[QX-L2] the table's element type "
                         << type.getElementType()
                         << " must be the result's, found "
                         << getResult().getType();
  return success();
}

LogicalResult ObserveOp::verify() {
  if (getValueName().empty())
    return emitOpError("[QX-O1] the value's name must not be empty");
  RankedTensorType type = getInput().getType();
  if (std::optional<int64_t> axis = getAxis();
      axis && (*axis < 0 || *axis >= type.getRank() ||
               type.isDynamicDim(static_cast<unsigned>(*axis))))
    return noteProducer(emitOpError()
                            << "[QX-O2] the axis of the channels must be a "
                               "dimension of static size of "
                            << type << ", found " << *axis,
                        getInput());
  if (getRows() && (type.getRank() < 2 || getRowAxis() == 0))
    return noteProducer(
        emitOpError() << "[QX-O3] rows are told apart by sample, which "
                         "the leading dimension counts, so they need an "
                         "axis after it; found "
                      << type << " with rows along dimension " << getRowAxis(),
        getInput());
  return success();
}

LogicalResult RangeOp::verify() {
  RangeAttr range = getRange();
  if (!range.getAxis())
    return success();
  RankedTensorType type = getInput().getType();
  int64_t axis = *range.getAxis();
  if (axis >= type.getRank())
    return noteProducer(emitOpError()
                            << "[QX-R3] axis must lie in [0, " << type.getRank()
                            << ") of " << type << ", found " << axis,
                        getInput());
  if (type.getDimSize(axis) != range.getMins().size())
    return noteProducer(emitOpError()
                            << "[QX-R3] axis " << axis << " of " << type
                            << " needs one interval per index, found "
                            << range.getMins().size(),
                        getInput());
  return success();
}

LogicalResult NormalizeOp::verify() {
  ArrayRef<int64_t> dims = getDims();
  int64_t rank = getType().getRank();
  if (dims.empty() || dims.front() < 0 || dims.back() >= rank ||
      !llvm::is_sorted(dims, std::less_equal<>()))
    return noteProducer(emitOpError()
                            << "[QX-N1] dims must be one or more, increasing "
                               "and in [0, "
                            << rank << ") of " << getType() << ", found ["
                            << dims << "]",
                        getInput());
  double epsilon = getEpsilon().convertToDouble();
  if (!std::isfinite(epsilon) || epsilon < 0)
    return emitOpError() << "[QX-N1] epsilon must be finite and not negative, "
                            "found "
                         << epsilon;
  return success();
}
