//===- QuantXToLinalg.h - quantx ops as linalg on tensors -------*- C++ -*-===//

#ifndef QUANTX_CONVERSION_QUANTXTOLINALG_QUANTXTOLINALG_H
#define QUANTX_CONVERSION_QUANTXTOLINALG_QUANTXTOLINALG_H

#include "mlir/IR/PatternMatch.h"

namespace quantx {

/// Patterns that turn every quantx op but observe into `linalg.generic`, and
/// drop range. Each gives the bits of quantx/Numerics for every input and
/// granularity; sums of gradients are f32 sums in the order of the loops.
void populateQuantXToLinalgPatterns(mlir::RewritePatternSet &patterns);

} // namespace quantx

#endif // QUANTX_CONVERSION_QUANTXTOLINALG_QUANTXTOLINALG_H
