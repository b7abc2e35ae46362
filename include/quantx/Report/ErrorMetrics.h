//===- ErrorMetrics.h - How far values are from others ----------*- C++ -*-===//
//
// Metrics that are gathered value by value, in memory that does not grow with
// the number of values. A value goes into each sum in the order in which it
// comes, so that the result does not depend on how a stream is cut into pieces.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_REPORT_ERRORMETRICS_H
#define QUANTX_REPORT_ERRORMETRICS_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <optional>

namespace quantx::report {

/// 10 log10(signal / noise) in decibels; none where one of the powers is 0, or
/// not finite.
std::optional<double> toDecibels(double signal, double noise);

/// How far `actual` values are from the `expected` ones.
class ErrorMetrics {
public:
  /// Adds pairs of values; both have the same number of them.
  void add(llvm::ArrayRef<float> expected, llvm::ArrayRef<float> actual);

  /// The pairs of which both are finite. All that follows is about them.
  uint64_t getCount() const { return count; }
  /// The other pairs, and those of them that are not the same infinity or both
  /// NaN.
  uint64_t getNonFiniteCount() const { return nonFinite; }
  uint64_t getNonFiniteMismatches() const { return mismatches; }

  /// Means over the pairs; 0 where there are none.
  double getSignalPower() const { return mean(expectedSquares); }
  double getNoisePower() const { return mean(errorSquares); }
  /// Of actual - expected.
  double getMeanError() const { return mean(errors); }

  double getMaxAbsError() const { return maxAbsError; }

  /// The signal to quantization noise ratio in dB; none where there is no error
  /// or no signal.
  std::optional<double> getSQNR() const;

  /// The cosine of the angle between all expected and all actual values; none
  /// where one side is all 0.
  std::optional<double> getCosine() const;

private:
  double mean(double sum) const {
    return count ? sum / static_cast<double>(count) : 0;
  }

  uint64_t count = 0, nonFinite = 0, mismatches = 0;
  double expectedSquares = 0, actualSquares = 0, products = 0;
  double errors = 0, errorSquares = 0, maxAbsError = 0;
};

} // namespace quantx::report

#endif // QUANTX_REPORT_ERRORMETRICS_H
