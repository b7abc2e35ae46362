//===- Passes.td - Passes on the quantx dialect ------------*- tablegen -*-===//
//
// One pass per file of lib/Dialect/QuantX/Transforms.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_TRANSFORMS_PASSES
#define QUANTX_TRANSFORMS_PASSES

include "quantx/Dialect/QuantX/Transforms/CodegenPasses.td"
include "quantx/Dialect/QuantX/Transforms/CorrectionPasses.td"
include "quantx/Dialect/QuantX/Transforms/PreparePasses.td"
include "quantx/Dialect/QuantX/Transforms/QuantizationPasses.td"

#endif // QUANTX_TRANSFORMS_PASSES
