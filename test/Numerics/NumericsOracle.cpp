//===- NumericsOracle.cpp - Numerics for tests in Python ------------------===//
//
// A shared library that execution tests load beside the code they compiled, to
// compare millions of numbers with the definition of each. Enumerations are
// passed as the integers of their C++ definitions; scales and zero points are
// given for each element.
//
//===----------------------------------------------------------------------===//

#include "quantx/Numerics/FloatStorage.h"
#include "quantx/Numerics/InterpolatedTable.h"
#include "quantx/Numerics/Normalize.h"
#include "quantx/Numerics/RuntimeParams.h"
#include "quantx/Numerics/Softmax.h"

#include <cmath>

using namespace quantx::numerics;

extern "C" {
void quantxOracleEncode(const double *in, size_t count, int format,
                        int overflow, uint16_t *out);
void quantxOracleEncodePower(const double *in, size_t count, int rounding,
                             int overflow, uint16_t *out);
void quantxOracleDecode(const uint16_t *in, size_t count, int format,
                        float *out);
void quantxOracleQuantize(const float *x, const float *scales,
                          const int64_t *zeroPoints, size_t count, int64_t qmin,
                          int64_t qmax, int precision, int64_t *out);
void quantxOracleDequantize(const int64_t *q, const float *scales,
                            const int64_t *zeroPoints, size_t count,
                            float *out);
void quantxOracleQuantizeToFloat(const float *x, const float *scales,
                                 size_t count, int format, int overflow,
                                 int precision, uint16_t *out);
void quantxOracleDequantizeFromFloat(const uint16_t *codes, const float *scales,
                                     size_t count, int format, float *out);
int64_t quantxOracleChooseParams(const float *x, size_t count, int bits,
                                 int isSigned, int64_t qmin, int64_t qmax,
                                 int symmetric, float *scale);
float quantxOracleChooseScale(const float *x, size_t count, int format);
void quantxOracleInterpolate(const int64_t *table, const int16_t *q,
                             size_t count, int64_t *out);
double quantxOracleSoftmax(const int64_t *q, size_t rows, size_t count,
                           double step, int bits, double gain,
                           int64_t zeroPoint, int64_t qmin, int64_t qmax,
                           int64_t *out);
double quantxOracleNormalize(const int64_t *q, size_t rows, size_t count,
                             float scale, int64_t zeroPoint, int bits,
                             int isSigned, double epsilon, int centered,
                             const double *gains, const double *offsets,
                             size_t channels, int64_t outZeroPoint,
                             int64_t qmin, int64_t qmax, int64_t *out);
}

void quantxOracleEncode(const double *in, size_t count, int format,
                        int overflow, uint16_t *out) {
  for (size_t i = 0; i < count; ++i)
    out[i] = encode(in[i], static_cast<FloatFormat>(format),
                    static_cast<Overflow>(overflow));
}

void quantxOracleEncodePower(const double *in, size_t count, int rounding,
                             int overflow, uint16_t *out) {
  for (size_t i = 0; i < count; ++i)
    out[i] = encodePowerOfTwo(in[i], static_cast<PowerRounding>(rounding),
                              static_cast<Overflow>(overflow));
}

void quantxOracleDecode(const uint16_t *in, size_t count, int format,
                        float *out) {
  for (size_t i = 0; i < count; ++i)
    out[i] = decode(in[i], static_cast<FloatFormat>(format));
}

void quantxOracleQuantize(const float *x, const float *scales,
                          const int64_t *zeroPoints, size_t count, int64_t qmin,
                          int64_t qmax, int precision, int64_t *out) {
  for (size_t i = 0; i < count; ++i)
    out[i] = quantize(x[i], scales[i], zeroPoints[i], qmin, qmax,
                      static_cast<Precision>(precision));
}

void quantxOracleDequantize(const int64_t *q, const float *scales,
                            const int64_t *zeroPoints, size_t count,
                            float *out) {
  for (size_t i = 0; i < count; ++i)
    out[i] = dequantize(q[i], scales[i], zeroPoints[i]);
}

void quantxOracleQuantizeToFloat(const float *x, const float *scales,
                                 size_t count, int format, int overflow,
                                 int precision, uint16_t *out) {
  for (size_t i = 0; i < count; ++i)
    out[i] = quantizeToFloat(x[i], scales[i], static_cast<FloatFormat>(format),
                             static_cast<Overflow>(overflow),
                             static_cast<Precision>(precision));
}

void quantxOracleDequantizeFromFloat(const uint16_t *codes, const float *scales,
                                     size_t count, int format, float *out) {
  for (size_t i = 0; i < count; ++i)
    out[i] = dequantizeFromFloat(codes[i], scales[i],
                                 static_cast<FloatFormat>(format));
}

int64_t quantxOracleChooseParams(const float *x, size_t count, int bits,
                                 int isSigned, int64_t qmin, int64_t qmax,
                                 int symmetric, float *scale) {
  const StorageRange storage{static_cast<unsigned>(bits), isSigned != 0, qmin,
                             qmax};
  const QuantParams params =
      chooseParams(rangeOf(x, count), storage, symmetric != 0);
  *scale = params.scale;
  return params.zeroPoint;
}

float quantxOracleChooseScale(const float *x, size_t count, int format) {
  return chooseScale(rangeOf(x, count), static_cast<FloatFormat>(format));
}

void quantxOracleInterpolate(const int64_t *table, const int16_t *q,
                             size_t count, int64_t *out) {
  for (size_t i = 0; i < count; ++i)
    out[i] = interpolate(table, static_cast<uint32_t>(q[i] + 32768));
}

/// Each returns the error bound, or NaN where there is no integer form.
double quantxOracleSoftmax(const int64_t *q, size_t rows, size_t count,
                           double step, int bits, double gain,
                           int64_t zeroPoint, int64_t qmin, int64_t qmax,
                           int64_t *out) {
  const DerivedSoftmax derived = deriveSoftmax(
      step, static_cast<unsigned>(bits), gain, zeroPoint, qmin, qmax);
  if (!derived.isUsable())
    return std::nan("");
  for (size_t i = 0; i < rows; ++i)
    softmaxRow(derived.value, q + i * count, count, out + i * count);
  return getSoftmaxErrorBound(derived.value, static_cast<int64_t>(count));
}

/// `gains` and `offsets` are those of all channels of a row, row after row, the
/// same for every row if there are `count`.
double quantxOracleNormalize(const int64_t *q, size_t rows, size_t count,
                             float scale, int64_t zeroPoint, int bits,
                             int isSigned, double epsilon, int centered,
                             const double *gains, const double *offsets,
                             size_t channels, int64_t outZeroPoint,
                             int64_t qmin, int64_t qmax, int64_t *out) {
  const QuantParams in{
      scale, zeroPoint,
      StorageRange::full(static_cast<unsigned>(bits), isSigned != 0)};
  const DerivedNormalize norm =
      deriveNormalize(in, static_cast<int64_t>(count), epsilon, centered != 0);
  const DerivedNormalizeOutput derived = deriveNormalizeOutput(
      norm.value, {gains, gains + channels}, {offsets, offsets + channels},
      outZeroPoint, qmin, qmax);
  if (norm.status != NormalizeStatus::Ok ||
      derived.status != FixedPointStatus::Ok)
    return std::nan("");
  const bool differ = channels == rows * count;
  for (size_t i = 0; i < rows; ++i) {
    NormalizeOutput output = derived.value;
    if (differ) {
      const auto at = static_cast<ptrdiff_t>(i * count);
      const auto end = at + static_cast<ptrdiff_t>(count);
      output.multipliers.assign(derived.value.multipliers.begin() + at,
                                derived.value.multipliers.begin() + end);
      output.offsets.assign(derived.value.offsets.begin() + at,
                            derived.value.offsets.begin() + end);
    }
    normalizeRow(norm.value, output, q + i * count, out + i * count);
  }
  return getNormalizeErrorBound(norm.value, derived.value);
}
