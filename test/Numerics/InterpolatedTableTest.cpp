//===- InterpolatedTableTest.cpp - 16-bit tables --------------------------===//
//
// docs/Semantics.md, QX-L4.
//
//===----------------------------------------------------------------------===//

#include "quantx/Numerics/InterpolatedTable.h"
#include "Reference.h"

#include "gtest/gtest.h"

#include <cmath>

using namespace quantx::numerics;
using namespace quantx::numerics::test;

namespace {

constexpr StorageRange kSigned16 = StorageRange::full(16, true);
constexpr StorageRange kUnsigned16 = StorageRange::full(16, false);

/// The straight line by division, at every 16-bit value.
TEST(InterpolatedTable, IsTheRoundedStraightLine) {
  Random random(16);
  std::vector<int64_t> table(kInterpolatedEntries);
  for (int64_t &entry : table)
    entry = random.between(-32768, 32767);
  for (int64_t q = -32768; q < 32768; ++q) {
    const Wide index = floorDivide(q, 128);
    const Wide fraction = q - index * 128;
    const auto at = static_cast<size_t>(index + 256);
    const Wide line =
        Wide{table[at]} * (128 - fraction) + Wide{table[at + 1]} * fraction;
    ASSERT_EQ(interpolate(table, q, kSigned16),
              static_cast<int64_t>(divideToNearest(line, 128, Ties::Up)));
  }
}

TEST(InterpolatedTable, IdentityIsExact) {
  const QuantParams params{0.25F, 0, kSigned16};
  const auto table =
      buildInterpolatedTable([](double x) { return x; }, params, params);
  // The last entry stands for 32768, which saturates.
  for (int64_t q = -32768; q <= 32767 - 127; ++q)
    ASSERT_EQ(interpolate(table, q, kSigned16), q);
}

TEST(InterpolatedTable, UnsignedStorageStartsAtZero) {
  const QuantParams params{0.5F, 0, kUnsigned16};
  const auto table =
      buildInterpolatedTable([](double x) { return x; }, params, params);
  for (int64_t q = 0; q <= 65535 - 127; ++q)
    ASSERT_EQ(interpolate(table, q, kUnsigned16), q);
}

/// |result - (f(x) / s_out + z)| <= 1 + (128 s_in)^2 max|f''| / (8 s_out) and
/// what the f32 rounding of f moves, 2^-9.
template <typename Function>
void expectWithinBound(Function f, double curvature, const QuantParams &in,
                       const QuantParams &out) {
  const auto table = buildInterpolatedTable(f, in, out);
  const double step = 128.0 * static_cast<double>(in.scale);
  const auto scale = static_cast<double>(out.scale);
  const double bound = 1.0 + step * step * curvature / (8.0 * scale) + 0x1p-9;
  for (int64_t q = in.range.qmin; q <= in.range.qmax; ++q) {
    const double exact = f(dequantizeExact(q, in.scale, in.zeroPoint)) / scale +
                         static_cast<double>(out.zeroPoint);
    const auto result = static_cast<double>(interpolate(table, q, in.range));
    ASSERT_LE(std::fabs(result - exact), bound) << "q = " << q;
  }
}

TEST(InterpolatedTable, ErrorBound) {
  const QuantParams out{1.0F / 32768.0F, 0, kSigned16};
  const QuantParams half{1.0F / 16384.0F, 5, kSigned16};
  for (const float range : {2.0F, 8.0F, 16.0F}) {
    const QuantParams in{range / 32768.0F, 0, kSigned16};
    const QuantParams shifted{range / 32768.0F, 1000, kSigned16};
    // max|f''|: 1 / (6 sqrt(3)), 4 / (3 sqrt(3)), 1.
    expectWithinBound([](double x) { return 1.0 / (1.0 + std::exp(-x)); },
                      0.0963, in, half);
    expectWithinBound([](double x) { return std::tanh(x); }, 0.7699, shifted,
                      half);
    expectWithinBound([](double x) { return 0.5 * std::sin(x); }, 0.5, in, out);
  }
}

} // namespace
