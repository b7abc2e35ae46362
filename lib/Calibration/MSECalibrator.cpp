//===- MSECalibrator.cpp - The least distance from what was seen ----------===//
//
// Minimizes the sum of |x - q(x)|^p over the values of a tensor, q being what
// quantizing and dequantizing gives, with the values of a bin spread evenly.
// p = 2: R. Banner et al., "Post training 4-bit quantization of convolutional
// networks for rapid-deployment", arXiv 1810.05723, section 2, with the error
// integrated as it is instead of by a model of the distribution. p = 2.4:
// the search for a scale in E. Frantar et al., "GPTQ", arXiv 2210.17323 (its
// published implementation).
//
//===----------------------------------------------------------------------===//

#include "CalibratorTable.h"
#include "Density.h"
#include "RangeSearch.h"

#include "quantx/Numerics/Parameters.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace llvm;
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

/// The error of all values when the range becomes parameters.
static double computeError(const Density &density, Range range,
                           const numerics::StorageRange &storage,
                           Symmetry symmetry, double p) {
  numerics::ParamOptions options;
  options.symmetric = symmetry == Symmetry::Symmetric;
  numerics::DerivedParams derived =
      numerics::deriveParams(range.min, range.max, storage, options);
  if (derived.status != numerics::RangeStatus::Ok)
    return std::numeric_limits<double>::infinity();
  RoundingError error(derived.params, p);
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

namespace {
class MSECalibrator : public Calibrator {
public:
  MSECalibrator(unsigned bits, double p) : bits(bits), p(p) {}

  Range computeRange(const TensorStatistics &statistics,
                     Symmetry symmetry) const override;

private:
  unsigned bits;
  double p;
};
} // namespace

Range MSECalibrator::computeRange(const TensorStatistics &statistics,
                                  Symmetry symmetry) const {
  Density density = symmetry == Symmetry::Symmetric
                        ? getAbsoluteDensity(statistics)
                        : getDensity(statistics);
  auto storage = numerics::StorageRange::full(bits, /*isSigned=*/true);
  return searchRange(statistics, symmetry, [&](Range range) {
    return computeError(density, range, storage, symmetry, p);
  });
}

CalibratorOrError
quantx::calibration::createMSECalibrator(CalibratorOptions &options) {
  unsigned bits = 8;
  double p = 2;
  if (Error error = options.take("bits", bits, {2, 16}))
    return std::move(error);
  if (Error error = options.take("p", p))
    return std::move(error);
  if (!(p >= 1 && p <= 16))
    return createStringError("calibrator option 'p' must be in [1, 16]");
  return std::make_unique<MSECalibrator>(bits, p);
}
