//===- Passes.h - Conversions between dialects ------------------*- C++ -*-===//

#ifndef QUANTX_CONVERSION_PASSES_H
#define QUANTX_CONVERSION_PASSES_H

#include "mlir/Pass/Pass.h"
#include "quantx/Numerics/NarrowFloat.h"

namespace quantx {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "quantx/Conversion/Passes.h.inc"
} // namespace quantx

#endif // QUANTX_CONVERSION_PASSES_H
