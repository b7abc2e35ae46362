//===- RuntimeParams.cpp - Parameters chosen while running ----------------===//

#include "quantx/Numerics/RuntimeParams.h"

#include "WideInt.h"
#include "quantx/Numerics/Parameters.h"

#include <algorithm>
#include <cassert>
#include <limits>

using namespace quantx::numerics;

DataRange quantx::numerics::rangeOf(const float *values, size_t count) {
  DataRange range;
  for (size_t i = 0; i < count; ++i)
    range.add(values[i]);
  return range;
}

/// span / steps, which may be infinite or subnormal, as a scale.
static float toScale(float span, float steps) {
  if (span == 0.0F)
    return 1.0F;
  return std::clamp(span / steps, kSmallestScale,
                    std::numeric_limits<float>::max());
}

/// The largest magnitude; negation is exact.
static float magnitudeOf(DataRange range) {
  return std::max(-range.min, range.max);
}

QuantParams quantx::numerics::chooseParams(DataRange range,
                                           const StorageRange &storage,
                                           bool symmetric) {
  assert(isValid(storage) && storage.contains(0) && "no value stands for 0");
  QuantParams params;
  params.range = storage;
  if (symmetric) {
    const float magnitude = storage.isSigned ? magnitudeOf(range) : range.max;
    params.scale = toScale(magnitude, static_cast<float>(storage.qmax));
    return params;
  }
  const detail::Int128 steps = detail::Int128{storage.qmax} - storage.qmin;
  params.scale = toScale(range.max - range.min, static_cast<float>(steps));
  const float zero =
      static_cast<float>(storage.qmin) - range.min / params.scale;
  params.zeroPoint = roundAndClamp(zero, 0, storage.qmin, storage.qmax);
  return params;
}

float quantx::numerics::chooseScale(DataRange range, FloatFormat format) {
  return toScale(magnitudeOf(range), maxFinite(format));
}
