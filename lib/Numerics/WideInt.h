//===- WideInt.h - 128-bit products and their rounding ----------*- C++ -*-===//

#ifndef QUANTX_LIB_NUMERICS_WIDEINT_H
#define QUANTX_LIB_NUMERICS_WIDEINT_H

#include "quantx/Numerics/FixedPoint.h"

namespace quantx::numerics::detail {

using Int128 = __int128;

/// R(p, shift) for 0 < shift <= 62 and |p| < 2^126. One width serves every
/// accumulator: the value does not depend on it as long as p is exact.
Int128 roundingShiftWide(Int128 p, int32_t shift, RoundingMode mode);

/// clamp(value + zeroPoint, qmin, qmax) without overflow in between.
int64_t offsetAndClamp(Int128 value, int64_t zeroPoint, int64_t qmin,
                       int64_t qmax);

} // namespace quantx::numerics::detail

#endif // QUANTX_LIB_NUMERICS_WIDEINT_H
