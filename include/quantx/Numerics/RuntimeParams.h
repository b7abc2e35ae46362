//===- RuntimeParams.h - Parameters chosen while running --------*- C++ -*-===//
//
// Scale and zero point from the data itself, in f32 as generated code computes
// them. docs/Semantics.md, rule QX-D8.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_RUNTIMEPARAMS_H
#define QUANTX_NUMERICS_RUNTIMEPARAMS_H

#include "quantx/Numerics/NarrowFloat.h"
#include "quantx/Numerics/Quantize.h"

#include <cstddef>

namespace quantx::numerics {

/// The interval that a group of values spans, widened to hold 0. NaN is
/// skipped.
struct DataRange {
  float min = 0.0F;
  float max = 0.0F;

  /// Widens the interval to hold `value`.
  void add(float value) {
    min = value < min ? value : min;
    max = value > max ? value : max;
  }
};

/// The range of `count` values.
DataRange rangeOf(const float *values, size_t count);

/// Scale and zero point for values in [range.min, range.max], all in f32.
/// Asymmetric: s = (max - min) / f32(qmax - qmin), z = clamp(rne(f32(qmin) -
/// min / s), qmin, qmax). These are ONNX's DynamicQuantizeLinear's for ui8.
/// Symmetric: s = max(-min, max) / f32(qmax), z = 0; unsigned storage uses max
/// alone, so that negative values saturate.
/// The scale is clamped to [2^-126, largest f32], and is 1 for a range of 0
/// alone, so every result satisfies rule QX-P1. Requires a valid storage range
/// that holds 0 and, if symmetric, qmax > 0.
QuantParams chooseParams(DataRange range, const StorageRange &storage,
                         bool symmetric);

/// The scale for storage of a narrow format, which is symmetric: s = max(-min,
/// max) / the largest finite number of the format, clamped as above.
float chooseScale(DataRange range, FloatFormat format);

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_RUNTIMEPARAMS_H
