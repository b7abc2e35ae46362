//===- LaneSums.cpp - Exact sums of several columns at once ---------------===//

#include "LaneSums.h"

#include "Multiversion.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

using namespace quantx::calibration;

namespace {

// Vectors that every compiler of ours lowers to what the machine has.
using Floats = float __attribute__((vector_size(4 * numLanes)));
using Doubles = double __attribute__((vector_size(8 * numLanes)));

// A slice has 40 bits, so that maxRows of them have 50, and a f64 that starts
// from 1.5 times its leading bit stays between two powers of two.
constexpr int sliceBits = 40;
static_assert(LaneSums::maxRows <= 1 << 10);

// By reference: how wide vectors are returned depends on the CPU.
template <typename Vector>
inline __attribute__((always_inline)) void load(Vector &vector,
                                                const void *from) {
  std::memcpy(&vector, from, sizeof(vector));
}

template <typename Vector>
inline __attribute__((always_inline)) void store(void *to,
                                                 const Vector &vector) {
  std::memcpy(to, &vector, sizeof(vector));
}

/// Adds the slice of `rest` that `sum` is for to it, and takes it from `rest`.
/// Every step is exact but the first, which rounds to the slice.
template <typename T>
inline __attribute__((always_inline)) void addSlice(T &sum, T &rest) {
  T grown = sum + rest;
  rest -= grown - sum;
  sum = grown;
}

} // namespace

//===----------------------------------------------------------------------===//
// SliceGrid
//===----------------------------------------------------------------------===//

SliceGrid::SliceGrid(int exponent) : exponent(exponent) {}

/// The exponents of slices stay at or above the unit: nothing lies below it.
static int getSliceExponent(int top, size_t slice, int unit) {
  return std::max(top - sliceBits * (static_cast<int>(slice) + 1), unit);
}

int SliceGrid::getValueExponent(size_t slice) const {
  return getSliceExponent(exponent, slice, ExactSum::valueUnit);
}

int SliceGrid::getSquareExponent(size_t slice) const {
  return getSliceExponent(2 * exponent, slice, ExactSum::squareUnit);
}

float SliceGrid::getSmallest() const {
  // A value 2^e <= |x| < 2^(e+1) is a multiple of 2^(e-23), and its square one
  // of 2^(2e-46), which must not be below the last slice.
  int last = getSquareExponent(numSquareSlices - 1);
  int smallest =
      last <= ExactSum::squareUnit ? ExactSum::valueUnit : (last + 46) / 2;
  return std::ldexp(1.0f, smallest);
}

double SliceGrid::getValueStart(size_t slice) const {
  return std::ldexp(1.5, 52 + getValueExponent(slice));
}

double SliceGrid::getSquareStart(size_t slice) const {
  return std::ldexp(1.5, 52 + getSquareExponent(slice));
}

/// Adds `slices`, a multiple of 2^exponent below 2^53 of them, to `sum`.
static void flush(double slices, int exponent, ExactSum &sum) {
  if (slices == 0)
    return;
  auto units = static_cast<int64_t>(std::ldexp(slices, -exponent));
  sum.add(units, static_cast<unsigned>(exponent - sum.getUnitExponent()));
}

void LaneSums::flush(const SliceGrid &grid, size_t firstLane, size_t endLane,
                     ExactSum &sum, ExactSum &sumOfSquares) const {
  // A lane has up to 50 bits; all eight of them have up to 53.
  for (size_t i = 0; i < SliceGrid::numValueSlices; ++i) {
    double slices = 0;
    for (size_t lane = firstLane; lane < endLane; ++lane)
      slices += values[i][lane] - grid.getValueStart(i);
    ::flush(slices, grid.getValueExponent(i), sum);
  }
  for (size_t i = 0; i < SliceGrid::numSquareSlices; ++i) {
    double slices = 0;
    for (size_t lane = firstLane; lane < endLane; ++lane)
      slices += squares[i][lane] - grid.getSquareStart(i);
    ::flush(slices, grid.getSquareExponent(i), sumOfSquares);
  }
}

//===----------------------------------------------------------------------===//
// LaneSums
//===----------------------------------------------------------------------===//

LaneSums::LaneSums(const SliceGrid &grid) : numRows(0) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  std::fill_n(mins, numLanes, infinity);
  std::fill_n(maxs, numLanes, -infinity);
  for (size_t i = 0; i < SliceGrid::numValueSlices; ++i)
    std::fill_n(values[i], numLanes, grid.getValueStart(i));
  for (size_t i = 0; i < SliceGrid::numSquareSlices; ++i)
    std::fill_n(squares[i], numLanes, grid.getSquareStart(i));
}

QUANTX_MULTIVERSION
static void addRowsTo(LaneSums &sums, const float *from, size_t stride,
                      size_t rows) {
  Doubles v0, v1, s0, s1, s2;
  load(v0, sums.values[0]);
  load(v1, sums.values[1]);
  load(s0, sums.squares[0]);
  load(s1, sums.squares[1]);
  load(s2, sums.squares[2]);
  static_assert(SliceGrid::numValueSlices == 2 &&
                SliceGrid::numSquareSlices == 3);
  for (size_t row = 0; row < rows; ++row, from += stride) {
    Floats narrow;
    load(narrow, from);
    Doubles value = __builtin_convertvector(narrow, Doubles);
    Doubles square = value * value;
    addSlice(v0, value);
    addSlice(v1, value);
    addSlice(s0, square);
    addSlice(s1, square);
    addSlice(s2, square);
  }
  store(sums.values[0], v0);
  store(sums.values[1], v1);
  store(sums.squares[0], s0);
  store(sums.squares[1], s1);
  store(sums.squares[2], s2);
}

QUANTX_MULTIVERSION
static void growExtremesTo(LaneSums &sums, const float *from, size_t stride,
                           size_t rows) {
  Floats min, max, value;
  load(min, sums.mins);
  load(max, sums.maxs);
  for (size_t row = 0; row < rows; ++row, from += stride) {
    load(value, from);
    min = value < min ? value : min;
    max = value > max ? value : max;
  }
  store(sums.mins, min);
  store(sums.maxs, max);
}

void LaneSums::addRows(const float *from, size_t stride, size_t rows) {
  numRows += rows;
  addRowsTo(*this, from, stride, rows);
}

void LaneSums::growTo(const float *from, size_t stride, size_t rows) {
  growExtremesTo(*this, from, stride, rows);
}

void LaneSums::add(float value, size_t lane) {
  numRows += lane == 0;
  double rest = value;
  double square = rest * rest;
  for (auto &slice : values)
    addSlice(slice[lane], rest);
  for (auto &slice : squares)
    addSlice(slice[lane], square);
}

void LaneSums::growTo(float value, size_t lane) {
  mins[lane] = std::min(mins[lane], value);
  maxs[lane] = std::max(maxs[lane], value);
}
