//===- PointwiseGraph.h - Which tensor is a function of which ---*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_POINTWISEGRAPH_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_POINTWISEGRAPH_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>

namespace quantx {

/// An op whose result at an index depends on its operands at that index alone,
/// and on numbers. A reshape is one too: it keeps the linear index.
struct PointwiseStep {
  /// The operands that are no numbers; the same tensor may occur twice.
  llvm::SmallVector<mlir::OpOperand *, 2> operands;
  bool isReshape = false;
};

/// None if `op` is no such op with one result.
std::optional<PointwiseStep> getPointwiseStep(mlir::Operation *op);

/// The ops that compute a tensor from another one, element by element.
struct PointwiseRegion {
  /// More than any activation function needs.
  static constexpr size_t maxOps = 64;

  mlir::Value source;
  mlir::OpResult result;
  /// In an order in which each comes after those that it reads.
  llvm::SmallVector<mlir::Operation *> ops;
  /// The reshapes on a path from source to result.
  llvm::SmallVector<mlir::Operation *, 2> reshapes;
};

/// The graph of pointwise steps, built op by op. For each value it knows the
/// nearest other one that it is a function of.
class PointwiseGraph {
public:
  /// Adds `op`, after those that it reads. Returns the region of its result if
  /// it brings several operands together that are functions of one tensor.
  std::optional<PointwiseRegion> add(mlir::Operation *op);
  /// Adds a value that is a function of `source`.
  void addFunction(mlir::Value value, mlir::Value source);

private:
  /// The nearest value that both are functions of, or null.
  mlir::Value getCommonSource(mlir::Value a, mlir::Value b) const;

  struct Node {
    mlir::Value source;
    unsigned depth = 0;
  };
  llvm::DenseMap<mlir::Value, Node> nodes;
};

/// Emits the function of `region` on one element.
mlir::Value emitPointwise(mlir::OpBuilder &builder,
                          const PointwiseRegion &region, mlir::Value element);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_POINTWISEGRAPH_H
