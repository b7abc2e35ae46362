//===- VerifierUtils.h - Rules that several ops share -----------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_IR_VERIFIERUTILS_H
#define QUANTX_LIB_DIALECT_QUANTX_IR_VERIFIERUTILS_H

#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {

/// Adds where a value comes from, which is where its type was decided.
inline mlir::LogicalResult noteProducer(mlir::InFlightDiagnostic &&diagnostic,
                                        mlir::Value value) {
  if (mlir::Operation *producer = value.getDefiningOp())
    diagnostic.attachNote(producer->getLoc())
        << "the operand is produced here by " << producer->getName();
  return std::move(diagnostic);
}

/// QX-C3: the tensor of stored values, an operand or the result of `op`, has
/// the scheme's element type.
inline mlir::LogicalResult
verifyStoredType(mlir::Operation *op, SchemeAttr scheme, mlir::Value stored) {
  auto type = mlir::cast<mlir::RankedTensorType>(stored.getType());
  if (type.getElementType() == scheme.getTensorElementType())
    return mlir::success();
  mlir::InFlightDiagnostic diagnostic =
      op->emitOpError() << "[QX-C3] the stored tensor must have element type "
                        << scheme.getTensorElementType() << " for storage "
                        << scheme.getStorageType() << ", found " << type;
  if (stored.getDefiningOp() == op)
    return diagnostic;
  return noteProducer(std::move(diagnostic), stored);
}

/// QX-C13: a division is one of f32, f16 or bf16.
inline mlir::LogicalResult verifyPrecision(mlir::Operation *op,
                                           mlir::TypeAttr precision) {
  if (!precision ||
      mlir::isa<mlir::Float32Type, mlir::Float16Type, mlir::BFloat16Type>(
          precision.getValue()))
    return mlir::success();
  return op->emitOpError()
         << "[QX-C13] the division is one of f32, f16 or bf16, found "
         << precision.getValue();
}

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_IR_VERIFIERUTILS_H
