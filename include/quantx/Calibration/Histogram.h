//===- Histogram.h - A histogram that merges exactly ------------*- C++ -*-===//

#ifndef QUANTX_CALIBRATION_HISTOGRAM_H
#define QUANTX_CALIBRATION_HISTOGRAM_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <vector>

namespace quantx::calibration {

/// Counts of f32 values in bins [k*w, (k+1)*w) of width w = 2^e.
///
/// w is a pure function of the smallest and largest value, and never shrinks as
/// the range grows. All bins begin at multiples of w, so that doubling w joins
/// pairs of bins. The histogram of a set of values is therefore the same,
/// whatever order they came in and however they were split and merged.
class Histogram {
public:
  /// The bins that a range has at least, unless they would be narrower than
  /// the spacing of f32 values there. A range has fewer than twice as many.
  static constexpr int minBins = 8192;

  /// e for values in [min, max], both finite.
  static int getWidthExponent(float min, float max);

  /// The bin of `value` for bins of width 2^widthExponent. |value| must not
  /// exceed 2^24 bins, which holds for the values getWidthExponent was asked
  /// about.
  static int32_t getBin(float value, int widthExponent);

  Histogram() = default;

  /// A histogram of given counts; `counts[i]` is that of bin `firstBin + i`.
  Histogram(int widthExponent, int32_t firstBin, std::vector<uint64_t> counts)
      : widthExponent(widthExponent), firstBin(firstBin),
        counts(std::move(counts)) {}

  bool isEmpty() const { return counts.empty(); }
  int getWidthExponent() const { return widthExponent; }
  double getBinWidth() const;

  /// The bins from that of the smallest to that of the largest value.
  int32_t getFirstBin() const { return firstBin; }
  llvm::ArrayRef<uint64_t> getCounts() const { return counts; }

  /// Where bin `firstBin + index` begins.
  double getLowerEdge(size_t index) const;

  /// Makes room for values in [min, max], which holds all values so far.
  void growTo(float min, float max);

  /// Counts `values`, which lie in the range of the last growTo.
  void add(llvm::ArrayRef<float> values);

  /// Adds the counts of `other`, whose values lie in the range of the last
  /// growTo.
  void add(const Histogram &other);

  /// The value below which the share `q`, in [0, 1], of all values lies, taking
  /// the values of a bin as spread evenly over it. Not empty.
  double quantile(double q) const;

  /// The histogram of the absolute values. A value at the edge of two bins
  /// counts for the one nearer to zero where it was negative.
  Histogram foldAbsolute() const;

  bool operator==(const Histogram &other) const {
    return counts == other.counts &&
           (counts.empty() || (widthExponent == other.widthExponent &&
                               firstBin == other.firstBin));
  }

private:
  int widthExponent = 0;
  int32_t firstBin = 0;
  std::vector<uint64_t> counts;
};

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_HISTOGRAM_H
