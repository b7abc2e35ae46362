//===- QuantizationNoise.cpp - What storing values would cost -------------===//

#include "quantx/Calibration/QuantizationNoise.h"

#include "RoundingErrors.h"

#include "quantx/Numerics/Parameters.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace quantx;
using namespace quantx::calibration;

namespace {

/// The integral of |x - q(x)|^p from one point to another, exact but for
/// floating point.
class RoundingError {
public:
  RoundingError(const numerics::QuantParams &params, double p)
      : scale(params.scale), low(numerics::representedMin(params)),
        high(numerics::representedMax(params)), p(p),
        perStep(2 * integralFromZero(scale / 2)) {}

  /// The integral from an arbitrary origin to x: so many whole steps, and a
  /// rest.
  struct Integral {
    double steps = 0;
    double rest = 0;
  };
  Integral integrateTo(double x) const {
    double inside = std::clamp(x, low, high);
    double step = std::rint(inside / scale);
    return {step, integralFromZero(inside - step * scale) +
                      integralFromZero(x - inside)};
  }

  double difference(const Integral &end, const Integral &begin) const {
    return (end.steps - begin.steps) * perStep + (end.rest - begin.rest);
  }

  /// |x - q(x)|^p.
  double at(double x) const {
    double inside = std::clamp(x, low, high);
    return std::pow(std::fabs(x - std::rint(inside / scale) * scale), p);
  }

private:
  /// The integral of |u|^p from 0 to u.
  double integralFromZero(double u) const {
    if (p == 2)
      return u * u * u / 3;
    return std::copysign(std::pow(std::fabs(u), p + 1) / (p + 1), u);
  }

  double scale, low, high, p, perStep;
};

} // namespace

double quantx::calibration::sumErrors(const Density &density,
                                      const numerics::QuantParams &params,
                                      double p) {
  RoundingError error(params, p);
  double sum = 0;
  double lastEnd = std::numeric_limits<double>::quiet_NaN();
  RoundingError::Integral toEnd;
  for (const Density::Piece &piece : density.pieces) {
    if (piece.begin == piece.end) {
      sum += piece.count * error.at(piece.begin);
      continue;
    }
    RoundingError::Integral toBegin =
        piece.begin == lastEnd ? toEnd : error.integrateTo(piece.begin);
    toEnd = error.integrateTo(piece.end);
    lastEnd = piece.end;
    sum += piece.count / (piece.end - piece.begin) *
           error.difference(toEnd, toBegin);
  }
  return sum;
}

double quantx::calibration::predictNoise(const TensorStatistics &statistics,
                                         const numerics::QuantParams &params) {
  return sumErrors(getDensity(statistics), params, /*p=*/2) /
         static_cast<double>(statistics.getCount());
}
