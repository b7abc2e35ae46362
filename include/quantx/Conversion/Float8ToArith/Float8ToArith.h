//===- Float8ToArith.h - Casts of FP8 and FP4 as integer ops ----*- C++ -*-===//

#ifndef QUANTX_CONVERSION_FLOAT8TOARITH_FLOAT8TOARITH_H
#define QUANTX_CONVERSION_FLOAT8TOARITH_FLOAT8TOARITH_H

#include "mlir/IR/PatternMatch.h"
#include "quantx/Numerics/NarrowFloat.h"

namespace quantx {

/// Patterns that turn arith.extf from and arith.truncf to the formats of 8 and
/// 4 bits into integer arithmetic, on scalars, vectors and static tensors.
/// `overflow` is what truncf makes of numbers beyond the largest finite one.
void populateFloat8ToArithPatterns(
    mlir::RewritePatternSet &patterns,
    numerics::Overflow overflow = numerics::Overflow::IEEE);

/// A pattern that turns arith.truncf from f32 and f64 to bf16 into integer
/// arithmetic, of the same shapes.
void populateBF16ToArithPatterns(mlir::RewritePatternSet &patterns);

} // namespace quantx

#endif // QUANTX_CONVERSION_FLOAT8TOARITH_FLOAT8TOARITH_H
