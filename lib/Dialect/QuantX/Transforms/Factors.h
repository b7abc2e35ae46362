//===- Factors.h - Quantized operands of sums of products -------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_FACTORS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_FACTORS_H

#include "IntegerForm.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "quantx/Analysis/AccumulatorBounds.h"

namespace quantx {

/// An operand of a structured op that accumulates, as it is stored.
struct StoredFactor {
  mlir::OpOperand *operand = nullptr;
  mlir::Value stored;
  /// An integer type of at most 16 bits with the signedness of its numbers.
  mlir::Type storageType;

  bool isUnsigned() const { return storageType.isUnsignedInteger(); }
};

/// The same with parameters that are known.
struct Factor : StoredFactor {
  ParamsAttr params;
  /// Over the dimensions of the result.
  Grid<float> scales = 1.0f;
  Grid<int64_t> zeroPoints = 0;

  bool isSymmetric() const { return zeroPoints.isAll(0); }
  bool isConstant() const;
  /// Bounds of q - z over all channels, for every value of the storage type.
  AccumulatorBounds getDifferenceBounds() const;
};

/// Reads `operand` of `op` as a factor. Refuses what is not dequantized, is
/// wider than 16 bits, or has parameters along a dimension that is summed.
mlir::FailureOr<Factor> getFactor(mlir::linalg::LinalgOp op,
                                  mlir::OpOperand *operand, Refusal &refusal);

/// The map from the dimensions of the result of `op` to the index into
/// `operand`. Loops that the result does not have are dimensions beyond its
/// own.
mlir::AffineMap getMapFromResult(mlir::linalg::LinalgOp op,
                                 mlir::OpOperand *operand);

/// Sums over the elements of a constant factor that go into one element of the
/// result, all over the same grid: of q, of q - z where that is positive, and
/// where it is negative.
struct FactorSums {
  Grid<int64_t> stored = 0, positive = 0, negative = 0;
};

/// None if the factor is not constant, or is indexed by more than dimensions.
std::optional<FactorSums> getFactorSums(mlir::linalg::LinalgOp op,
                                        const Factor &factor);

/// Emits the sum of the stored values of `factor` over the loops that `op` sums
/// over, as a tensor of `type`, and gives the map from the dimensions of the
/// result to those of the sum. `op` may be the op on reals or the one on stored
/// values; its operands give the extents of the loops.
std::pair<mlir::Value, mlir::AffineMap>
emitFactorSum(mlir::OpBuilder &builder, mlir::linalg::LinalgOp op,
              const StoredFactor &factor, mlir::Type type);

/// Emits `op` on the stored values of its two factors, accumulating onto
/// `init`: under its own name where that means a sum of products of
/// sign-extended operands, else as a generic.
mlir::linalg::LinalgOp emitProducts(mlir::OpBuilder &builder,
                                    mlir::linalg::LinalgOp op,
                                    const StoredFactor &a,
                                    const StoredFactor &b, mlir::Value init);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_FACTORS_H
