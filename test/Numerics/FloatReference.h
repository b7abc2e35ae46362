//===- FloatReference.h - Narrow floats, found by search --------*- C++ -*-===//
//
// The nearest code by comparing with the midpoints between neighbours, written
// from the formats' published value tables. No bit of a float is looked at.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_TEST_NUMERICS_FLOATREFERENCE_H
#define QUANTX_TEST_NUMERICS_FLOATREFERENCE_H

#include "quantx/Numerics/NarrowFloat.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace quantx::numerics::test {

constexpr FloatFormat kSignedFormats[] = {
    FloatFormat::F16,        FloatFormat::BF16,    FloatFormat::F8E4M3FN,
    FloatFormat::F8E5M2,     FloatFormat::F8E3M4,  FloatFormat::F8E4M3FNUZ,
    FloatFormat::F8E5M2FNUZ, FloatFormat::F4E2M1FN};
constexpr FloatFormat kAllFormats[] = {
    FloatFormat::F16,        FloatFormat::BF16,     FloatFormat::F8E4M3FN,
    FloatFormat::F8E5M2,     FloatFormat::F8E3M4,   FloatFormat::F8E4M3FNUZ,
    FloatFormat::F8E5M2FNUZ, FloatFormat::F4E2M1FN, FloatFormat::F8E8M0FNU};
constexpr Overflow kOverflows[] = {Overflow::Saturate, Overflow::IEEE};

/// The non-negative numbers of a format and what lies half way between them.
class Grid {
public:
  explicit Grid(FloatFormat format) : format(format) {
    const FloatFormatInfo &info = getInfo(format);
    for (unsigned code = 0; code <= info.maxCode; ++code)
      values.push_back(static_cast<double>(decode(code, format)));
    for (size_t i = 0; i + 1 < values.size(); ++i)
      midpoints.push_back((values[i] + values[i + 1]) / 2);
    const double last = values.back();
    midpoints.push_back(last + (last - values[values.size() - 2]) / 2);
    // Numbers grow by doubling, so the next one is twice the last.
    if (!info.isSigned)
      midpoints.back() = last * 1.5;
  }

  const std::vector<double> &getValues() const { return values; }
  const std::vector<double> &getMidpoints() const { return midpoints; }

  /// Index of the number nearest to a magnitude; the number of numbers where
  /// it overflows. Ties go to the even code, and up where `tiesUp`.
  size_t nearest(double magnitude, bool tiesUp) const {
    auto at = std::lower_bound(midpoints.begin(), midpoints.end(), magnitude);
    auto index = static_cast<size_t>(at - midpoints.begin());
    const bool isTie = at != midpoints.end() && *at == magnitude;
    return isTie && (tiesUp || index % 2 != 0) ? index + 1 : index;
  }

  /// The code of a number that is not NaN, by the rules.
  unsigned encode(double value, Overflow overflow) const {
    const FloatFormatInfo &info = getInfo(format);
    if (!info.isSigned && value < 0)
      return info.nanCode;
    const unsigned sign = std::signbit(value) ? info.signMask() : 0;
    size_t index = nearest(std::fabs(value), !info.isSigned);
    if (index == values.size())
      return sign |
             (overflow == Overflow::IEEE ? info.overflowCode : info.maxCode);
    const bool isZero = info.isSigned && index == 0;
    return isZero && !info.hasNegativeZero
               ? 0
               : sign | static_cast<unsigned>(index);
  }

private:
  FloatFormat format;
  std::vector<double> values;
  std::vector<double> midpoints;
};

} // namespace quantx::numerics::test

#endif // QUANTX_TEST_NUMERICS_FLOATREFERENCE_H
