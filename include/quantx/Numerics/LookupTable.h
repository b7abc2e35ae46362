//===- LookupTable.h - Pointwise functions as tables ------------*- C++ -*-===//
//
// docs/Semantics.md, rules QX-L1 and QX-L3.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_LOOKUPTABLE_H
#define QUANTX_NUMERICS_LOOKUPTABLE_H

#include "quantx/Numerics/Quantize.h"

#include <cassert>
#include <vector>

namespace quantx::numerics {

/// The value whose `range.bits` storage bits are `index`: the sign extension of
/// the bits for a signed type, the bits for an unsigned one.
constexpr int64_t valueOfBits(uint64_t index, const StorageRange &range) {
  return range.isSigned && index >> (range.bits - 1)
             ? static_cast<int64_t>(index) - (int64_t{1} << range.bits)
             : static_cast<int64_t>(index);
}

/// The table index of a value: its storage bits read as unsigned, so that a
/// negative byte never indexes backwards.
constexpr uint64_t bitsOfValue(int64_t q, const StorageRange &range) {
  return static_cast<uint64_t>(q) & ((uint64_t{1} << range.bits) - 1);
}

/// The table of out = quantize(f(dequantize(q))) for every bit pattern of the
/// input's storage type, which has at most 16 bits: entry bitsOfValue(q) is the
/// output for q. Patterns outside a narrow range have entries too.
///
/// `f` maps double to double. It receives the f32 that `dequantize` gives, as
/// f64; its result is rounded once to f32 and quantized by `out`. So a chain of
/// one correctly rounded f32 operation gives the bits that the float code
/// would, and a longer one is evaluated without the roundings in between. A NaN
/// result gives the output's zero point.
template <typename Function>
std::vector<int64_t> buildTable(Function &&f, const QuantParams &in,
                                const QuantParams &out) {
  assert(in.range.bits <= 16 && "tables are for storage of up to 16 bits");
  const uint64_t size = uint64_t{1} << in.range.bits;
  std::vector<int64_t> table(size);
  for (uint64_t index = 0; index < size; ++index) {
    const float x = dequantize(valueOfBits(index, in.range), in);
    const double y = f(static_cast<double>(x));
    table[index] = quantize(static_cast<float>(y), out);
  }
  return table;
}

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_LOOKUPTABLE_H
