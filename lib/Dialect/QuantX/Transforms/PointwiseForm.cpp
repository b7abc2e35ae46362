//===- PointwiseForm.cpp - Functions of one tensor in integers ------------===//

#include "PointwiseForm.h"
#include "ConstantGrid.h"
#include "Requantization.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Numerics/LookupTable.h"
#include "quantx/Numerics/PointwiseError.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Clamps and changes of scale
//===----------------------------------------------------------------------===//

/// True if both stand for the same reals.
static bool haveSameScale(ParamsAttr a, ParamsAttr b) {
  return a.getStorageType() == b.getStorageType() &&
         a.getScaleAt(0) == b.getScaleAt(0) &&
         a.getZeroPointAt(0) == b.getZeroPointAt(0);
}

/// Equal scales: a clamp of the stored values, or nothing where they have no
/// others (QX-I9). Exact, because quantize(dequantize(q)) is q (QX-C4).
static IntegerForm getClampForm(DequantizeOp head, const Epilogue &epilogue) {
  auto [low, high] = epilogue.getStoredBounds();
  ParamsAttr given = head.getParams();
  auto [min, max] = ParamsAttr::getTypeBounds(given.getStorageType());
  bool isFree = low == min && high == max;
  IntegerForm form(
      [=, low = low, high = high](OpBuilder &builder) mutable -> Value {
        if (isFree)
          return head.getInput();
        return emitStoredClamp(builder, epilogue.getLoc(), head.getInput(), low,
                               high, given.isUnsigned());
      });
  // The bounds of the clamp are rounded.
  form.errorBound = isFree ? 0.0 : 0.5;
  return form;
}

FailureOr<IntegerForm> quantx::matchRescale(DequantizeOp head,
                                            const Epilogue &epilogue,
                                            Refusal &refusal) {
  ParamsAttr given = head.getParams();
  unsigned width = given.getStorageType().getIntOrFloatBitWidth();
  if (given.isPerTensor() && width <= 16 && epilogue.function.scale == 1 &&
      haveSameScale(given, epilogue.getParams()))
    return getClampForm(head, epilogue);
  int64_t rank = head.getType().getRank();
  AffineMap identity =
      AffineMap::getMultiDimIdentityMap(rank, head.getContext());
  auto scales = getScaleGrid(given, identity);
  if (!scales || scales->getDomain().dims.size() > 1 ||
      !given.hasScalarZeroPoint())
    return refusal(head, "has parameters along several dimensions or blocks, "
                         "or zero points that differ");
  auto reals =
      generateGrid(scales->getDomain(), rank, [&](ArrayRef<int64_t> index) {
        return static_cast<double>(scales->at(index));
      });
  int64_t zeroPoint = given.getZeroPointAt(0);
  auto [min, max] = ParamsAttr::getTypeBounds(given.getStorageType());
  AccumulatorBounds bounds = {min - zeroPoint, max - zeroPoint};
  if (width > 16 && given.isUnsigned())
    return refusal(head, "is stored in 32 unsigned bits");
  FailureOr<Requantization> requantization =
      Requantization::derive(reals, bounds, epilogue, head, refusal);
  if (failed(requantization))
    return failure();
  IntegerForm form([=](OpBuilder &builder) mutable {
    return requantization->emit(builder, head.getInput(), zeroPoint,
                                given.isUnsigned());
  });
  form.errorBound = requantization->getErrorBound(bounds);
  return form;
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

FailureOr<IntegerForm>
quantx::matchTable(DequantizeOp source,
                   const std::function<double(double)> &function,
                   const Epilogue &epilogue, Refusal &refusal) {
  ParamsAttr in = source.getParams(), out = epilogue.getParams();
  if (!in.isPerTensor())
    return refusal(source, "has parameters per axis, and a table is for one "
                           "scale");
  switch (in.getStorageType().getIntOrFloatBitWidth()) {
  case 8:
    break;
  case 16:
    return matchWordTable(source, function, epilogue);
  default:
    return refusal(source, "is not stored in 8 or 16 bits, and a table is for "
                           "values of those");
  }
  std::vector<int64_t> entries =
      numerics::buildTable(function, toQuantParams(in), toQuantParams(out));
  IntegerForm form([=](OpBuilder &builder) mutable -> Value {
    auto type = RankedTensorType::get(256, out.getTensorElementType());
    return LookupOp::create(builder, epilogue.getLoc(),
                            source.getType().clone(out.getTensorElementType()),
                            source.getInput(),
                            integersToElements(entries, type));
  });
  numerics::QuantParams from = toQuantParams(in);
  form.errorBound = numerics::measurePointwiseError(
      [&](int64_t q) { return entries[numerics::bitsOfValue(q, from.range)]; },
      function, from, toQuantParams(out));
  return form;
}
