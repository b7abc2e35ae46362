//===- NarrowFloat.cpp - Floating-point formats below f32 -----------------===//

#include "quantx/Numerics/NarrowFloat.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>

using namespace quantx::numerics;

/// In the order of FloatFormat.
static constexpr FloatFormatInfo kFormats[] = {
    // name, bits, mantissa, bias, max, overflow, NaN, signed, -0
    {"f16", 16, 10, 15, 0x7BFF, 0x7C00, 0x7E00, true, true},
    {"bf16", 16, 7, 127, 0x7F7F, 0x7F80, 0x7FC0, true, true},
    {"f8E4M3FN", 8, 3, 7, 0x7E, 0x7F, 0x7F, true, true},
    {"f8E5M2", 8, 2, 15, 0x7B, 0x7C, 0x7E, true, true},
    {"f8E3M4", 8, 4, 3, 0x6F, 0x70, 0x78, true, true},
    {"f8E4M3FNUZ", 8, 3, 8, 0x7F, 0x80, 0x80, true, false},
    {"f8E5M2FNUZ", 8, 2, 16, 0x7F, 0x80, 0x80, true, false},
    {"f4E2M1FN", 4, 1, 1, 0x7, 0x7, 0x8, true, true},
    {"f8E8M0FNU", 8, 0, 127, 0xFE, 0xFF, 0xFF, false, true},
};

const FloatFormatInfo &quantx::numerics::getInfo(FloatFormat format) {
  return kFormats[static_cast<size_t>(format)];
}

bool quantx::numerics::lookupFloatFormat(const char *name,
                                         FloatFormat &format) {
  for (size_t i = 0; i < std::size(kFormats); ++i)
    if (std::strcmp(kFormats[i].name, name) == 0) {
      format = static_cast<FloatFormat>(i);
      return true;
    }
  return false;
}

//===----------------------------------------------------------------------===//
// From codes to reals
//===----------------------------------------------------------------------===//

static float decodeMagnitude(unsigned magnitude, const FloatFormatInfo &info) {
  if (magnitude > info.maxCode)
    return info.hasInfinity() && magnitude == info.overflowCode
               ? std::numeric_limits<float>::infinity()
               : std::numeric_limits<float>::quiet_NaN();
  if (!info.isSigned)
    return std::ldexp(1.0F, static_cast<int>(magnitude) - info.bias);
  const unsigned hidden = 1U << info.mantissaBits;
  const unsigned field = magnitude >> info.mantissaBits;
  const unsigned mantissa = magnitude & (hidden - 1);
  const unsigned significand = field == 0 ? mantissa : mantissa + hidden;
  const int exponent = std::max(static_cast<int>(field), 1) - info.bias;
  return std::ldexp(static_cast<float>(significand),
                    exponent - static_cast<int>(info.mantissaBits));
}

float quantx::numerics::decode(uint32_t code, FloatFormat format) {
  const FloatFormatInfo &info = getInfo(format);
  const unsigned sign = code & info.signMask();
  const unsigned magnitude = (code & ((1U << info.bits) - 1)) - sign;
  if (sign != 0 && magnitude == 0 && !info.hasNegativeZero)
    return std::numeric_limits<float>::quiet_NaN();
  const float value = decodeMagnitude(magnitude, info);
  return sign != 0 ? -value : value;
}

float quantx::numerics::maxFinite(FloatFormat format) {
  return decode(getInfo(format).maxCode, format);
}

//===----------------------------------------------------------------------===//
// From reals to codes
//===----------------------------------------------------------------------===//

/// The exponent of a positive finite number: 2^e <= value < 2^(e + 1).
static int exponentOf(double value) {
  int exponent = 0;
  std::frexp(value, &exponent);
  return exponent - 1;
}

/// The magnitude of a finite number, `maxCode` + 1 or more where it overflows.
/// Counts the units in the last place of the number's binade: the count of a
/// normal number includes the hidden bit, which is why it adds to the exponent
/// field less one, and a count rounded up to the next binade carries into it.
static unsigned roundMagnitude(double value, const FloatFormatInfo &info) {
  if (value == 0.0)
    return 0;
  const int exponent = std::max(exponentOf(value), info.minExponent());
  // No overflow of the code itself; whatever is so large overflows the format.
  if (exponent - info.minExponent() > 1 << 8)
    return info.maxCode + 1U;
  const int unit = exponent - static_cast<int>(info.mantissaBits);
  const auto count =
      static_cast<unsigned>(std::nearbyint(std::ldexp(value, -unit)));
  return (static_cast<unsigned>(exponent - info.minExponent())
          << info.mantissaBits) +
         count;
}

static unsigned encodeMagnitude(double value, const FloatFormatInfo &info,
                                Overflow overflow) {
  if (std::isfinite(value)) {
    const unsigned magnitude = roundMagnitude(value, info);
    if (magnitude <= info.maxCode)
      return magnitude;
  }
  return overflow == Overflow::Saturate ? info.maxCode : info.overflowCode;
}

uint16_t quantx::numerics::encode(double value, FloatFormat format,
                                  Overflow overflow) {
  if (format == FloatFormat::F8E8M0FNU)
    return encodePowerOfTwo(value, PowerRounding::Nearest, overflow);
  const FloatFormatInfo &info = getInfo(format);
  const unsigned sign = std::signbit(value) ? info.signMask() : 0U;
  if (std::isnan(value))
    return static_cast<uint16_t>(info.nanCode |
                                 (info.hasSignedNaN() ? sign : 0U));
  const unsigned magnitude = encodeMagnitude(std::fabs(value), info, overflow);
  if (magnitude == 0 && !info.hasNegativeZero)
    return 0;
  return static_cast<uint16_t>(magnitude | sign);
}

float quantx::numerics::roundTo(double value, FloatFormat format,
                                Overflow overflow) {
  return decode(encode(value, format, overflow), format);
}

/// The exponent of a positive finite number after rounding, unbounded.
static int roundExponent(double value, PowerRounding rounding) {
  const int exponent = exponentOf(value);
  const double fraction = std::ldexp(value, -exponent);
  switch (rounding) {
  case PowerRounding::Up:
    return exponent + (fraction > 1.0 ? 1 : 0);
  case PowerRounding::Down:
    return exponent;
  case PowerRounding::Nearest:
    return exponent + (fraction >= 1.5 ? 1 : 0);
  }
  return exponent;
}

uint8_t quantx::numerics::encodePowerOfTwo(double value, PowerRounding rounding,
                                           Overflow overflow) {
  const FloatFormatInfo &info = getInfo(FloatFormat::F8E8M0FNU);
  if (std::isnan(value) || value < 0.0)
    return static_cast<uint8_t>(info.nanCode);
  if (value == 0.0)
    return 0;
  const int code = std::isinf(value)
                       ? info.maxCode + 1
                       : roundExponent(value, rounding) + info.bias;
  if (code <= info.maxCode)
    return static_cast<uint8_t>(std::max(code, 0));
  return static_cast<uint8_t>(
      overflow == Overflow::Saturate ? info.maxCode : info.overflowCode);
}
