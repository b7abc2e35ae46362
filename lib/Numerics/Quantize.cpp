//===- Quantize.cpp - Between reals and quantized integers ----------------===//

#include "quantx/Numerics/Quantize.h"

#include <cassert>
#include <cmath>

using namespace quantx::numerics;

int64_t quantx::numerics::quantize(float x, float scale, int64_t zeroPoint,
                                   int64_t qmin, int64_t qmax) {
  assert(scale > 0.0f && std::isfinite(scale) && "invalid scale");
  assert(qmin <= zeroPoint && zeroPoint <= qmax && "zero point out of range");
  const float quotient = x / scale;
  if (std::isnan(quotient))
    return zeroPoint;
  const float rounded = std::nearbyint(quotient);
  // Compared in f64, where 32-bit bounds are exact (in f32 they would not be),
  // and before the conversion, so that no float outside int64_t is converted.
  if (static_cast<double>(rounded) <= static_cast<double>(qmin - zeroPoint))
    return qmin;
  if (static_cast<double>(rounded) >= static_cast<double>(qmax - zeroPoint))
    return qmax;
  return static_cast<int64_t>(rounded) + zeroPoint;
}

float quantx::numerics::dequantize(int64_t q, float scale, int64_t zeroPoint) {
  return static_cast<float>(q - zeroPoint) * scale;
}

double quantx::numerics::dequantizeExact(int64_t q, float scale,
                                         int64_t zeroPoint) {
  return static_cast<double>(q - zeroPoint) * static_cast<double>(scale);
}

template <typename Storage>
void quantx::numerics::quantizeSpan(const float *in, size_t count,
                                    const QuantParams &params, Storage *out) {
  for (size_t i = 0; i < count; ++i)
    out[i] = static_cast<Storage>(quantize(in[i], params));
}

template <typename Storage>
void quantx::numerics::dequantizeSpan(const Storage *in, size_t count,
                                      const QuantParams &params, float *out) {
  for (size_t i = 0; i < count; ++i)
    out[i] = dequantize(static_cast<int64_t>(in[i]), params);
}

template <typename Storage>
void quantx::numerics::quantizePerAxis(const float *in,
                                       const PerAxisParams &params,
                                       Storage *out) {
  for (size_t o = 0; o < params.outer; ++o)
    for (size_t a = 0; a < params.axis; ++a) {
      const size_t offset = (o * params.axis + a) * params.inner;
      quantizeSpan(in + offset, params.inner, params.at(a), out + offset);
    }
}

template <typename Storage>
void quantx::numerics::dequantizePerAxis(const Storage *in,
                                         const PerAxisParams &params,
                                         float *out) {
  for (size_t o = 0; o < params.outer; ++o)
    for (size_t a = 0; a < params.axis; ++a) {
      const size_t offset = (o * params.axis + a) * params.inner;
      dequantizeSpan(in + offset, params.inner, params.at(a), out + offset);
    }
}

// A template argument may not stand in parentheses.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define QUANTX_INSTANTIATE(STORAGE)                                            \
  template void quantx::numerics::quantizeSpan<STORAGE>(                       \
      const float *, size_t, const QuantParams &, STORAGE *);                  \
  template void quantx::numerics::dequantizeSpan<STORAGE>(                     \
      const STORAGE *, size_t, const QuantParams &, float *);                  \
  template void quantx::numerics::quantizePerAxis<STORAGE>(                    \
      const float *, const PerAxisParams &, STORAGE *);                        \
  template void quantx::numerics::dequantizePerAxis<STORAGE>(                  \
      const STORAGE *, const PerAxisParams &, float *);
QUANTX_INSTANTIATE(int8_t)
QUANTX_INSTANTIATE(uint8_t)
QUANTX_INSTANTIATE(int16_t)
QUANTX_INSTANTIATE(uint16_t)
QUANTX_INSTANTIATE(int32_t)
QUANTX_INSTANTIATE(uint32_t)
#undef QUANTX_INSTANTIATE
// NOLINTEND(bugprone-macro-parentheses)
