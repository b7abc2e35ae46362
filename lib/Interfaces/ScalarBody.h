//===- ScalarBody.h - What a structured op computes per element -*- C++ -*-===//
//
// Reads the body of a structured op as a formula of its block arguments. The
// formula is found by composing the ops' meanings, so any spelling of it gives
// the same answer: a clamp by max and min, by compare and select, in one op or
// in several.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_INTERFACES_SCALARBODY_H
#define QUANTX_LIB_INTERFACES_SCALARBODY_H

#include "mlir/IR/Block.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"

namespace quantx {

/// No formula was found.
struct UnknownBody {
  /// A predicate of the op, for OpaqueFlow.
  std::string reason;
};

/// One of the arguments or of the constants, unchanged: copies, maxima,
/// selections.
struct MovedBody {
  llvm::SmallVector<mlir::BlockArgument, 3> arguments;
  llvm::SmallVector<mlir::Value, 1> constants;
};

/// A function of one argument.
struct PointwiseBody {
  mlir::BlockArgument argument;
  std::optional<ClampedAffine> affine;
  Interval range;
  std::function<double(double)> function;
};

/// after(function(lhs, rhs)).
struct BinaryBody {
  BinaryFunction function;
  mlir::BlockArgument lhs;
  mlir::BlockArgument rhs;
  ClampedAffine after;
};

/// accumulator + lhs * rhs.
struct ProductSumBody {
  mlir::BlockArgument lhs;
  mlir::BlockArgument rhs;
  mlir::BlockArgument accumulator;
};

using ScalarBody = std::variant<UnknownBody, MovedBody, PointwiseBody,
                                BinaryBody, ProductSumBody>;

/// The formula of `yielded`, a value that the terminator of a body of scalar
/// ops yields. `getConstant` gives the number of a block argument or captured
/// value that is the same for all elements.
ScalarBody analyzeScalarBody(
    mlir::Block *body, mlir::Value yielded,
    llvm::function_ref<std::optional<double>(mlir::Value)> getConstant);

} // namespace quantx

#endif // QUANTX_LIB_INTERFACES_SCALARBODY_H
