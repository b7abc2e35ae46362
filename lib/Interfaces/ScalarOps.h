//===- ScalarOps.h - Scalar arithmetic in f64 -------------------*- C++ -*-===//
//
// The meaning of arith and math ops on one element, evaluated in f64 (bodies of
// structured ops are made of them).
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_INTERFACES_SCALAROPS_H
#define QUANTX_LIB_INTERFACES_SCALAROPS_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"

namespace quantx {

/// What a scalar op computes. i1 values are 0 and 1.
struct ScalarOp {
  std::function<double(llvm::ArrayRef<double>)> evaluate;
  /// An interval that holds the result for operands in the given intervals.
  std::function<Interval(llvm::ArrayRef<Interval>)> bound;
};

/// The meaning of `op`, if it is a scalar float op that is known here.
std::optional<ScalarOp> getScalarOp(mlir::Operation *op);

/// True for ops that change the type of a float and, seen as a real function,
/// nothing else.
bool isFloatCast(mlir::Operation *op);

/// When a comparison holds.
struct Comparison {
  bool equal = false;
  bool greater = false;
  bool less = false;
  bool unordered = false;

  bool operator()(double a, double b) const;
};
Comparison getComparison(mlir::arith::CmpFPredicate predicate);

} // namespace quantx

#endif // QUANTX_LIB_INTERFACES_SCALAROPS_H
