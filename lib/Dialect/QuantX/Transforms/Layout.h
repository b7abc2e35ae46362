//===- Layout.h - Orders of dims and how ops carry them ---------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_LAYOUT_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_LAYOUT_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

namespace quantx {

/// The order a tensor's dims get: new dim i is old dim layout[i], as in
/// linalg.transpose. Empty stands for the order they have.
using Layout = mlir::SmallVector<int64_t>;

/// `layout`, or empty if it moves nothing.
Layout normalizeLayout(Layout layout);

/// `type` with its dims in the order `layout`.
mlir::RankedTensorType permuteType(mlir::RankedTensorType type,
                                   mlir::ArrayRef<int64_t> layout);

/// How one op is rewritten.
struct OpLayout {
  /// Structured ops: new loop i is old loop loops[i].
  mlir::SmallVector<int64_t> loops;
  /// The layout of each operand and result; empty where nothing changes.
  mlir::SmallVector<Layout> operands;
  mlir::SmallVector<Layout> results;

  /// True if the rewrite would give the same op again.
  bool isIdentity() const;
};

/// One operand or result of an op.
struct Port {
  bool isResult;
  unsigned index;
};

/// The channels-last form of a convolution or pooling: activations [batch,
/// image, group, channel], filters [window, group, input channel, output
/// channel] (grouped ones [group, output channel, window, input channel], as
/// upstream names them). Nothing for other ops.
std::optional<OpLayout> getChannelsLastLayout(mlir::linalg::LinalgOp op);

/// The form `op` takes when its value at `port` has `layout` and it is to do
/// the same work without a transpose: elementwise ops, reductions, pads,
/// reshapes, slices, concatenations, transposes. Nothing for other ops.
std::optional<OpLayout> transferLayout(mlir::Operation *op, Port port,
                                       mlir::ArrayRef<int64_t> layout);

/// The form that `op` takes when its loops run in the order `loops`: every
/// operand's dims follow the order of the loops they are indexed by.
std::optional<OpLayout> getStructuredLayout(mlir::linalg::LinalgOp op,
                                            mlir::ArrayRef<int64_t> loops);

/// Chooses the form of every op below `root` that the channels-last form of a
/// convolution or pooling reaches. Each op is decided once: linear in the IR.
llvm::DenseMap<mlir::Operation *, OpLayout>
assignChannelsLast(mlir::Operation *root);

/// Rewrites the ops of `layouts` (all below `root`), inserting a transpose only
/// where a value is needed in an order nobody gives it.
void rewriteLayouts(mlir::Operation *root,
                    const llvm::DenseMap<mlir::Operation *, OpLayout> &layouts);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_LAYOUT_H
