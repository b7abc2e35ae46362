//===- Quantize.cpp - Between reals and quantized integers ----------------===//

#include "quantx/Numerics/Quantize.h"

#include "WideInt.h"
#include "quantx/Numerics/FloatStorage.h"

#include <algorithm>
#include <cmath>

using namespace quantx::numerics;
using detail::Int128;

static FloatFormat toFormat(Precision precision) {
  return precision == Precision::F16 ? FloatFormat::F16 : FloatFormat::BF16;
}

/// The quotient in f32, rounded once more, is the quotient of the narrower
/// type: rule QX-C13.
float quantx::numerics::divide(float x, float scale, Precision precision) {
  if (precision == Precision::F32)
    return x / scale;
  const FloatFormat format = toFormat(precision);
  return roundTo(roundTo(x, format) / roundTo(scale, format), format);
}

int64_t quantx::numerics::roundAndClamp(float quotient, int64_t zeroPoint,
                                        int64_t qmin, int64_t qmax) {
  if (std::isnan(quotient))
    return detail::offsetAndClamp(0, zeroPoint, qmin, qmax);
  // Beyond 2^65 every sum with a zero point of 64 bits saturates.
  const float bounded = std::clamp(std::nearbyint(quotient), -0x1p65F, 0x1p65F);
  const Int128 rounded = std::fabs(bounded) < 0x1p62F
                             ? Int128{static_cast<int64_t>(bounded)}
                             : static_cast<Int128>(bounded);
  return detail::offsetAndClamp(rounded, zeroPoint, qmin, qmax);
}

int64_t quantx::numerics::quantize(float x, float scale, int64_t zeroPoint,
                                   int64_t qmin, int64_t qmax,
                                   Precision precision) {
  return roundAndClamp(divide(x, scale, precision), zeroPoint, qmin, qmax);
}

float quantx::numerics::dequantize(int64_t q, float scale, int64_t zeroPoint) {
  int64_t difference = 0;
  if (__builtin_sub_overflow(q, zeroPoint, &difference))
    return static_cast<float>(Int128{q} - zeroPoint) * scale;
  return static_cast<float>(difference) * scale;
}

uint16_t quantx::numerics::quantizeToFloat(float x, float scale,
                                           FloatFormat format,
                                           Overflow overflow,
                                           Precision precision) {
  const float quotient = divide(x, scale, precision);
  if (std::isnan(quotient))
    return getInfo(format).nanCode;
  return encode(quotient, format, overflow);
}

float quantx::numerics::dequantizeFromFloat(uint32_t code, float scale,
                                            FloatFormat format) {
  return decode(code, format) * scale;
}

double quantx::numerics::dequantizeExact(int64_t q, float scale,
                                         int64_t zeroPoint) {
  return static_cast<double>(Int128{q} - zeroPoint) *
         static_cast<double>(scale);
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
QUANTX_INSTANTIATE(int64_t)
#undef QUANTX_INSTANTIATE
// NOLINTEND(bugprone-macro-parentheses)
