//===- ScalarToSMT.h - Scalar integer code as formulas ----------*- C++ -*-===//

#ifndef QUANTX_TEST_LIB_SCALARTOSMT_SCALARTOSMT_H
#define QUANTX_TEST_LIB_SCALARTOSMT_SCALARTOSMT_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

namespace quantx::test {

/// Translates integer ops of arith into terms over bit-vectors, one by one.
///
/// An integer of n bits is `!smt.bv<n>`, i1 included. The terms mean what the
/// ops mean wherever those are not poison; `getDefined` tells where that is.
/// Ops with overflow flags are refused, since with them more is poison.
///
/// An index has 64 bits. The i-th element read from a tensor is a free symbol
/// `entry<i>`, and `index<i>` equals its index.
class ScalarToSMT {
public:
  /// Names given to symbols start with `prefix`. With `cutProducts` the result
  /// of the i-th `arith.muli` is a free symbol `product<i>`, and symbols
  /// `lhs<i>` and `rhs<i>` equal its operands: what is proved then holds for
  /// whatever numbers the products are, and the solver has none to multiply.
  ScalarToSMT(mlir::OpBuilder &builder, mlir::StringRef prefix,
              bool cutProducts)
      : builder(builder), prefix(prefix), cutProducts(cutProducts) {}

  /// A free symbol for an integer value that no op here computes.
  mlir::Value declare(mlir::Value value, mlir::StringRef name);

  /// A symbol that equals `term`, a term or a truth value.
  void define(mlir::StringRef name, mlir::Value term);

  /// Emits the terms of the results of `op`. Fails, with an error at `op`,
  /// for an op it does not know.
  mlir::LogicalResult translate(mlir::Operation *op);

  /// The term of `value`, a result of a translated op, a declared value or a
  /// constant defined anywhere. Null for any other value.
  mlir::Value lookup(mlir::Value value);

  /// The truth value that no op translated so far gives poison.
  mlir::Value getDefined(mlir::Location loc);

private:
  mlir::Value translateShift(mlir::Operation *op, mlir::ValueRange terms);
  mlir::Value translateCast(mlir::Operation *op, mlir::Value term);
  mlir::Value translateChoice(mlir::Operation *op, mlir::ValueRange terms);
  mlir::LogicalResult translateEntry(mlir::tensor::ExtractOp op);
  mlir::Value translateProduct(mlir::Location loc, mlir::Value lhs,
                               mlir::Value rhs);
  void translateWideProduct(mlir::arith::MulSIExtendedOp op,
                            mlir::ValueRange terms);
  mlir::Value translateArithmetic(mlir::Operation *op, mlir::ValueRange terms);
  mlir::Value extend(mlir::Location loc, mlir::Value term, unsigned width,
                     bool isSigned);
  mlir::Value newSymbol(mlir::Location loc, const llvm::Twine &name,
                        mlir::Type type);

  mlir::OpBuilder &builder;
  std::string prefix;
  bool cutProducts;
  unsigned productCount = 0;
  unsigned entryCount = 0;
  mlir::IRMapping mapping;
  llvm::SmallVector<mlir::Value> definedWhen;
};

/// Registers `test-scalar-to-smt`.
void registerTestScalarToSMT();

} // namespace quantx::test

#endif // QUANTX_TEST_LIB_SCALARTOSMT_SCALARTOSMT_H
