//===- Quantize.h - Between reals and quantized integers --------*- C++ -*-===//
//
// docs/Semantics.md, rules QX-C1, QX-C2, QX-C6, QX-C7, QX-C13 and QX-C14.
// Everything here assumes the default floating-point environment (round to
// nearest, no flush to zero).
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_QUANTIZE_H
#define QUANTX_NUMERICS_QUANTIZE_H

#include "quantx/Numerics/StorageRange.h"

#include <cstddef>
#include <cstdint>

namespace quantx::numerics {

/// The parameters of one quantized value: real = (q - zeroPoint) * scale, q in
/// [range.qmin, range.qmax].
struct QuantParams {
  float scale = 1.0f;
  int64_t zeroPoint = 0;
  StorageRange range;
};

/// The type a quotient is computed in.
enum class Precision : uint8_t { F32, F16, BF16 };

/// x / scale as one IEEE division of the type: both operands are rounded to it
/// first. Every value of x and scale is allowed, as in IEEE 754.
float divide(float x, float scale, Precision precision = Precision::F32);

/// clamp(rne(quotient) + zeroPoint, qmin, qmax), exact for all bounds and zero
/// points of 64 bits. Infinities saturate; NaN counts as 0. Requires qmin <=
/// qmax.
int64_t roundAndClamp(float quotient, int64_t zeroPoint, int64_t qmin,
                      int64_t qmax);

/// clamp(rne(x / scale) + zeroPoint, qmin, qmax), where the division is one
/// IEEE division of `precision` and everything after it is exact. The zero
/// point is added after rounding and before the clamp. Infinities (of x or of
/// the quotient) saturate; NaN gives the zero point. Storage of up to 64 bits.
///
/// Total: a scale computed at run time may have any value, and NaN quotients
/// (0 / 0, for example) give the zero point too. A zero point outside [qmin,
/// qmax] is clamped with the sum.
int64_t quantize(float x, float scale, int64_t zeroPoint, int64_t qmin,
                 int64_t qmax, Precision precision = Precision::F32);

/// f32(q - zeroPoint) * scale: the difference is exact (65 bits where storage
/// has 64), the conversion to f32 is exact for |q - zeroPoint| <= 2^24 (all
/// storage of up to 24 bits) and rounds to nearest even beyond, the product is
/// one f32 multiplication.
float dequantize(int64_t q, float scale, int64_t zeroPoint);

/// (q - zeroPoint) * scale in f64. Exact for |q - zeroPoint| <= 2^29: a 24-bit
/// significand times a 29-bit integer has 53 bits, and f64's exponents hold it.
/// The real number that a quantized value stands for.
double dequantizeExact(int64_t q, float scale, int64_t zeroPoint);

/// quantize for one element of `params`.
inline int64_t quantize(float x, const QuantParams &params) {
  return quantize(x, params.scale, params.zeroPoint, params.range.qmin,
                  params.range.qmax);
}

/// dequantize for one element of `params`.
inline float dequantize(int64_t q, const QuantParams &params) {
  return dequantize(q, params.scale, params.zeroPoint);
}

/// out[i] = quantize(in[i]) for i < count. `Storage` is any of the 8-, 16- and
/// 32-bit integer types and must hold the bounds of `params.range`; sub-byte
/// values are one to a byte. The arrays must not overlap.
template <typename Storage>
void quantizeSpan(const float *in, size_t count, const QuantParams &params,
                  Storage *out);

/// out[i] = dequantize(in[i]) for i < count. The arrays must not overlap.
template <typename Storage>
void dequantizeSpan(const Storage *in, size_t count, const QuantParams &params,
                    float *out);

/// Parameters that vary along one axis of a row-major tensor seen as
/// [outer][axis][inner]: element (o, a, i) has scales[a] and zeroPoints[a].
/// Null zero points are all 0.
struct PerAxisParams {
  const float *scales = nullptr;
  const int64_t *zeroPoints = nullptr;
  StorageRange range;
  size_t outer = 1;
  size_t axis = 1;
  size_t inner = 1;

  /// The parameters at position `a` of the axis.
  QuantParams at(size_t a) const {
    return {scales[a], zeroPoints ? zeroPoints[a] : 0, range};
  }
};

/// quantizeSpan over outer * axis * inner elements with parameters per axis.
template <typename Storage>
void quantizePerAxis(const float *in, const PerAxisParams &params,
                     Storage *out);

/// dequantizeSpan over outer * axis * inner elements with parameters per axis.
template <typename Storage>
void dequantizePerAxis(const Storage *in, const PerAxisParams &params,
                       float *out);

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_QUANTIZE_H
