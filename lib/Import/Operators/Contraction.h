//===- Contraction.h - What Gemm and MatMul share ---------------*- C++ -*-===//

#ifndef QUANTX_LIB_IMPORT_OPERATORS_CONTRACTION_H
#define QUANTX_LIB_IMPORT_OPERATORS_CONTRACTION_H

#include "../Emit.h"

namespace quantx::importer {

/// Checks that the first two inputs are float tensors of one type.
mlir::LogicalResult checkContractionOperands(NodeImporter &importer);

/// Checks that the extents `a` and `b` that a contraction sums over are equal,
/// now or when the program runs.
mlir::LogicalResult checkReduction(NodeImporter &importer, mlir::OpFoldResult a,
                                   mlir::OpFoldResult b);

/// a * b + init as linalg.matmul; a transposed operand is an indexing map.
TensorValue emitMatmul(NodeImporter &importer, const TensorValue &a,
                       const TensorValue &b, bool transA, bool transB,
                       const TensorValue &init, mlir::Location loc);

/// The operands of numpy's matmul with a rank of 2 at least: a vector has
/// become a row or a column.
struct MatMulOperands {
  TensorValue a, b;
  bool isVectorA = false, isVectorB = false;
};

/// Checks that `a` and `b` can be multiplied and makes matrices of vectors.
mlir::FailureOr<MatMulOperands> promoteToMatrices(NodeImporter &importer,
                                                  const TensorValue &a,
                                                  const TensorValue &b);

/// The product, of rank 2 at least; its sums are of `type`, to which integers
/// are extended by their sign. `part` says what it is where it is not the
/// result of the node.
mlir::FailureOr<TensorValue> emitMatMul(NodeImporter &importer,
                                        const MatMulOperands &operands,
                                        DataType type,
                                        llvm::StringRef part = "");

/// `result` of rank 2 at least without the row or column of promoted vectors.
TensorValue dropPromoted(NodeImporter &importer, const MatMulOperands &operands,
                         const TensorValue &result);

mlir::LogicalResult importMatMul(NodeImporter &importer);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_OPERATORS_CONTRACTION_H
