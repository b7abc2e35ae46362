//===- Passes.td - Conversions between dialects ------------*- tablegen -*-===//
//
// One pass per conversion folder. Conversions do not see each other.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_CONVERSION_PASSES
#define QUANTX_CONVERSION_PASSES

include "mlir/Pass/PassBase.td"

#endif // QUANTX_CONVERSION_PASSES
