//===- RangeSearch.cpp - The range with the least error -------------------===//

#include "RangeSearch.h"

#include "CalibratorTable.h"
#include "Density.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

using namespace llvm;
using namespace quantx::calibration;

namespace {

/// The best range so far, and how it is varied.
class Search {
public:
  Search(const TensorStatistics &statistics,
         function_ref<double(Range)> computeError)
      : statistics(statistics), computeError(computeError),
        best{statistics.getMin(), statistics.getMax()},
        leastError(computeError(best)) {}

  Range run(Symmetry symmetry);

private:
  /// What is varied: both ends alike, as far as each reaches, or one.
  enum class End { Both, Low, High };

  double getLargest(End end) const;
  /// Looks for a better magnitude of `end`; true where there is one.
  bool improve(End end);
  /// The best range with `end` at another magnitude.
  Range replace(End end, double magnitude) const;
  /// The error of that range, which is kept if it is better than the best.
  double consider(End end, double magnitude);

  const TensorStatistics &statistics;
  function_ref<double(Range)> computeError;
  Range best;
  double leastError;
};

} // namespace

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

double Search::getLargest(End end) const {
  switch (end) {
  case End::Both:
    return getLargestMagnitude(statistics);
  case End::High:
    return statistics.getMax();
  case End::Low:
    return -statistics.getMin();
  }
  llvm_unreachable("unknown end");
}

bool Search::improve(End end) {
  double largest = getLargest(end);
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

Range Search::run(Symmetry symmetry) {
  improve(End::Both);
  if (symmetry == Symmetry::Symmetric)
    return best;
  constexpr int rounds = 2;
  for (int i = 0; i < rounds; ++i) {
    bool highMoved = improve(End::High);
    if (!improve(End::Low) && !highMoved)
      break;
  }
  return best;
}

Range quantx::calibration::searchRange(const TensorStatistics &statistics,
                                       Symmetry symmetry,
                                       function_ref<double(Range)> error) {
  return Search(statistics, error).run(symmetry);
}
