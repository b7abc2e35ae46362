//===- ObservedParts.h - What to keep of an observed tensor -----*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_OBSERVEDPARTS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_OBSERVEDPARTS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>

namespace quantx {

/// What is kept of a tensor beside the statistics of all its values.
struct ObservedParts {
  /// The dimension of the channels; of static size.
  std::optional<int64_t> axis;
  /// Rows along the axis, or along the last dimension without one.
  bool rows = false;
};

/// Finds the channels and rows of the values below an op: what the passes that
/// read statistics ask for.
///
/// Channels are those of a contraction with constant weights that reads the
/// value, through ops that only move values, or else of the one that computes
/// it. Rows are wanted of the data of such a contraction, of the data of a
/// softmax and of a function's results, and are there where the leading
/// dimension counts the samples.
class ObservedPartsAnalysis {
public:
  explicit ObservedPartsAnalysis(mlir::Operation *root);

  ObservedParts get(mlir::Value value) const;

private:
  /// The last value of each chain of ops that compute element by element, and
  /// the first, which has the same channels.
  llvm::DenseMap<mlir::Value, mlir::Value> heads;
  /// The dimension that counts samples, or parts of them.
  llvm::DenseMap<mlir::Value, int64_t> sampleDims;
};

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_OBSERVEDPARTS_H
