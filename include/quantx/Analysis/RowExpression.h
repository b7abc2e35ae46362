//===- RowExpression.h - Values as functions of rows ------------*- C++ -*-===//
//
// Gives tensors of float their form in the algebra of RowAlgebra, op by op.
// Structured ops are read by their bodies and maps, so a named op, a generic
// that spells it out and one that fuses several steps give the same form.
// Broadcasts, reshapes that add or drop dimensions of size 1, and transposes
// change which dimension of x a dimension of the value is, and nothing else.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_ANALYSIS_ROWEXPRESSION_H
#define QUANTX_ANALYSIS_ROWEXPRESSION_H

#include "mlir/IR/Operation.h"
#include "quantx/Analysis/RowAlgebra.h"
#include "llvm/ADT/DenseSet.h"

#include <memory>

namespace quantx {

/// A tensor as a function of the rows of another one, its source.
struct RowForm {
  mlir::Value source;
  RowPolynomial value;
  /// For each dimension, that of the source which has its index; -1 where the
  /// value does not vary.
  llvm::SmallVector<int64_t, 4> dims;
};

/// The forms of the values of a function. Every float tensor is its own source;
/// it has forms of other sources as long as the ops between are understood, of
/// the few that are most likely to matter: the number of forms per value and
/// their sizes are bounded.
class RowExpressions {
public:
  /// Finds the forms of the results of `op`; those of its operands are known.
  void visit(mlir::Operation *op);

  /// The forms of a value, the source that is nearest first. Empty for what is
  /// no float tensor, or constant.
  llvm::ArrayRef<RowForm> getForms(mlir::Value value);

  RowAlgebra &getAlgebra(mlir::Value source) { return *algebras.at(source); }

  /// True if something computed from `value` has a form of the same source.
  bool isContinued(mlir::Value value) const {
    return continued.contains(value);
  }

private:
  std::optional<RowForm> evaluate(mlir::Operation *op, unsigned result,
                                  mlir::Value source);
  void keep(llvm::SmallVectorImpl<RowForm> &forms, RowForm form);

  llvm::DenseMap<mlir::Value, llvm::SmallVector<RowForm, 2>> forms;
  llvm::DenseMap<mlir::Value, std::unique_ptr<RowAlgebra>> algebras;
  /// The order in which sources were found.
  llvm::DenseMap<mlir::Value, unsigned> order;
  llvm::DenseSet<mlir::Value> continued;
};

} // namespace quantx

#endif // QUANTX_ANALYSIS_ROWEXPRESSION_H
