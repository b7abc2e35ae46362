//===- Patterns.h - Parts of convert-quantx-to-linalg -----------*- C++ -*-===//

#ifndef QUANTX_LIB_CONVERSION_QUANTXTOLINALG_PATTERNS_H
#define QUANTX_LIB_CONVERSION_QUANTXTOLINALG_PATTERNS_H

#include "mlir/IR/PatternMatch.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {

/// quantize, dequantize, their dynamic forms, and fake_quantize.
void populateConversionPatterns(mlir::RewritePatternSet &patterns);

/// choose_params.
void populateChooseParamsPatterns(mlir::RewritePatternSet &patterns);

/// fake_quantize_gradient, lsq_gradient, pact_gradient.
void populateGradientPatterns(mlir::RewritePatternSet &patterns);

/// lookup.
void populateLookupPatterns(mlir::RewritePatternSet &patterns);

/// requantize.
void populateRequantizePatterns(mlir::RewritePatternSet &patterns);

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_QUANTXTOLINALG_PATTERNS_H
