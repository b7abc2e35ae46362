//===- ConstantNumbers.cpp - Constants as real numbers --------------------===//

#include "ConstantNumbers.h"

#include "quantx/Numerics/Quantize.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

/// Same bits; all NaN count as one.
static bool isSame(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         (a == b && std::signbit(a) == std::signbit(b));
}

/// Calls `visit` with the scale and the zero point of each channel.
template <typename Visit>
static void forEachChannel(ParamsAttr params, Visit visit) {
  SmallVector<float> scales = params.getScales();
  SmallVector<int64_t> zeroPoints = params.getZeroPoints();
  for (auto [index, scale] : llvm::enumerate(scales))
    visit(scale, zeroPoints[zeroPoints.size() == 1 ? 0 : index]);
}

/// `number` as a value of `type`, in f32.
static float roundTo(float number, FloatType type) {
  APFloat value(number);
  bool losesInfo = false;
  value.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                &losesInfo);
  value.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven,
                &losesInfo);
  return value.convertToFloat();
}

std::optional<int64_t> quantx::encode(double number, ParamsAttr params) {
  if (params.isFloat())
    return std::nullopt;
  std::optional<int64_t> result;
  bool agree = true;
  forEachChannel(params, [&](float scale, int64_t zeroPoint) {
    int64_t q =
        numerics::quantize(static_cast<float>(number), scale, zeroPoint,
                           params.getStorageMin(), params.getStorageMax());
    agree &= !result || *result == q;
    result = q;
  });
  return agree ? result : std::nullopt;
}

std::optional<int64_t> quantx::encodeExactly(double number, ParamsAttr params,
                                             FloatType type) {
  std::optional<int64_t> q = encode(number, params);
  bool isExact = q.has_value();
  forEachChannel(params, [&](float scale, int64_t zeroPoint) {
    if (!isExact)
      return;
    float real = roundTo(numerics::dequantize(*q, scale, zeroPoint), type);
    isExact = isSame(static_cast<double>(real), number);
  });
  return isExact ? q : std::nullopt;
}

double quantx::getLowestReal(ParamsAttr params) {
  int64_t least = ParamsAttr::getTypeBounds(params.getStorageType()).first;
  double result = 0;
  forEachChannel(params, [&](float scale, int64_t zeroPoint) {
    double real = numerics::dequantize(least, scale, zeroPoint);
    result = std::min(result, real);
  });
  return result;
}

double quantx::getHighestReal(ParamsAttr params) {
  int64_t greatest = ParamsAttr::getTypeBounds(params.getStorageType()).second;
  double result = 0;
  forEachChannel(params, [&](float scale, int64_t zeroPoint) {
    double real = numerics::dequantize(greatest, scale, zeroPoint);
    result = std::max(result, real);
  });
  return result;
}
