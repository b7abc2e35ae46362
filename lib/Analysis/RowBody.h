//===- RowBody.h - One op in the algebra of rows ----------------*- C++ -*-===//

#ifndef QUANTX_LIB_ANALYSIS_ROWBODY_H
#define QUANTX_LIB_ANALYSIS_ROWBODY_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "quantx/Analysis/RowExpression.h"

namespace quantx {

/// The forms of a value, empty for constants.
using RowFormLookup = llvm::function_ref<llvm::ArrayRef<RowForm>(mlir::Value)>;

/// The form of result number `result` of a structured op or of an elementwise
/// op on tensors, for `source`.
std::optional<RowForm> evaluateRowBody(RowAlgebra &algebra, mlir::Value source,
                                       mlir::Operation *op, unsigned result,
                                       RowFormLookup lookup);

/// The same for reshapes that add or drop dimensions of size 1.
std::optional<RowForm> evaluateRowReshape(mlir::Operation *op,
                                          const RowForm &operand);

} // namespace quantx

#endif // QUANTX_LIB_ANALYSIS_ROWBODY_H
