//===- QuantXCanonicalize.cpp - Values that are constants after all -------===//

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

using namespace mlir;
using namespace quantx;

/// The zero point of params from an operand; `isValid` says whether there is
/// one to have. Null for float storage.
static ZeroPointAttr getZeroPoint(SchemeAttr scheme, Value operand,
                                  bool &isValid) {
  isValid = true;
  if (scheme.isFloat())
    return {};
  Type type = scheme.getStorageType();
  if (!operand)
    return ZeroPointAttr::get(scheme.getContext(), 0, type);
  ElementsAttr constant;
  isValid = matchPattern(operand, m_Constant(&constant)) &&
            canReadElements(constant) &&
            (constant = withElementType(constant, type));
  return isValid ? ZeroPointAttr::get(scheme.getContext(), constant)
                 : ZeroPointAttr();
}

/// Scheme and constant operands as params, if these may hold them: a scale of 0
/// is fine at run time and an error in an attribute.
template <typename OpT>
static FailureOr<ParamsAttr> getStaticParams(OpT op) {
  ElementsAttr scales;
  if (!matchPattern(op.getScale(), m_Constant(&scales)) ||
      !canReadElements(scales))
    return failure();
  SchemeAttr scheme = op.getScheme();
  bool hasZeroPoint = false;
  ZeroPointAttr zeroPoint =
      getZeroPoint(scheme, op.getZeroPoint(), hasZeroPoint);
  if (!hasZeroPoint)
    return failure();
  bool isValid = true;
  // An inactive diagnostic is no failure, so that the call itself must tell.
  auto note = [&] {
    isValid = false;
    return InFlightDiagnostic();
  };
  auto scale = ScaleAttr::getChecked(note, scheme.getContext(), scales);
  if (!isValid)
    return failure();
  auto params = ParamsAttr::getChecked(
      function_ref<InFlightDiagnostic()>(note), scheme.getContext(),
      scheme.getStorageType(), scheme.getStorageMin(), scheme.getStorageMax(),
      scheme.getOverflow(), scheme.getAxes(), scheme.getBlockSizes(), scale,
      ScaleAttr(), zeroPoint);
  if (!isValid || !params.isValidFor(op.getInput().getType()))
    return failure();
  return params;
}

LogicalResult DynamicQuantizeOp::canonicalize(DynamicQuantizeOp op,
                                              PatternRewriter &rewriter) {
  FailureOr<ParamsAttr> params = getStaticParams(op);
  if (failed(params))
    return failure();
  rewriter.replaceOpWithNewOp<QuantizeOp>(op, op.getType(), op.getInput(),
                                          *params, op.getPrecisionAttr());
  return success();
}

LogicalResult DynamicDequantizeOp::canonicalize(DynamicDequantizeOp op,
                                                PatternRewriter &rewriter) {
  FailureOr<ParamsAttr> params = getStaticParams(op);
  if (failed(params))
    return failure();
  rewriter.replaceOpWithNewOp<DequantizeOp>(op, op.getType(), op.getInput(),
                                            *params);
  return success();
}
