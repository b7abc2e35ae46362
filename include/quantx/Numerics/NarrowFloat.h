//===- NarrowFloat.h - Floating-point formats below f32 ---------*- C++ -*-===//
//
// Every format narrower than f32 that storage, scales or a division may have,
// as one row of a table, and the conversions between its codes and reals.
// docs/Semantics.md, rules QX-C8 to QX-C11.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_NARROWFLOAT_H
#define QUANTX_NUMERICS_NARROWFLOAT_H

#include <cstdint>

namespace quantx::numerics {

/// The formats, by MLIR's names.
enum class FloatFormat : uint8_t {
  F16,
  BF16,
  F8E4M3FN,   ///< OCP 8-bit floating point, Micikevicius et al. 2209.05433
  F8E5M2,     ///< the same
  F8E3M4,     ///< IEEE-like, largest 15.5; not the 30 of Shen et al. 2309.14592
  F8E4M3FNUZ, ///< Noune et al. 2206.02915: no -0, one NaN, 0x80
  F8E5M2FNUZ, ///< the same
  F4E2M1FN,   ///< OCP microscaling (MX) 1.0: no infinity, no NaN
  F8E8M0FNU,  ///< the same: a power of two, for scales only
};

/// What becomes of a number beyond the largest finite one, infinity included.
enum class Overflow : uint8_t {
  Saturate, ///< the largest finite number, with the sign kept
  IEEE,     ///< infinity; NaN where the format has none
};

/// A format of `bits` bits: [sign] [exponent] [mantissa], from the highest bit
/// down. A magnitude (the code without its sign) up to `maxCode` is finite:
/// mantissa * 2^(1 - bias - mantissaBits) where the exponent field is 0, else
/// (1 + mantissa / 2^mantissaBits) * 2^(field - bias).
/// F8E8M0FNU is the exception: it has neither a sign nor a zero, and code c is
/// 2^(c - 127).
struct FloatFormatInfo {
  const char *name; ///< as MLIR spells the type
  unsigned bits;
  unsigned mantissaBits;
  int bias;
  uint16_t maxCode; ///< the largest finite number
  /// The magnitude that overflow gives in mode IEEE: infinity, or `nanCode`.
  /// F4E2M1FN has neither and saturates in both modes.
  uint16_t overflowCode;
  uint16_t nanCode; ///< the positive (or only) NaN; -0 for F4E2M1FN
  bool isSigned;
  /// False where the code of -0 is the one NaN.
  bool hasNegativeZero;

  constexpr uint16_t signMask() const {
    return isSigned ? static_cast<uint16_t>(1U << (bits - 1)) : uint16_t{0};
  }
  /// Exponent of the smallest normal number.
  constexpr int minExponent() const { return 1 - bias; }
  /// True if overflow gives an infinity in mode IEEE.
  constexpr bool hasInfinity() const {
    return overflowCode > maxCode && overflowCode < nanCode;
  }
  /// True if the code of NaN keeps the sign of what was converted. In the other
  /// formats it is a sign without magnitude, or there is no sign.
  constexpr bool hasSignedNaN() const {
    return isSigned && nanCode != signMask();
  }
};

/// The row of a format.
const FloatFormatInfo &getInfo(FloatFormat format);

/// The format with MLIR's type name ("f8E4M3FN"); false if there is none.
bool lookupFloatFormat(const char *name, FloatFormat &format);

/// The number of a code, exactly (every one is an f32, E8M0's 2^-127 as a
/// subnormal). NaN codes give the quiet f32 NaN without payload and with the
/// sign of the code; the one NaN of FNUZ formats and of E8M0 is positive. Bits
/// of `code` above the format's are ignored.
float decode(uint32_t code, FloatFormat format);

/// The code nearest to `value`, ties to even, in one rounding; f32 and f16
/// arguments convert to f64 exactly. -0 keeps its sign, and NaN is a quiet NaN
/// with its sign, where the format has them: FNUZ formats turn every zero
/// result into 0x00 and every NaN into 0x80; F4E2M1FN turns NaN into 0x8.
/// F8E8M0FNU is `encodePowerOfTwo` with `PowerRounding::Nearest`.
uint16_t encode(double value, FloatFormat format,
                Overflow overflow = Overflow::Saturate);

/// decode(encode(value)): `value` rounded to the format.
float roundTo(double value, FloatFormat format,
              Overflow overflow = Overflow::IEEE);

/// The largest finite number of a format.
float maxFinite(FloatFormat format);

/// How a positive number becomes a power of two.
enum class PowerRounding : uint8_t {
  Up,      ///< the next one at or above (ONNX's and CUDA's default)
  Down,    ///< the next one at or below: floor of the exponent, as OCP MX
  Nearest, ///< the nearer one; 1.5 * 2^n, half way, goes up as in APFloat
};

/// The F8E8M0FNU code of `value`. What is below 2^-127, zero of either sign
/// included, becomes 2^-127. What rounds beyond 2^127, infinity included,
/// becomes 2^127, or NaN (0xFF) in mode IEEE. NaN and negative numbers give
/// NaN.
uint8_t encodePowerOfTwo(double value, PowerRounding rounding,
                         Overflow overflow = Overflow::Saturate);

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_NARROWFLOAT_H
