//===- ExactSum.cpp - Sums without rounding -------------------------------===//

#include "quantx/Calibration/ExactSum.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"

#include <cmath>

using namespace llvm;
using namespace quantx::calibration;

void ExactSum::add(int64_t value, unsigned shift) {
  // The value, sign-extended and shifted, as words of two's complement.
  unsigned first = shift / 64, bits = shift % 64;
  auto wide = static_cast<unsigned __int128>(static_cast<__int128>(value))
              << bits;
  uint64_t sign = value < 0 ? ~uint64_t(0) : 0;
  uint64_t carry = 0;
  for (unsigned i = first; i < numWords; ++i) {
    uint64_t word = i == first       ? static_cast<uint64_t>(wide)
                    : i == first + 1 ? static_cast<uint64_t>(wide >> 64)
                                     : sign;
    if (i > first + 1 && word + carry == 0)
      break; // nothing is left to add: 0 and no carry, or -1 and a carry
    auto sum = static_cast<unsigned __int128>(words[i]) + word + carry;
    words[i] = static_cast<uint64_t>(sum);
    carry = static_cast<uint64_t>(sum >> 64);
  }
}

/// |value| as an integer times 2^(shift - 149).
static std::pair<int64_t, unsigned> split(float value) {
  auto bits = bit_cast<uint32_t>(value);
  uint32_t exponent = (bits >> 23) & 0xFF;
  // Subnormals have no hidden bit, and the unit of exponent 1.
  int64_t significand =
      (bits & 0x7FFFFF) | (static_cast<uint32_t>(exponent != 0) << 23);
  return {significand, std::max(exponent, 1u) - 1};
}

void ExactSum::addValue(float value) {
  assert(unitExponent == valueUnit && std::isfinite(value));
  auto [significand, shift] = split(value);
  add(std::signbit(value) ? -significand : significand, shift);
}

void ExactSum::addSquare(float value) {
  assert(unitExponent == squareUnit && std::isfinite(value));
  auto [significand, shift] = split(value);
  add(significand * significand, 2 * shift);
}

void ExactSum::add(const ExactSum &other) {
  assert(unitExponent == other.unitExponent && "sums of different units");
  uint64_t carry = 0;
  for (unsigned i = 0; i < numWords; ++i) {
    auto sum =
        static_cast<unsigned __int128>(words[i]) + other.words[i] + carry;
    words[i] = static_cast<uint64_t>(sum);
    carry = static_cast<uint64_t>(sum >> 64);
  }
}

APInt ExactSum::getUnits() const {
  return APInt(64 * numWords, ArrayRef<uint64_t>(words));
}

double ExactSum::toDouble() const {
  APFloat rounded(APFloat::IEEEdouble());
  rounded.convertFromAPInt(getUnits(), /*IsSigned=*/true,
                           APFloat::rmNearestTiesToEven);
  // Exact: no double of this size is subnormal in either unit.
  return std::ldexp(rounded.convertToDouble(), unitExponent);
}

/// The digits of |units| in hexadecimal.
static std::string getDigits(const APInt &units) {
  SmallString<160> digits;
  units.abs().toString(digits, /*Radix=*/16, /*Signed=*/false,
                       /*formatAsCLiteral=*/false, /*UpperCase=*/false);
  return digits.str().str();
}

std::string ExactSum::toString() const {
  APInt units = getUnits();
  return (units.isNegative() ? "-0x" : "0x") + getDigits(units) + "p" +
         itostr(unitExponent);
}

std::string ExactSum::toShortString() const {
  APInt units = getUnits();
  if (units.isZero())
    return "0x0p0";
  std::string digits = getDigits(units);
  StringRef kept = StringRef(digits).rtrim('0');
  auto dropped = static_cast<int>(digits.size() - kept.size());
  return (units.isNegative() ? "-0x" : "0x") + kept.str() + "p" +
         itostr(unitExponent + 4 * dropped);
}

std::optional<ExactSum> ExactSum::fromDigits(StringRef digits, bool negative,
                                             unsigned shift, int unitExponent) {
  constexpr size_t maxDigits = 16 * numWords - 1;
  if (digits.empty() || shift / 4 > maxDigits ||
      digits.size() > maxDigits - shift / 4 ||
      !all_of(digits, [](char c) { return isHexDigit(c); }))
    return std::nullopt;
  APInt units(64 * numWords, digits, /*radix=*/16);
  units <<= shift;
  if (negative)
    units.negate();
  ExactSum sum(unitExponent);
  std::copy_n(units.getRawData(), numWords, sum.words.begin());
  return sum;
}

std::optional<ExactSum> ExactSum::parse(StringRef text, int unitExponent) {
  StringRef digits = text;
  bool negative = digits.consume_front("-");
  std::string suffix = "p" + itostr(unitExponent);
  if (!digits.consume_front("0x") || !digits.consume_back(suffix))
    return std::nullopt;
  auto sum = fromDigits(digits, negative, /*shift=*/0, unitExponent);
  // One text for one sum: no leading zeros, upper case or negative zero.
  if (!sum || sum->toString() != text)
    return std::nullopt;
  return sum;
}

std::optional<ExactSum> ExactSum::parseShort(StringRef text, int unitExponent) {
  StringRef digits = text;
  bool negative = digits.consume_front("-");
  if (!digits.consume_front("0x"))
    return std::nullopt;
  auto [significand, exponentText] = digits.split('p');
  int exponent = 0;
  if (exponentText.getAsInteger(10, exponent) || exponent < unitExponent)
    return std::nullopt;
  auto shift =
      static_cast<unsigned>(exponent) - static_cast<unsigned>(unitExponent);
  auto sum = fromDigits(significand, negative, text == "0x0p0" ? 0 : shift,
                        unitExponent);
  if (!sum || sum->toShortString() != text)
    return std::nullopt;
  return sum;
}
