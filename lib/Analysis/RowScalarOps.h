//===- RowScalarOps.h - Scalar ops in the algebra of rows -------*- C++ -*-===//

#ifndef QUANTX_LIB_ANALYSIS_ROWSCALAROPS_H
#define QUANTX_LIB_ANALYSIS_ROWSCALAROPS_H

#include "mlir/IR/Block.h"
#include "quantx/Analysis/RowAlgebra.h"

namespace quantx {

/// What `op`, a float op of arith or math, makes of its operands.
RowAlgebra::Result evaluateRowOp(RowAlgebra &algebra, mlir::Operation *op,
                                 llvm::ArrayRef<RowPolynomial> operands);

/// If `yielded` is the larger of `accumulator` and something that is computed
/// without it, that other; otherwise null.
mlir::Value getMaximumWith(mlir::Value yielded,
                           mlir::BlockArgument accumulator);

} // namespace quantx

#endif // QUANTX_LIB_ANALYSIS_ROWSCALAROPS_H
