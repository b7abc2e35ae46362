//===- Density.h - A histogram as pieces of constant density ----*- C++ -*-===//

#ifndef QUANTX_LIB_CALIBRATION_DENSITY_H
#define QUANTX_LIB_CALIBRATION_DENSITY_H

#include "quantx/Calibration/TensorStatistics.h"

#include <vector>

namespace quantx::calibration {

/// Values spread evenly over each of some intervals, which ascend and do not
/// overlap. An interval without width holds all its values at one point.
struct Density {
  struct Piece {
    double begin = 0;
    double end = 0;
    /// The number of values, above 0.
    double count = 0;
  };
  std::vector<Piece> pieces;
};

/// The bins of the histogram that hold values, without what lies outside of
/// the observed extremes.
Density getDensity(const TensorStatistics &statistics);

/// The same of the absolute values: 0 is the lowest end.
Density getAbsoluteDensity(const TensorStatistics &statistics);

/// The larger of |min| and |max|.
double getLargestMagnitude(const TensorStatistics &statistics);

/// The numbers of values in each of `bins` intervals of equal length that make
/// up [0, end], for a density that lies in it. A piece that reaches over
/// several is divided by length.
std::vector<double> rebin(const Density &density, double end, size_t bins);

} // namespace quantx::calibration

#endif // QUANTX_LIB_CALIBRATION_DENSITY_H
