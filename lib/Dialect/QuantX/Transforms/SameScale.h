//===- SameScale.h - Same-scale ops on stored integers ----------*- C++ -*-===//
//
// An op that only moves, selects or compares values does to stored integers
// what it does to the reals they stand for. Parts of quantx-fold-qdq.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_SAMESCALE_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_SAMESCALE_H

#include "mlir/IR/PatternMatch.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"

#include <functional>
#include <optional>
#include <string>

namespace quantx {

/// What a same-scale op does with its values.
enum class SameScaleKind {
  Move,    ///< copies them, chosen by position or by a condition of their own
  Maximum, ///< keeps the largest
  Minimum, ///< keeps the smallest
  Compare, ///< chooses by comparing them otherwise
};

/// The kind of the op that gives `result`, which has a same-scale flow.
SameScaleKind getSameScaleKind(mlir::OpResult result);

/// How the reals of a same-scale op become stored integers.
struct StorageForm {
  /// Element type of the stored tensors.
  mlir::Type elementType;
  /// Comparisons read the stored values as unsigned.
  bool isUnsigned = false;
  /// The stored value of a constant, if one stands for it.
  std::function<std::optional<int64_t>(double)> encode;
};

/// Whether the op of `result` has a form on stored integers; if not, `reason`
/// is a predicate of the op for remarks.
bool hasStorageForm(mlir::OpResult result, const SameScaleFlow &flow,
                    const StorageForm &form, std::string &reason);

/// The op of `result` on `data`, the stored values of the operands
/// `flow.data`. Needs `hasStorageForm`. Null if the op refuses integers, which
/// only an op that neither linalg nor tensor defines may do.
mlir::Value rebuildOnStorage(mlir::OpBuilder &builder, mlir::OpResult result,
                             const SameScaleFlow &flow, mlir::ValueRange data,
                             const StorageForm &form);

/// Moves dequantize below, and quantize above, the ops they commute with
/// exactly.
void populateSinkDequantizePatterns(mlir::RewritePatternSet &patterns);
void populateHoistQuantizePatterns(mlir::RewritePatternSet &patterns);

/// Compares stored values in ops that give positions or conditions.
void populateSinkComparisonPatterns(mlir::RewritePatternSet &patterns);

/// Drops clamps that a storage range implies.
void populateDropClampPatterns(mlir::RewritePatternSet &patterns);

/// Folds reshapes and transposes of constants.
void populateConstantShapePatterns(mlir::RewritePatternSet &patterns);

/// Asks for the sizes of an operand instead of those of a result, so that
/// nothing stays alive for its shape.
void populateShapeQueryPatterns(mlir::RewritePatternSet &patterns);

/// Why the dequantize ops above the same-scale op of `result` cannot move below
/// it; empty if they can, or if there are none.
std::string explainDequantizeAbove(mlir::OpResult result);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_SAMESCALE_H
