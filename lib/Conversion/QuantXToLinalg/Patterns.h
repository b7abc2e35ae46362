//===- Patterns.h - Parts of convert-quantx-to-linalg -----------*- C++ -*-===//

#ifndef QUANTX_LIB_CONVERSION_QUANTXTOLINALG_PATTERNS_H
#define QUANTX_LIB_CONVERSION_QUANTXTOLINALG_PATTERNS_H

#include "mlir/IR/PatternMatch.h"

namespace quantx {

/// quantize and dequantize.
void populateConversionPatterns(mlir::RewritePatternSet &patterns);

/// requantize.
void populateRequantizePatterns(mlir::RewritePatternSet &patterns);

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_QUANTXTOLINALG_PATTERNS_H
