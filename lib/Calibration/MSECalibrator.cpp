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

#include "quantx/Numerics/Parameters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

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

/// Finds the ends of a range one after the other.
class Search {
public:
  Search(const TensorStatistics &statistics, Symmetry symmetry, unsigned bits,
         double p);

  Range run();

private:
  /// What is varied: both ends alike, as far as each reaches, or one.
  enum class End { Both, Low, High };

  double computeError(Range range) const;
  /// The best range with `end` replaced by a magnitude. True where `end`
  /// became another one.
  bool improve(End end);
  Range replace(End end, double magnitude) const;
  /// Keeps the range that `magnitude` gives if it is better than the best.
  double consider(End end, double magnitude);

  const TensorStatistics &statistics;
  bool symmetric;
  double p;
  numerics::StorageRange storage;
  Density density;
  Range best;
  double leastError;
};

} // namespace

Search::Search(const TensorStatistics &statistics, Symmetry symmetry,
               unsigned bits, double p)
    : statistics(statistics), symmetric(symmetry == Symmetry::Symmetric), p(p),
      storage(numerics::StorageRange::full(bits, /*isSigned=*/true)),
      density(symmetric ? getAbsoluteDensity(statistics)
                        : getDensity(statistics)),
      best{statistics.getMin(), statistics.getMax()},
      leastError(computeError(best)) {}

double Search::computeError(Range range) const {
  numerics::ParamOptions options;
  options.symmetric = symmetric;
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

Range Search::replace(End end, double magnitude) const {
  if (end == End::Both)
    return clampMagnitude(statistics, magnitude);
  // The other end may lie on the same side of 0.
  auto value = static_cast<float>(magnitude);
  if (end == End::High)
    return {best.min, std::max(value, best.min)};
  return {std::min(-value, best.max), best.max};
}

double Search::consider(End end, double magnitude) {
  Range range = replace(end, magnitude);
  double error = computeError(range);
  if (error < leastError) {
    leastError = error;
    best = range;
  }
  return error;
}

/// The least of `function` in [low, high] by sections in the golden ratio
/// (J. Kiefer, "Sequential minimax search for a maximum", 1953), for what
/// `function` itself remembers.
static void searchGolden(double low, double high,
                         function_ref<double(double)> function) {
  constexpr double ratio = 0.6180339887498949;
  constexpr int sections = 16;
  double left = high - ratio * (high - low);
  double right = low + ratio * (high - low);
  double atLeft = function(left), atRight = function(right);
  for (int i = 0; i < sections; ++i) {
    if (atLeft <= atRight) {
      high = right;
      right = std::exchange(left, low + (1 - ratio) * (right - low));
      atRight = std::exchange(atLeft, function(left));
    } else {
      low = left;
      left = std::exchange(right, low + ratio * (high - left));
      atLeft = std::exchange(atRight, function(right));
    }
  }
}

bool Search::improve(End end) {
  double largest = end == End::Both   ? getLargestMagnitude(statistics)
                   : end == End::High ? statistics.getMax()
                                      : -statistics.getMin();
  if (largest <= 0)
    return false;
  // The narrowest bins have 2^-14 of the range; nothing is known below.
  constexpr int perOctave = 4, octaves = 14;
  auto gridPoint = [&](int i) {
    return largest * std::exp2(-static_cast<double>(i) / perOctave);
  };
  double before = leastError;
  int bestPoint = 0;
  double bestError = std::numeric_limits<double>::infinity();
  for (int i = 0; i <= octaves * perOctave; ++i)
    if (double error = consider(end, gridPoint(i)); error < bestError) {
      bestError = error;
      bestPoint = i;
    }
  searchGolden(gridPoint(bestPoint + 1), gridPoint(std::max(bestPoint - 1, 0)),
               [&](double magnitude) { return consider(end, magnitude); });
  return leastError < before;
}

Range Search::run() {
  improve(End::Both);
  if (symmetric)
    return best;
  constexpr int rounds = 2;
  for (int i = 0; i < rounds; ++i) {
    bool highMoved = improve(End::High);
    if (!improve(End::Low) && !highMoved)
      break;
  }
  return best;
}

namespace {
class MSECalibrator : public Calibrator {
public:
  MSECalibrator(unsigned bits, double p) : bits(bits), p(p) {}

  Range computeRange(const TensorStatistics &statistics,
                     Symmetry symmetry) const override {
    return Search(statistics, symmetry, bits, p).run();
  }

private:
  unsigned bits;
  double p;
};
} // namespace

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
