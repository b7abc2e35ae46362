//===- PaddedWindows.h - Windows over padded tensors ------------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_PADDEDWINDOWS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_PADDEDWINDOWS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <vector>

namespace quantx {

/// True when every element of the result of `op` reads at least one element of
/// `operand`, which `pad` gives, that is not padding. False where that is not
/// known.
bool everyWindowHasData(mlir::linalg::LinalgOp op, mlir::OpOperand &operand,
                        mlir::tensor::PadOp pad);

/// How often the elements of a convolution's window see data and not padding.
class PaddingCoverage {
public:
  /// For `op`, whose `data` may be a padded tensor, apart from quantization.
  PaddingCoverage(mlir::Operation *op, mlir::OpOperand &data,
                  mlir::OpOperand &weight);

  /// The share of positions of the window at which the element `weightIndex` of
  /// the weight is multiplied by data; 1 where that is not known.
  double getShare(llvm::ArrayRef<int64_t> weightIndex) const;

private:
  /// A padded dimension: the share for each index of the dimensions `dims` of
  /// the weight, which have the given sizes, row-major.
  struct Dimension {
    llvm::SmallVector<int64_t, 1> dims, sizes;
    std::vector<double> shares;
  };
  void addDimension(mlir::linalg::LinalgOp op, mlir::AffineExpr expr,
                    mlir::AffineMap weightMap, int64_t low, int64_t size);

  std::vector<Dimension> dimensions;
};

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_PADDEDWINDOWS_H
