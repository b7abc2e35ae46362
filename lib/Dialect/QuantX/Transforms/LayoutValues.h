//===- LayoutValues.h - Values in the layouts they are needed in -*- C++
//-*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_LAYOUTVALUES_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_LAYOUTVALUES_H

#include "Layout.h"

#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/DenseSet.h"

namespace quantx {

/// Gives each value in every layout it is asked for, each made once: constants
/// are transposed at compile time, empty and filled tensors are made again,
/// everything else is transposed where it is defined. A transpose that only
/// moves unit dims is a reshape.
class LayoutValues {
public:
  explicit LayoutValues(mlir::IRRewriter &rewriter) : rewriter(rewriter) {}

  /// Records that the op that made `value` now makes `result`, which is
  /// `value` in `layout`.
  void addRewritten(mlir::Value value, const Layout &layout,
                    mlir::Value result) {
    forms[value].push_back({layout, result});
    rewritten.insert(value);
  }

  /// `value` in `layout`, for `user`. Moves the insertion point of the
  /// rewriter.
  mlir::Value get(mlir::Value value, const Layout &layout,
                  mlir::Operation *user);

  /// The layout that `value` was rewritten to, and its new form. Nothing if it
  /// was not rewritten.
  std::optional<std::pair<Layout, mlir::Value>> getForm(mlir::Value value);

private:
  mlir::Value create(mlir::Value value, const Layout &layout,
                     mlir::Operation *user);
  mlir::Value transpose(mlir::Value value, const Layout &layout,
                        mlir::Operation *user);

  llvm::DenseMap<mlir::Value, llvm::SmallVector<std::pair<Layout, mlir::Value>>>
      forms;
  llvm::DenseSet<mlir::Value> rewritten;
  mlir::IRRewriter &rewriter;
};

/// One tensor.expand_shape or tensor.collapse_shape with both sides permuted.
struct PermutedReshape {
  bool isExpand;
  /// By the dims as they were: for each dim of the side with fewer dims, those
  /// of the other side.
  llvm::SmallVector<mlir::ReassociationIndices> groups;
  Layout operand;
  Layout result;
  /// Permuted type of the result, and its sizes if the op expands.
  mlir::RankedTensorType type;
  llvm::SmallVector<mlir::OpFoldResult> sizes;
};

/// Reshapes `source`, through the shape without unit dims, because those may
/// have moved out of their group.
mlir::Value createReshape(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::Value source, const PermutedReshape &reshape);

/// Reshapes `source` to `type`, which differs only in static unit dims.
mlir::Value moveUnitDims(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value source, mlir::RankedTensorType type);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_LAYOUTVALUES_H
