//===- PointwiseForm.cpp - Functions of one tensor in integers ------------===//

#include "ConstantGrid.h"
#include "Requantization.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Numerics/LookupTable.h"

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
  if (low == min && high == max)
    return [head](OpBuilder &) mutable { return head.getInput(); };
  return [=, low = low, high = high](OpBuilder &builder) mutable -> Value {
    return emitStoredClamp(builder, epilogue.getLoc(), head.getInput(), low,
                           high, given.isUnsigned());
  };
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
  return IntegerForm([=](OpBuilder &builder) mutable {
    return requantization->emit(builder, head.getInput(), zeroPoint,
                                given.isUnsigned());
  });
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

static numerics::QuantParams toNumerics(ParamsAttr params) {
  unsigned width = params.getStorageType().getIntOrFloatBitWidth();
  return {params.getScaleAt(0),
          params.getZeroPointAt(0),
          {width, !params.isUnsigned(), params.getStorageMin(),
           params.getStorageMax()}};
}

FailureOr<IntegerForm>
quantx::matchTable(DequantizeOp source,
                   const std::function<double(double)> &function,
                   const Epilogue &epilogue, Refusal &refusal) {
  ParamsAttr in = source.getParams(), out = epilogue.getParams();
  if (!in.isPerTensor())
    return refusal(source, "has parameters per axis, and a table is for one "
                           "scale");
  if (in.getStorageType().getIntOrFloatBitWidth() != 8)
    return refusal(source, "is stored in more than 8 bits, and a table is for "
                           "values of 8 bits");
  std::vector<int64_t> entries =
      numerics::buildTable(function, toNumerics(in), toNumerics(out));
  return IntegerForm([=](OpBuilder &builder) mutable -> Value {
    auto type = RankedTensorType::get(256, out.getTensorElementType());
    return LookupOp::create(builder, epilogue.getLoc(),
                            source.getType().clone(out.getTensorElementType()),
                            source.getInput(),
                            integersToElements(entries, type));
  });
}
