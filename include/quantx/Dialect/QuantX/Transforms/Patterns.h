//===- Patterns.h - Rewrites that other passes reuse ------------*- C++ -*-===//

#ifndef QUANTX_DIALECT_QUANTX_TRANSFORMS_PATTERNS_H
#define QUANTX_DIALECT_QUANTX_TRANSFORMS_PATTERNS_H

namespace mlir {
class RewritePatternSet;
} // namespace mlir

namespace quantx {

/// The rewrites of quantx-fold-qdq: quantize and dequantize move across ops
/// they commute with, and clamps that a storage range implies vanish. All are
/// exact.
void populateFoldQDQPatterns(mlir::RewritePatternSet &patterns);

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_TRANSFORMS_PATTERNS_H
