//===- Parameters.cpp - Scales and zero points from ranges ----------------===//

#include "quantx/Numerics/Parameters.h"

#include "WideInt.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace quantx::numerics;
using detail::Int128;

ScaleStatus quantx::numerics::validateScale(float scale, float smallest) {
  if (std::isnan(scale))
    return ScaleStatus::NaN;
  if (std::isinf(scale))
    return ScaleStatus::Infinite;
  if (scale == 0.0f)
    return ScaleStatus::Zero;
  if (scale < 0.0f)
    return ScaleStatus::Negative;
  return scale < smallest ? ScaleStatus::TooSmall : ScaleStatus::Ok;
}

const char *quantx::numerics::describe(ScaleStatus status) {
  switch (status) {
  case ScaleStatus::Ok:
    return "is valid";
  case ScaleStatus::NaN:
    return "is NaN";
  case ScaleStatus::Infinite:
    return "is infinite";
  case ScaleStatus::Negative:
    return "is negative";
  case ScaleStatus::Zero:
    return "is zero";
  case ScaleStatus::TooSmall:
    return "is below the smallest normal scale, 2^-126";
  }
  return "is unknown";
}

const char *quantx::numerics::describe(RangeStatus status) {
  switch (status) {
  case RangeStatus::Ok:
    return "is valid";
  case RangeStatus::NotFinite:
    return "has a bound that is NaN or infinite";
  case RangeStatus::Inverted:
    return "has a minimum above its maximum";
  case RangeStatus::NegativeForUnsigned:
    return "has negative values, which symmetric unsigned storage cannot hold";
  case RangeStatus::ScaleTooLarge:
    return "needs a scale beyond the largest f32";
  case RangeStatus::BadStorage:
    return "is for a storage range that holds no such parameters";
  }
  return "is unknown";
}

/// span / steps as a scale: 1 for a degenerate range, raised to 2^-126, and
/// infinite when it exceeds f32.
static float toScale(double span, double steps, bool &raised) {
  // Not asked of the quotient, which underflows for the smallest f64 spans.
  if (span == 0.0)
    return 1.0f;
  const double quotient = span / steps;
  if (quotient > static_cast<double>(std::numeric_limits<float>::max()))
    return std::numeric_limits<float>::infinity();
  const auto scale = static_cast<float>(quotient);
  raised = scale < kSmallestScale;
  return raised ? kSmallestScale : scale;
}

static int64_t chooseZeroPoint(double rmin, float scale,
                               const StorageRange &range,
                               ZeroPointRounding rounding) {
  // At most (qmax - qmin) up to the rounding of the scale: 65 bits.
  const double steps = rmin / static_cast<double>(scale);
  const double rounded = rounding == ZeroPointRounding::TiesToEven
                             ? std::nearbyint(steps)
                             : std::round(steps);
  return detail::offsetAndClamp(-static_cast<Int128>(rounded), range.qmin,
                                range.qmin, range.qmax);
}

static RangeStatus checkRange(double rmin, double rmax,
                              const StorageRange &range,
                              const ParamOptions &options) {
  if (!isValid(range) || (options.symmetric && range.qmax <= 0))
    return RangeStatus::BadStorage;
  if (!std::isfinite(rmin) || !std::isfinite(rmax))
    return RangeStatus::NotFinite;
  if (rmin > rmax)
    return RangeStatus::Inverted;
  if (options.symmetric && !range.isSigned && rmin < 0.0)
    return RangeStatus::NegativeForUnsigned;
  return RangeStatus::Ok;
}

/// What a symmetric scale divides by; `range` becomes the range it is meant
/// for.
static double symmetricDivisor(StorageRange &range, SymmetricDivisor divisor) {
  if (range.isSigned && divisor == SymmetricDivisor::HalfSpan)
    return static_cast<double>(Int128{range.qmax} - range.qmin) / 2.0;
  range = range.narrow();
  return static_cast<double>(range.qmax);
}

DerivedParams quantx::numerics::deriveParams(double rmin, double rmax,
                                             const StorageRange &range,
                                             const ParamOptions &options) {
  DerivedParams result;
  result.params.range = range;
  result.status = checkRange(rmin, rmax, range, options);
  if (result.status != RangeStatus::Ok)
    return result;
  rmin = std::min(rmin, 0.0);
  rmax = std::max(rmax, 0.0);

  QuantParams &params = result.params;
  if (options.symmetric) {
    const double magnitude = std::max(-rmin, rmax);
    const double divisor = symmetricDivisor(params.range, options.divisor);
    params.scale = toScale(magnitude, divisor, result.scaleRaised);
  } else {
    const auto steps = static_cast<double>(Int128{range.qmax} - range.qmin);
    params.scale = toScale(rmax - rmin, steps, result.scaleRaised);
  }
  if (std::isinf(params.scale)) {
    params.scale = 1.0f;
    result.status = RangeStatus::ScaleTooLarge;
    return result;
  }
  if (!options.symmetric)
    params.zeroPoint =
        chooseZeroPoint(rmin, params.scale, range, options.zeroPointRounding);
  return result;
}

double quantx::numerics::representedMin(const QuantParams &params) {
  return dequantizeExact(params.range.qmin, params.scale, params.zeroPoint);
}

double quantx::numerics::representedMax(const QuantParams &params) {
  return dequantizeExact(params.range.qmax, params.scale, params.zeroPoint);
}
