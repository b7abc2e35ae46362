//===- ParamsMapping.h - Parameters of moved dimensions ---------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_PARAMSMAPPING_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_PARAMSMAPPING_H

#include "mlir/IR/Value.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {

/// The parameters of `result` when `operand` has `params` and its op moves or
/// compares values: axes are renumbered, split, merged or cut as the dimensions
/// are. Failure where the result's parameters would not be per axis or per
/// block of a dimension of its own.
mlir::FailureOr<ParamsAttr> mapParams(mlir::OpOperand &operand,
                                      mlir::OpResult result, ParamsAttr params);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_PARAMSMAPPING_H
