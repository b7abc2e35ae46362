//===- RoundingErrors.h - What rounding and clipping cost -------*- C++ -*-===//

#ifndef QUANTX_LIB_CALIBRATION_ROUNDINGERRORS_H
#define QUANTX_LIB_CALIBRATION_ROUNDINGERRORS_H

#include "Density.h"

#include "quantx/Numerics/Quantize.h"

namespace quantx::calibration {

/// The sum of |x - q(x)|^p over the values of `density`, q being what
/// quantizing by `params` and dequantizing gives.
double sumErrors(const Density &density, const numerics::QuantParams &params,
                 double p);

} // namespace quantx::calibration

#endif // QUANTX_LIB_CALIBRATION_ROUNDINGERRORS_H
