//===- FloatStorage.h - Quantized values of narrow formats ------*- C++ -*-===//
//
// docs/Semantics.md, rules QX-C8 and QX-C12.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_FLOATSTORAGE_H
#define QUANTX_NUMERICS_FLOATSTORAGE_H

#include "quantx/Numerics/NarrowFloat.h"
#include "quantx/Numerics/Quantize.h"

namespace quantx::numerics {

/// encode(x / scale), the division one IEEE division of `precision`. A NaN
/// quotient gives the format's positive NaN (F4E2M1FN: 0x8) whatever its sign,
/// because the sign of a NaN that a division makes depends on the processor.
uint16_t quantizeToFloat(float x, float scale, FloatFormat format,
                         Overflow overflow = Overflow::Saturate,
                         Precision precision = Precision::F32);

/// f32(decode(code)) * scale, one f32 multiplication.
float dequantizeFromFloat(uint32_t code, float scale, FloatFormat format);

/// The scale of a block under a second-level scale (NVFP4): one f32 product.
inline float effectiveScale(float blockScale, float outerScale) {
  return blockScale * outerScale;
}

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_FLOATSTORAGE_H
