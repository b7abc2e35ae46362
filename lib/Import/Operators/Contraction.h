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

mlir::LogicalResult importMatMul(NodeImporter &importer);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_OPERATORS_CONTRACTION_H
