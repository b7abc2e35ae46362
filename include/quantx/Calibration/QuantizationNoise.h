//===- QuantizationNoise.h - What storing values would cost -----*- C++ -*-===//

#ifndef QUANTX_CALIBRATION_QUANTIZATIONNOISE_H
#define QUANTX_CALIBRATION_QUANTIZATIONNOISE_H

#include "quantx/Calibration/TensorStatistics.h"
#include "quantx/Numerics/Quantize.h"

namespace quantx::calibration {

/// The mean of (x - x')^2 over all values x of a tensor, x' being what is left
/// of x when it is stored by `params`, clipping included: the exact integral
/// over the histogram, the values of a bin taken as spread evenly over the part
/// of it between the extremes. The statistics hold at least one finite value.
double predictNoise(const TensorStatistics &statistics,
                    const numerics::QuantParams &params);

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_QUANTIZATIONNOISE_H
