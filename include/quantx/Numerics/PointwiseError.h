//===- PointwiseError.h - How far integers are from a function --*- C++ -*-===//
//
// The error of an integer form of a function of one stored value, found by
// trying every value. docs/Semantics.md, rule QX-L5.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_POINTWISEERROR_H
#define QUANTX_NUMERICS_POINTWISEERROR_H

#include "quantx/Numerics/Quantize.h"

#include <algorithm>
#include <cmath>

namespace quantx::numerics {

/// The largest |form(q) - clamp(f(x) / s + z, qmin, qmax)| over all values q of
/// the input's range, x being the real that q stands for: the distance from the
/// function in steps of the output, half of which rounding always costs. `f`
/// maps double to double, `form` stored values to stored values. NaN counts as
/// the zero point.
template <typename Form, typename Function>
double measurePointwiseError(Form &&form, Function &&f, const QuantParams &in,
                             const QuantParams &out) {
  double largest = 0;
  for (int64_t q = in.range.qmin; q <= in.range.qmax; ++q) {
    const double y = f(static_cast<double>(dequantize(q, in)));
    const double steps = std::isnan(y) ? 0 : y / static_cast<double>(out.scale);
    const double real = std::clamp(steps + static_cast<double>(out.zeroPoint),
                                   static_cast<double>(out.range.qmin),
                                   static_cast<double>(out.range.qmax));
    largest =
        std::fmax(largest, std::fabs(static_cast<double>(form(q)) - real));
  }
  return largest;
}

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_POINTWISEERROR_H
