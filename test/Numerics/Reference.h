//===- Reference.h - The same numbers, computed another way -----*- C++ -*-===//
//
// References for the tests. None of them shifts an accumulator or asks the
// floating-point unit to round: integers are divided with a remainder, and
// floats are taken apart into significand and exponent.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_TEST_NUMERICS_REFERENCE_H
#define QUANTX_TEST_NUMERICS_REFERENCE_H

#include "quantx/Numerics/FixedPoint.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <ostream>
#include <random>

namespace quantx::numerics {

/// How GoogleTest prints a pair and a mode.
inline std::ostream &operator<<(std::ostream &os, FixedPoint value) {
  return os << value.multiplier << " * 2^-" << value.shift;
}
inline std::ostream &operator<<(std::ostream &os, RoundingMode mode) {
  const char *const names[] = {"single", "double", "nearest_even"};
  return os << names[static_cast<int>(mode)];
}

namespace test {

using Wide = __int128;

constexpr RoundingMode kModes[] = {RoundingMode::Single, RoundingMode::Double,
                                   RoundingMode::NearestEven};

inline Wide powerOfTwo(int exponent) {
  Wide result = 1;
  for (int i = 0; i < exponent; ++i)
    result *= 2;
  return result;
}

/// floor(a / b) for b > 0.
inline Wide floorDivide(Wide a, Wide b) {
  const Wide quotient = a / b;
  return a % b < 0 ? quotient - 1 : quotient;
}

enum class Ties { Up, Even, Away };

/// a / b rounded to nearest, for b > 0, from the quotient and its remainder.
inline Wide divideToNearest(Wide a, Wide b, Ties ties) {
  const Wide down = floorDivide(a, b);
  const Wide twice = 2 * (a - down * b);
  if (twice != b)
    return twice < b ? down : down + 1;
  switch (ties) {
  case Ties::Up:
    return down + 1;
  case Ties::Even:
    return down % 2 == 0 ? down : down + 1;
  case Ties::Away:
    return a < 0 ? down : down + 1;
  }
  return 0;
}

/// R(p, shift) from the definitions: one rounding, or the two of gemmlowp.
inline Wide referenceShift(Wide p, int shift, RoundingMode mode) {
  const Wide unit = powerOfTwo(shift);
  if (mode == RoundingMode::NearestEven)
    return divideToNearest(p, unit, Ties::Even);
  if (mode == RoundingMode::Single || shift <= 31)
    return divideToNearest(p, unit, Ties::Up);
  const Wide high = divideToNearest(p, powerOfTwo(31), Ties::Up);
  return divideToNearest(high, powerOfTwo(shift - 31), Ties::Away);
}

inline Wide clampWide(Wide value, Wide low, Wide high) {
  return value < low ? low : (value > high ? high : value);
}

inline int64_t referenceRequantize(int64_t acc, FixedPoint value,
                                   RoundingMode mode, int64_t zeroPoint,
                                   int64_t qmin, int64_t qmax) {
  const Wide scaled =
      referenceShift(Wide{acc} * value.multiplier, value.shift, mode);
  return static_cast<int64_t>(clampWide(scaled + zeroPoint, qmin, qmax));
}

/// A positive finite f64 as significand * 2^exponent with both integers.
struct Decomposed {
  int64_t significand;
  int exponent;
};

inline Decomposed decompose(double real) {
  uint64_t bits = 0;
  std::memcpy(&bits, &real, sizeof bits);
  const auto biased = static_cast<int>(bits >> 52 & 0x7ff);
  const auto fraction = static_cast<int64_t>(bits & ((uint64_t{1} << 52) - 1));
  if (biased == 0)
    return {fraction, -1074};
  return {fraction + (int64_t{1} << 52), biased - 1075};
}

/// rne(real * 2^shift) of a positive real, in integers. The result must fit 62
/// bits.
inline int64_t scaleToNearest(double real, int shift) {
  Decomposed parts = decompose(real);
  const int exponent = parts.exponent + shift;
  if (exponent >= 0)
    return static_cast<int64_t>(Wide{parts.significand} * powerOfTwo(exponent));
  if (exponent < -64)
    return 0;
  return static_cast<int64_t>(
      divideToNearest(parts.significand, powerOfTwo(-exponent), Ties::Even));
}

/// quantize by the definition. The f32 quotient is the f64 quotient rounded to
/// f32, which is the same number: f64 has more than 2 * 24 + 1 bits (Figueroa,
/// "When is double rounding innocuous?", SIGNUM Newsletter 30(3), 1995; the
/// subnormal quotients where that fails round to 0 here anyway).
inline int64_t referenceQuantize(float x, float scale, int64_t zeroPoint,
                                 int64_t qmin, int64_t qmax) {
  if (std::isnan(x))
    return zeroPoint;
  const auto quotient =
      static_cast<float>(static_cast<double>(x) / static_cast<double>(scale));
  const bool negative = std::signbit(quotient);
  if (std::fabs(quotient) >= 0x1p40f)
    return negative ? qmin : qmax;
  const int64_t magnitude = scaleToNearest(std::fabs(quotient), 0);
  return static_cast<int64_t>(clampWide(
      Wide(negative ? -magnitude : magnitude) + zeroPoint, qmin, qmax));
}

/// A deterministic source of test vectors, the same under every library.
class Random {
public:
  explicit Random(uint64_t seed) : engine(seed) {}

  uint64_t bits() { return engine(); }

  /// A 32-bit integer whose magnitude is spread over all bit lengths.
  int32_t int32() {
    const uint64_t word = engine();
    return static_cast<int32_t>(static_cast<uint32_t>(word)) >> (word >> 59);
  }

  /// A 64-bit integer whose magnitude is spread over all bit lengths.
  int64_t int64() {
    const auto value = static_cast<int64_t>(engine());
    return value >> (engine() & 63);
  }

  /// Uniform in [low, high].
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(engine() %
                                      static_cast<uint64_t>(high - low + 1));
  }

  /// A normalized pair.
  FixedPoint fixedPoint() {
    const int64_t multiplier =
        between(int64_t{1} << 30, (int64_t{1} << 31) - 1);
    return {static_cast<int32_t>(multiplier),
            static_cast<int32_t>(between(kMinShift, kMaxShift))};
  }

  /// Positive, log-uniform in [2^low, 2^high).
  double real(int low, int high) {
    const double fraction = static_cast<double>(engine() >> 11) * 0x1p-53;
    return std::ldexp(1.0 + fraction, static_cast<int>(between(low, high - 1)));
  }

private:
  std::mt19937_64 engine;
};

} // namespace test
} // namespace quantx::numerics

#endif // QUANTX_TEST_NUMERICS_REFERENCE_H
