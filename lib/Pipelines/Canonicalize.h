//===- Canonicalize.h - The canonicalizer of the pipelines ------*- C++ -*-===//

#ifndef QUANTX_LIB_PIPELINES_CANONICALIZE_H
#define QUANTX_LIB_PIPELINES_CANONICALIZE_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"

namespace quantx {

/// Adds upstream's canonicalizer without a pattern that LLVM 22 has wrong.
///
/// FoldInsertPadIntoFill makes `insert_slice(pad(x)) into fill` an insertion of
/// x at the offset plus the padding, and forgets to multiply the padding by the
/// stride of the insertion: a padded tensor that is spread for a transposed
/// convolution lands at other places.
inline void addCanonicalizer(mlir::OpPassManager &pm) {
  pm.addPass(mlir::createCanonicalizerPass(
      mlir::GreedyRewriteConfig(),
      {"(anonymous namespace)::FoldInsertPadIntoFill"}));
}

} // namespace quantx

#endif // QUANTX_LIB_PIPELINES_CANONICALIZE_H
