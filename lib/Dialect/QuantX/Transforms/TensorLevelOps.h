//===- TensorLevelOps.h - Ops outside of scalar bodies ----------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_TENSORLEVELOPS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_TENSORLEVELOPS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace quantx {

/// `root` and the ops below it, producers before their users, without those in
/// the bodies of structured ops.
inline llvm::SmallVector<mlir::Operation *>
getTensorLevelOps(mlir::Operation *root) {
  llvm::SmallVector<mlir::Operation *> ops;
  root->walk<mlir::WalkOrder::PreOrder>([&](mlir::Operation *op) {
    ops.push_back(op);
    return mlir::isa<mlir::linalg::LinalgOp>(op) ? mlir::WalkResult::skip()
                                                 : mlir::WalkResult::advance();
  });
  return ops;
}

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_TENSORLEVELOPS_H
