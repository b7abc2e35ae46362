//===- QuantizationChain.h - What one integer op can do at once -*- C++ -*-===//
//
// A convolution, the addition of its bias and the relu after it round once, at
// the end: what requantizes the accumulator applies the bias and the clamp as
// well. Such a chain has quantized values before and after it and none inside.
// Inserting and folding quantization agree on the chains through this file.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_ANALYSIS_QUANTIZATIONCHAIN_H
#define QUANTX_ANALYSIS_QUANTIZATIONCHAIN_H

#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace quantx {

/// Why an op with this flow has no integer form, as a predicate of the op for
/// remarks; empty when it has one.
std::string explainNoIntegerForm(const QuantizationFlow &flow);

/// Ops that are computed as one.
struct QuantizationChain {
  mlir::OpResult head;
  QuantizationFlow headFlow;
  /// What `head` is followed by, each the only user of the one before.
  llvm::SmallVector<mlir::OpResult, 2> followers;
  llvm::SmallVector<QuantizationFlow, 2> followerFlows;

  /// The value that is quantized.
  mlir::OpResult getTail() const {
    return followers.empty() ? head : followers.back();
  }
};

/// The longest chain that starts with the op of `head`. After an accumulation:
/// additions of constants along its channels, until the first clamp, and
/// increasing `ClampedAffine` functions. After a reduction or a binary op: such
/// functions without offset, and right after a reduction a division by positive
/// constants that differ by place. After a normalization: multiplications by
/// and additions of constants along any dimensions, until the first clamp, and
/// `ClampedAffine` functions of any sign; after softmax, increasing ones
/// without offset. After a pointwise op: pointwise ops. Every follower reads
/// the value at the index that it writes.
QuantizationChain getQuantizationChain(mlir::OpResult head);

/// Calls `visit` with every chain below `root`, in the order of the IR: those
/// that begin with a float tensor which is neither constant nor a follower.
void walkChains(mlir::Operation *root,
                llvm::function_ref<void(QuantizationChain)> visit);

/// The values below `root` that are inside of chains: no integer form of the
/// model has them, so that their ranges count only where the tail of the chain
/// has none.
llvm::DenseSet<mlir::Value> getInnerValues(mlir::Operation *root);

/// The only use of `value`, not counting those that ask for its shape alone:
/// they do not care what happens to its numbers. Null if there is none or more
/// than one.
mlir::OpOperand *getOnlyReader(mlir::Value value);

} // namespace quantx

#endif // QUANTX_ANALYSIS_QUANTIZATIONCHAIN_H
