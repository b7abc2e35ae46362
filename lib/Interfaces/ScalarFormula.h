//===- ScalarFormula.h - Formulas of a few forms ----------------*- C++ -*-===//
//
// The symbolic half of ScalarBody: each value of a body as a formula of one of
// the forms that quantization can do in integers.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_INTERFACES_SCALARFORMULA_H
#define QUANTX_LIB_INTERFACES_SCALARFORMULA_H

#include "mlir/IR/Block.h"
#include "mlir/IR/Operation.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"
#include "llvm/ADT/DenseMap.h"

namespace quantx {

/// after(root), where the root is made of block arguments.
struct Formula {
  enum class Root {
    Constant,   ///< `number`
    Moved,      ///< one of `arguments` or of `constants`
    Binary,     ///< function(arguments[0], arguments[1])
    ProductSum, ///< arguments[0] * arguments[1] + arguments[2]
  };
  Root root = Root::Constant;
  double number = 0;
  BinaryFunction function = BinaryFunction::Add;
  llvm::SmallVector<mlir::BlockArgument, 3> arguments;
  llvm::SmallVector<mlir::Value, 1> constants;
  ClampedAffine after;

  bool isConstant() const { return root == Root::Constant; }
  /// One argument as it is.
  bool isArgument() const;
  /// One of several values as it is.
  bool isMoved() const { return root == Root::Moved && after.isIdentity(); }
  /// A product of two arguments as it is.
  bool isProduct() const;
};

/// Formulas of the values of a body, built op by op in order.
class FormulaBuilder {
public:
  /// Sets the formula of a leaf.
  void setArgument(mlir::BlockArgument argument);
  void setConstant(mlir::Value value, double number);

  /// Adds the formulas of `op`'s results; nothing when they have no such form.
  void visit(mlir::Operation *op);

  /// The formula of `value`, if it has one.
  std::optional<Formula> get(mlir::Value value) const;

private:
  std::optional<Formula> build(mlir::Operation *op) const;
  std::optional<Formula> buildSelect(mlir::Operation *op) const;
  std::optional<Formula> buildExtremum(mlir::Value a, mlir::Value b,
                                       bool isMaximum) const;

  llvm::DenseMap<mlir::Value, Formula> formulas;
};

} // namespace quantx

#endif // QUANTX_LIB_INTERFACES_SCALARFORMULA_H
