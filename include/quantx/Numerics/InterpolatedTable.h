//===- InterpolatedTable.h - Pointwise functions of 16 bits -----*- C++ -*-===//
//
// docs/Semantics.md, rule QX-L4.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_INTERPOLATEDTABLE_H
#define QUANTX_NUMERICS_INTERPOLATEDTABLE_H

#include "quantx/Numerics/Quantize.h"

#include <cassert>
#include <vector>

namespace quantx::numerics {

/// Entries of a table for 16-bit storage: one every 128 values, and one beyond
/// the last value to interpolate to.
constexpr size_t kInterpolatedEntries = 513;
/// Low bits of a value that are its position between two entries.
constexpr int kFractionBits = 7;

/// The table of out = quantize(f(dequantize(q))) at every 128th value of the
/// input's 16-bit storage: entry i is for q = lowest + 128 * i, the lowest
/// value being that of the type (-32768, or 0 if unsigned). `f` is as in
/// buildTable.
template <typename Function>
std::vector<int64_t> buildInterpolatedTable(Function &&f, const QuantParams &in,
                                            const QuantParams &out) {
  assert(in.range.bits == 16 && "interpolated tables are for 16-bit storage");
  const int64_t lowest = StorageRange::typeMin(16, in.range.isSigned);
  std::vector<int64_t> table(kInterpolatedEntries);
  for (size_t i = 0; i < kInterpolatedEntries; ++i) {
    const int64_t q = lowest + (static_cast<int64_t>(i) << kFractionBits);
    const double y = f(static_cast<double>(dequantize(q, in)));
    table[i] = quantize(static_cast<float>(y), out);
  }
  return table;
}

/// The table's result for a 16-bit value: the straight line between the entries
/// around it, rounded once with ties toward +infinity. Entries are of up to 16
/// bits, and i32 holds every step: the slope has 17 bits and its product with
/// the fraction 24.
/// `q` is the value less the type's lowest one, in [0, 65535].
inline int64_t interpolate(const int64_t *table, uint32_t q) {
  const uint32_t index = q >> kFractionBits;
  const auto fraction = static_cast<int64_t>(q & ((1U << kFractionBits) - 1));
  const int64_t base = table[index];
  const int64_t slope = table[index + 1] - base;
  const int64_t half = int64_t{1} << (kFractionBits - 1);
  return base + ((slope * fraction + half) >> kFractionBits);
}

/// interpolate for a value of `range`'s 16-bit type.
inline int64_t interpolate(const std::vector<int64_t> &table, int64_t q,
                           const StorageRange &range) {
  assert(table.size() == kInterpolatedEntries && range.bits == 16);
  const int64_t lowest = StorageRange::typeMin(16, range.isSigned);
  return interpolate(table.data(), static_cast<uint32_t>(q - lowest));
}

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_INTERPOLATEDTABLE_H
