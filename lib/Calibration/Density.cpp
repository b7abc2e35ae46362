//===- Density.cpp - A histogram as pieces of constant density ------------===//

#include "Density.h"

#include <algorithm>
#include <cmath>

using namespace quantx::calibration;

double
quantx::calibration::getLargestMagnitude(const TensorStatistics &statistics) {
  return std::max(std::fabs(statistics.getMin()),
                  std::fabs(statistics.getMax()));
}

/// Bins reach beyond the extremes, and need not begin at them.
static Density cut(const Histogram &histogram, double min, double max) {
  Density density;
  for (size_t i = 0, e = histogram.getCounts().size(); i < e; ++i)
    if (uint64_t count = histogram.getCounts()[i])
      density.pieces.push_back(
          {std::clamp(histogram.getLowerEdge(i), min, max),
           std::clamp(histogram.getLowerEdge(i + 1), min, max),
           static_cast<double>(count)});
  return density;
}

Density quantx::calibration::getDensity(const TensorStatistics &statistics) {
  return cut(statistics.getHistogram(), statistics.getMin(),
             statistics.getMax());
}

Density
quantx::calibration::getAbsoluteDensity(const TensorStatistics &statistics) {
  return cut(statistics.getHistogram().foldAbsolute(), 0,
             getLargestMagnitude(statistics));
}

std::vector<double> quantx::calibration::rebin(const Density &density,
                                               double end, size_t bins) {
  std::vector<double> counts(bins);
  auto last = static_cast<double>(bins - 1);
  double perUnit = static_cast<double>(bins) / end;
  auto binOf = [&](double value) {
    return static_cast<size_t>(
        std::clamp(std::floor(value * perUnit), 0.0, last));
  };
  for (const Density::Piece &piece : density.pieces) {
    size_t from = binOf(piece.begin), to = binOf(piece.end);
    if (from == to) {
      counts[from] += piece.count;
      continue;
    }
    double perLength = piece.count / (piece.end - piece.begin);
    double begin = piece.begin;
    for (size_t bin = from; bin <= to; ++bin) {
      double stop = bin == to ? piece.end
                              : std::min(static_cast<double>(bin + 1) / perUnit,
                                         piece.end);
      counts[bin] += perLength * std::max(stop - begin, 0.0);
      begin = stop;
    }
  }
  return counts;
}
