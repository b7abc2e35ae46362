//===- ErrorMetrics.cpp - How far values are from others ------------------===//

#include "quantx/Report/ErrorMetrics.h"

#include <algorithm>
#include <cassert>
#include <cmath>

using namespace quantx::report;

std::optional<double> quantx::report::toDecibels(double signal, double noise) {
  double ratio = signal / noise;
  if (!(ratio > 0) || !std::isfinite(ratio))
    return std::nullopt;
  return 10 * std::log10(ratio);
}

void ErrorMetrics::add(llvm::ArrayRef<float> expected,
                       llvm::ArrayRef<float> actual) {
  assert(expected.size() == actual.size() && "values without a partner");
  for (size_t i = 0, e = expected.size(); i < e; ++i) {
    // Products of two f32 are exact in f64.
    double x = expected[i], y = actual[i];
    if (!std::isfinite(x) || !std::isfinite(y)) {
      ++nonFinite;
      mismatches += !(x == y || (std::isnan(x) && std::isnan(y)));
      continue;
    }
    double error = y - x;
    ++count;
    expectedSquares += x * x;
    actualSquares += y * y;
    products += x * y;
    errors += error;
    errorSquares += error * error;
    maxAbsError = std::max(maxAbsError, std::fabs(error));
  }
}

std::optional<double> ErrorMetrics::getSQNR() const {
  return toDecibels(expectedSquares, errorSquares);
}

std::optional<double> ErrorMetrics::getCosine() const {
  // Sums of squares of f32 are far from the ends of f64: their product neither
  // overflows nor vanishes.
  double lengths = std::sqrt(expectedSquares * actualSquares);
  if (!(lengths > 0))
    return std::nullopt;
  return std::clamp(products / lengths, -1.0, 1.0);
}
