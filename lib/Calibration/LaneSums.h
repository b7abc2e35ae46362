//===- LaneSums.h - Exact sums of several columns at once -------*- C++ -*-===//
//
// f32 values are added up without rounding at the speed of vectors: a value is
// cut into slices that begin at fixed powers of two, and the slices of one
// place have a f64 each. As long as a sum has few enough of them, adding one
// slice to it is exact. (Demmel and Nguyen, "Parallel Reproducible Summation",
// IEEE Transactions on Computers 64(7), 2015, section 4.)
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_CALIBRATION_LANESUMS_H
#define QUANTX_LIB_CALIBRATION_LANESUMS_H

#include "quantx/Calibration/ExactSum.h"

#include <cstddef>

namespace quantx::calibration {

/// Values that are handled side by side: a vector register of f64, or a few.
constexpr size_t numLanes = 8;

/// Where the slices of values below 2^exponent begin.
class SliceGrid {
public:
  /// For finite values |x| < 2^exponent; any exponent that a f32 has.
  explicit SliceGrid(int exponent);

  int getExponent() const { return exponent; }

  /// Smaller values than this, but for 0, do not fit into the slices.
  float getSmallest() const;

  static constexpr size_t numValueSlices = 2;
  static constexpr size_t numSquareSlices = 3;

  /// What the f64 for a slice starts from. Its last bit is the slice's first,
  /// so that an addition rounds to the slice.
  double getValueStart(size_t slice) const;
  double getSquareStart(size_t slice) const;

  /// The exponents of the first bits of slices.
  int getValueExponent(size_t slice) const;
  int getSquareExponent(size_t slice) const;

private:
  int exponent;
};

/// The sums and the extremes of the values in each lane.
struct LaneSums {
  /// The values that a lane may take before it is flushed.
  static constexpr size_t maxRows = 1024;

  size_t getRoom() const { return maxRows - numRows; }

  double values[SliceGrid::numValueSlices][numLanes];
  double squares[SliceGrid::numSquareSlices][numLanes];
  float mins[numLanes];
  float maxs[numLanes];
  /// The values that each lane has taken at most since it was flushed.
  size_t numRows;

  /// No values.
  explicit LaneSums(const SliceGrid &grid);

  /// Adds `rows` times numLanes values, `stride` apart, to the sums. They are
  /// below the grid's bound, and 0 or not below its smallest. There is room.
  void addRows(const float *values, size_t stride, size_t rows);

  /// The same for the extremes; any finite values will do.
  void growTo(const float *values, size_t stride, size_t rows);

  /// Adds the sums of lanes [firstLane, endLane).
  void flush(const SliceGrid &grid, size_t firstLane, size_t endLane,
             ExactSum &sum, ExactSum &sumOfSquares) const;

  /// Both for one value of one lane. Those left over from rows go to the first
  /// lanes, in turn.
  void add(float value, size_t lane);
  void growTo(float value, size_t lane);
};

} // namespace quantx::calibration

#endif // QUANTX_LIB_CALIBRATION_LANESUMS_H
