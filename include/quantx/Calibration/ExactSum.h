//===- ExactSum.h - Sums without rounding -----------------------*- C++ -*-===//

#ifndef QUANTX_CALIBRATION_EXACTSUM_H
#define QUANTX_CALIBRATION_EXACTSUM_H

#include "llvm/ADT/APInt.h"
#include "llvm/ADT/StringRef.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace quantx::calibration {

/// A sum of up to 2^63 finite f32 values, or of their squares, as an integer
/// multiple of a fixed power of two. Nothing is rounded, so the order of the
/// additions does not show in the result.
class ExactSum {
public:
  /// The unit of a sum of f32 values: their smallest subnormal, 2^-149.
  static constexpr int valueUnit = -149;
  /// The unit of a sum of squares of f32 values.
  static constexpr int squareUnit = -298;

  /// Zero, in units of 2^unitExponent.
  explicit ExactSum(int unitExponent) : unitExponent(unitExponent) {}

  int getUnitExponent() const { return unitExponent; }

  /// Adds value * 2^shift units; 0 <= shift < 512.
  void add(int64_t value, unsigned shift);

  /// Adds a finite value, or its square, to a sum in the unit for it.
  void addValue(float value);
  void addSquare(float value);

  /// Adds another sum in the same units.
  void add(const ExactSum &other);

  /// The sum in units, as a signed integer.
  llvm::APInt getUnits() const;

  /// The sum rounded to the nearest f64, ties to even.
  double toDouble() const;

  /// "-0x1a2bp-149": sign, units in hexadecimal, exponent of the unit. It is
  /// the notation of C's hexadecimal floats, so other tools read it.
  std::string toString() const;

  /// The inverse of toString, for the same unit; nothing for any other text.
  static std::optional<ExactSum> parse(llvm::StringRef text, int unitExponent);

  /// "-0x1a2bp-13": the same with as few digits as there can be, the exponent
  /// of the last one being the unit's plus a multiple of 4; "0x0p0" for zero.
  std::string toShortString() const;

  /// The inverse of toShortString, for the same unit; nothing for other texts.
  static std::optional<ExactSum> parseShort(llvm::StringRef text,
                                            int unitExponent);

  bool operator==(const ExactSum &other) const {
    return unitExponent == other.unitExponent && words == other.words;
  }

private:
  static std::optional<ExactSum> fromDigits(llvm::StringRef digits,
                                            bool negative, unsigned shift,
                                            int unitExponent);

  // Squares reach 2^256 / 2^-298 = 2^554 units each, times 2^63, and a sign.
  static constexpr unsigned numWords = 10;

  int unitExponent;
  /// Two's complement, least significant word first.
  std::array<uint64_t, numWords> words = {};
};

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_EXACTSUM_H
