//===- Patterns.h - What the pass is made of --------------------*- C++ -*-===//

#ifndef QUANTX_LIB_CONVERSION_DOTPRODUCTTOX86_PATTERNS_H
#define QUANTX_LIB_CONVERSION_DOTPRODUCTTOX86_PATTERNS_H

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"
#include "quantx/Target/Target.h"

namespace quantx {

/// Whether \p op is a dot product by lanes, whatever the target has for it:
/// `acc[n] += ext(lhs[(n,) k]) * ext(rhs[n][k])` in i32 of 8-bit values.
bool isDotProduct(mlir::vector::ContractionOp op);

/// Dot products by lanes that the target has an instruction for.
void populateDotProductPatterns(mlir::RewritePatternSet &patterns,
                                const Target &target);

/// Chains in i64 between i32 vectors, on even and odd lanes apart.
void populateWideMultiplyPatterns(mlir::RewritePatternSet &patterns);

/// Clamped i32 vectors side by side to bytes, by saturating packs.
void populateNarrowingPatterns(mlir::RewritePatternSet &patterns,
                               const Target &target);

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_DOTPRODUCTTOX86_PATTERNS_H
