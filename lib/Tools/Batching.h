//===- Batching.h - Which dimension counts samples --------------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_BATCHING_H
#define QUANTX_LIB_TOOLS_BATCHING_H

#include "quantx/ExecutionEngine/FunctionSignature.h"

#include <optional>

namespace quantx::tools {

/// How samples are laid out in the arguments and results of a function.
///
/// Where some argument has a dynamic leading dimension, the leading dimension
/// of those counts samples, and a call takes any number. Otherwise the leading
/// dimension of the first argument that has one is the batch of every call, and
/// every argument that begins with it is batched. Arguments that are not
/// batched get the same whole tensor in every call.
struct Batching {
  explicit Batching(const FunctionSignature &signature);

  /// The samples of one call; empty for any number.
  std::optional<int64_t> fixedBatch;
  llvm::SmallVector<bool> arguments;
  /// Which results hold one row per sample.
  llvm::SmallVector<bool> results;

  /// False where a function takes no samples: it is called once.
  bool hasSamples() const;
};

/// The shape that a stored tensor of `type` and shape `stored` gets as an
/// argument: the leading dimension stays the number of samples if `batched`,
/// the others must be those of `spec`, apart from dimensions of size 1: 28x28
/// images suit 1x28x28. The error does not name the file.
llvm::Expected<llvm::SmallVector<int64_t>>
layOut(ElementType type, llvm::ArrayRef<int64_t> stored, const TensorSpec &spec,
       bool batched);

/// Joins tensors along their leading dimension. There is at least one.
llvm::Expected<HostTensor> concatenate(llvm::ArrayRef<HostTensor> parts);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_BATCHING_H
