//===- EntropyCalibrator.cpp - The least divergence from what was seen ----===//
//
// S. Migacz, "8-bit Inference with TensorRT", GTC 2017, "Calibration". Tools
// that share the word differ in their thresholds; docs/Calibration.md has the
// definition that this file computes.
//
//===----------------------------------------------------------------------===//

#include "CalibratorTable.h"
#include "Density.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace llvm;
using namespace quantx::calibration;

namespace {

/// How far quantized values diverge from those seen, by the threshold.
///
/// Of the first n bins, P[j] is the count of bin j, with all that lies beyond
/// added to the last. Level k holds the bins j with floor(j * levels / n) = k.
/// Q[j] is the count of j's level, without what lies beyond, divided by the
/// number of its bins that are not empty; 0 for those that are. Both are scaled
/// to the sum 1, then `smoothing / bins` is added to each bin, and they are
/// scaled again.
///
/// Q has one value for all the bins of a level that are not empty, so the
/// divergence is a sum over levels of differences of prefix sums.
class Divergence {
public:
  Divergence(ArrayRef<double> counts, size_t levels);

  /// KL(P || Q) for the first `n` bins, n >= levels; infinite where they are
  /// all empty.
  double compute(size_t n) const;

private:
  static constexpr double smoothing = 1e-4;

  /// The sum of (P + share) * log(Q + share) over the bins of level `k`, with P
  /// as seen.
  double crossTerm(size_t n, size_t k) const;
  /// Q of the filled bins of level `k`.
  double levelValue(size_t n, size_t k) const;
  size_t levelBegin(size_t n, size_t k) const {
    return (k * n + levels - 1) / levels;
  }
  double total() const { return countSums.back(); }

  ArrayRef<double> counts;
  size_t levels;
  /// What smoothing adds to a bin.
  double share;
  /// Of the first n bins: counts, how many are not empty, and the sum of
  /// (P + share) * log(P + share) with P as seen.
  std::vector<double> countSums;
  std::vector<double> filledSums;
  std::vector<double> logSums;
};

} // namespace

static double xLogX(double x) { return x * std::log(x); }

Divergence::Divergence(ArrayRef<double> counts, size_t levels)
    : counts(counts), levels(levels),
      share(smoothing / static_cast<double>(counts.size())), countSums(1),
      filledSums(1), logSums(1) {
  for (double count : counts) {
    countSums.push_back(countSums.back() + count);
    filledSums.push_back(filledSums.back() + (count > 0 ? 1 : 0));
  }
  for (double count : counts)
    logSums.push_back(logSums.back() + xLogX(count / total() + share));
}

double Divergence::levelValue(size_t n, size_t k) const {
  size_t begin = levelBegin(n, k), end = levelBegin(n, k + 1);
  double filled = filledSums[end] - filledSums[begin];
  return filled == 0
             ? 0
             : (countSums[end] - countSums[begin]) / (filled * countSums[n]);
}

double Divergence::crossTerm(size_t n, size_t k) const {
  size_t begin = levelBegin(n, k), end = levelBegin(n, k + 1);
  double filled = filledSums[end] - filledSums[begin];
  double empty = static_cast<double>(end - begin) - filled;
  double seen = (countSums[end] - countSums[begin]) / total() + filled * share;
  return seen * std::log(levelValue(n, k) + share) + empty * xLogX(share);
}

double Divergence::compute(size_t n) const {
  if (countSums[n] == 0)
    return std::numeric_limits<double>::infinity();
  double beyond = (total() - countSums[n]) / total();
  double lastSeen = counts[n - 1] / total();
  double lastValue = counts[n - 1] > 0 ? levelValue(n, levels - 1) : 0;
  double entropyTerm = logSums[n - 1] + xLogX(lastSeen + beyond + share);
  double crossTerms = beyond * std::log(lastValue + share);
  for (size_t k = 0; k < levels; ++k)
    crossTerms += crossTerm(n, k);
  return (entropyTerm - crossTerms) / (1 + static_cast<double>(n) * share);
}

namespace {
class EntropyCalibrator : public Calibrator {
public:
  /// `levels` of 0 stands for 255 where an asymmetric scale serves values of
  /// one sign, and 128 elsewhere.
  EntropyCalibrator(unsigned bins, unsigned levels, bool keepZeros)
      : bins(bins), levels(levels), keepZeros(keepZeros) {}

  Range computeRange(const TensorStatistics &statistics,
                     Symmetry symmetry) const override;

private:
  unsigned bins, levels;
  bool keepZeros;
};
} // namespace

/// How many of the bins to keep. Where divergences are equal but for rounding,
/// the most.
static size_t findThreshold(const Divergence &divergence, size_t bins,
                            size_t levels) {
  constexpr double tolerance = 1e-12;
  size_t best = bins;
  double least = divergence.compute(bins);
  for (size_t n = bins - 1; n >= levels; --n) {
    double value = divergence.compute(n);
    if (value < least - tolerance) {
      least = value;
      best = n;
    }
  }
  return best;
}

Range EntropyCalibrator::computeRange(const TensorStatistics &statistics,
                                      Symmetry symmetry) const {
  double largest = getLargestMagnitude(statistics);
  if (largest == 0)
    return {0, 0};
  bool oneSign = statistics.getMin() >= 0 || statistics.getMax() <= 0;
  size_t defaultLevels =
      oneSign && symmetry == Symmetry::Asymmetric ? 255 : 128;
  size_t usedLevels = levels == 0 ? defaultLevels : levels;
  std::vector<double> counts =
      rebin(getAbsoluteDensity(statistics), largest, bins);
  // Zeros are exact at every scale. Merged with their neighbours, they would
  // count as an error of wide ranges: half of what a relu gives is zeros.
  if (!keepZeros)
    counts[0] = std::min(counts[0], counts[1]);
  size_t kept = findThreshold(Divergence(counts, usedLevels), bins, usedLevels);
  return clampMagnitude(statistics, largest * static_cast<double>(kept) /
                                        static_cast<double>(bins));
}

CalibratorOrError
quantx::calibration::createEntropyCalibrator(CalibratorOptions &options) {
  unsigned bins = 2048, levels = 0;
  if (Error error = options.take("bins", bins, {256, 65536}))
    return std::move(error);
  if (Error error = options.take("levels", levels, {2, bins}))
    return std::move(error);
  unsigned keepZeros = 0;
  if (Error error = options.take("keep-zeros", keepZeros, {0, 1}))
    return std::move(error);
  return std::make_unique<EntropyCalibrator>(bins, levels, keepZeros != 0);
}
