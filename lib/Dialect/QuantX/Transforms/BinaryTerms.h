//===- BinaryTerms.h - Operands of functions of two tensors -----*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_BINARYTERMS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_BINARYTERMS_H

#include "IntegerForm.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"

namespace quantx {

/// A dequantized operand, of parameters per tensor, that may be broadcast.
struct Term {
  mlir::Value stored;
  ParamsAttr params;
  /// From the dimensions of the result; null is the identity.
  mlir::AffineMap map;

  float getScale() const { return params.getScaleAt(0); }
  int64_t getZeroPoint() const { return params.getZeroPointAt(0); }
  /// The largest |q - z| of any value of the storage type.
  int64_t getMagnitude() const;
  /// q - z as an integer of `type`.
  mlir::Value emitDifference(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::Value q, mlir::Type type) const;
};

/// The operands of a head: one or two.
struct Terms {
  mlir::OpResult head;
  llvm::SmallVector<Term, 2> list;

  /// Reads the operands of a binary op. Refuses what is not dequantized from at
  /// most 16 bits with parameters per tensor.
  mlir::LogicalResult match(const ElementwiseBinaryFlow &flow,
                            Refusal &refusal);

  /// An elementwise op of the shape of the head on the stored values.
  mlir::Value emit(mlir::OpBuilder &builder, mlir::Location loc,
                   mlir::Type type, ElementwiseBody body) const;
};

/// scale * m * (q1 - z1), + or - the same of q2, or of the product of both, and
/// the offset and clamp of the epilogue, in one rounding (QX-I4, QX-I10).
mlir::FailureOr<IntegerForm> matchLinear(const Terms &terms,
                                         BinaryFunction function,
                                         const Epilogue &epilogue,
                                         Refusal &refusal);
/// The quotient of two terms (QX-I11).
mlir::FailureOr<IntegerForm>
matchDivision(const Terms &terms, const Epilogue &epilogue, Refusal &refusal);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_BINARYTERMS_H
