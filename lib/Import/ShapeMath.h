//===- ShapeMath.h - Arithmetic on static and dynamic extents ---*- C++ -*-===//

#ifndef QUANTX_LIB_IMPORT_SHAPEMATH_H
#define QUANTX_LIB_IMPORT_SHAPEMATH_H

#include "TensorValue.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace quantx::importer {

/// Folds where it can and emits arith ops on index where it must. Equal
/// expressions give the same value, so that two extents can be compared by
/// identity.
class ShapeMath {
public:
  explicit ShapeMath(mlir::OpBuilder &builder) : builder(builder) {}

  /// Location of the ops emitted from now on.
  void setLoc(mlir::Location newLoc) { loc = newLoc; }

  mlir::OpFoldResult constant(int64_t value) const;
  mlir::OpFoldResult add(mlir::OpFoldResult a, mlir::OpFoldResult b);
  mlir::OpFoldResult sub(mlir::OpFoldResult a, mlir::OpFoldResult b);
  mlir::OpFoldResult mul(mlir::OpFoldResult a, mlir::OpFoldResult b);
  /// Rounds toward minus infinity; `b` must not be zero.
  mlir::OpFoldResult floorDiv(mlir::OpFoldResult a, mlir::OpFoldResult b);
  /// Rounds toward plus infinity; `b` must not be zero.
  mlir::OpFoldResult ceilDiv(mlir::OpFoldResult a, mlir::OpFoldResult b);
  mlir::OpFoldResult min(mlir::OpFoldResult a, mlir::OpFoldResult b);
  mlir::OpFoldResult max(mlir::OpFoldResult a, mlir::OpFoldResult b);
  mlir::OpFoldResult product(llvm::ArrayRef<mlir::OpFoldResult> factors);

  /// product(numerator) / product(denominator) by cancelling factors, or
  /// nullopt when the rest does not divide for certain.
  std::optional<mlir::OpFoldResult>
  divideExactly(llvm::ArrayRef<mlir::OpFoldResult> numerator,
                llvm::ArrayRef<mlir::OpFoldResult> denominator);

  /// Splits a product into its constant factor and its dynamic ones (looking
  /// through products this object made).
  struct Factors {
    int64_t constant = 1;
    llvm::SmallVector<mlir::Value> dynamic;
    bool operator==(const Factors &other) const {
      return constant == other.constant &&
             dynamic.size() == other.dynamic.size() &&
             std::is_permutation(dynamic.begin(), dynamic.end(),
                                 other.dynamic.begin());
    }
  };
  Factors factorize(llvm::ArrayRef<mlir::OpFoldResult> extents) const;

  /// True if the extent is known not to be negative whatever the input.
  bool isNonNegative(mlir::OpFoldResult extent) const;
  /// Notes that `extent` cannot be negative for a reason that is not to be seen
  /// from its ops.
  mlir::OpFoldResult assumeNonNegative(mlir::OpFoldResult extent);

  /// True once a constant fold has left the range of int64.
  bool hasOverflowed() const { return overflowed; }

  /// `extent` as an index value.
  mlir::Value materialize(mlir::OpFoldResult extent);

private:
  template <typename OpTy>
  mlir::OpFoldResult emit(mlir::OpFoldResult a, mlir::OpFoldResult b);
  bool computeNonNegative(mlir::Operation *op) const;

  mlir::OpBuilder &builder;
  mlir::Location loc = builder.getUnknownLoc();
  bool overflowed = false;
  llvm::DenseMap<int64_t, mlir::Value> constants;
  /// The values emitted here, or told about, that cannot be negative.
  llvm::DenseSet<mlir::Value> nonNegative;
  llvm::DenseMap<std::tuple<mlir::TypeID, mlir::Value, mlir::Value>,
                 mlir::Value>
      cache;
};

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_SHAPEMATH_H
