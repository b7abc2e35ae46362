//===- NumericsOracle.cpp - Numerics for tests in Python ------------------===//
//
// A shared library that execution tests load beside the code they compiled, to
// compare millions of numbers with the definition of each. Enumerations are
// passed as the integers of their C++ definitions.
//
//===----------------------------------------------------------------------===//

#include "quantx/Numerics/FloatStorage.h"

using namespace quantx::numerics;

extern "C" {
void quantxOracleEncode(const double *in, size_t count, int format,
                        int overflow, uint16_t *out);
void quantxOracleEncodePower(const double *in, size_t count, int rounding,
                             int overflow, uint16_t *out);
void quantxOracleDecode(const uint16_t *in, size_t count, int format,
                        float *out);
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
