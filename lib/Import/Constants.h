//===- Constants.h - Constant tensors in the IR -----------------*- C++ -*-===//

#ifndef QUANTX_LIB_IMPORT_CONSTANTS_H
#define QUANTX_LIB_IMPORT_CONSTANTS_H

#include "Model.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"

namespace quantx::importer {

/// The elements of `data` as a tensor attribute of `elementType`, which has the
/// width of its type: a splat where all elements are equal, inline up to 64
/// elements, otherwise a dense resource that shares the buffer of `data`,
/// packed elements included (nothing is copied).
mlir::ElementsAttr getElementsAttr(mlir::Type elementType,
                                   const TensorData &data);

/// Creates an `arith.constant` of these elements.
mlir::Value createConstant(mlir::OpBuilder &builder, mlir::Location loc,
                           const TensorData &data);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_CONSTANTS_H
