//===- GroupReduction.h - Reductions over channels and blocks ---*- C++ -*-===//

#ifndef QUANTX_LIB_CONVERSION_QUANTXTOLINALG_GROUPREDUCTION_H
#define QUANTX_LIB_CONVERSION_QUANTXTOLINALG_GROUPREDUCTION_H

#include "quantx/Dialect/QuantX/Utils/Elementwise.h"

namespace quantx {

/// One f32 for each group of elements that `scheme` gives parameters of their
/// own: a reduction that starts from 0. The first of `operands` has the shape
/// of the elements; the body takes a scalar of each, and the result so far.
/// `sizes` are those of the result, one per axis. In loops, elements are
/// visited in row-major order.
mlir::Value createGroupReduction(mlir::OpBuilder &builder, mlir::Location loc,
                                 llvm::ArrayRef<ElementwiseOperand> operands,
                                 SchemeAttr scheme,
                                 llvm::ArrayRef<mlir::OpFoldResult> sizes,
                                 ElementwiseBody body);

/// `value` as a tensor of `type`, which differs in what is known statically.
mlir::Value castShape(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value value, mlir::Type type);

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_QUANTXTOLINALG_GROUPREDUCTION_H
