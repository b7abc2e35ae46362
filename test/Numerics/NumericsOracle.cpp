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
#include "quantx/Numerics/RuntimeParams.h"

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
