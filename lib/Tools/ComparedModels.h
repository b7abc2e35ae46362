//===- ComparedModels.h - Two models over the same samples ------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_COMPAREDMODELS_H
#define QUANTX_LIB_TOOLS_COMPAREDMODELS_H

#include "CompiledModel.h"

#include "quantx/Analysis/ValueMatching.h"
#include "quantx/ExecutionEngine/ObserverRuntime.h"

#include <functional>
#include <memory>

namespace quantx::tools {

/// A float model and a quantized one that take the same arguments. Both are
/// looked at in tensor form, before layouts are chosen, so that the same value
/// has the same shape in both.
class ComparedModels {
public:
  /// Reads both, checks that their signatures agree, and matches their values:
  /// those of the float model as quantx-quantize-pipeline prepares it. Fails
  /// where no value has a counterpart.
  llvm::Error load(const ModelOptions &floatOptions,
                   const ModelOptions &quantizedOptions);

  const ValueMatching &getMatching() const { return matching; }

  /// The signature to load samples by: that of the model with a fixed batch, if
  /// one has.
  const FunctionSignature &getSignature() const;

  const Target &getTarget() const { return floatModel.getTarget(); }

  /// The fingerprint of the prepared float module.
  llvm::StringRef getFingerprint() const { return fingerprint; }

  /// Gets the values of a pair that one call has computed.
  using Receiver = std::function<void(size_t pair, llvm::ArrayRef<float> real,
                                      llvm::ArrayRef<float> other)>;

  /// Compiles both, so that calls report each pair of values to `receiver`.
  llvm::Error compile(Receiver receiver);

  struct Results {
    llvm::SmallVector<HostTensor> real, quantized;
  };

  /// Calls both functions. The values of one call of the float model are all
  /// that is kept.
  llvm::Expected<Results> operator()(llvm::ArrayRef<HostTensor> arguments);

private:
  void insertObservers();
  void receiveQuantized(size_t pair, llvm::ArrayRef<float> values);

  CompiledModel floatModel, quantizedModel;
  std::string fingerprint;
  ValueMatching matching;
  /// For each pair the index of its float value.
  std::vector<size_t> realIndices;
  /// By that index, the values of the current call.
  std::vector<std::vector<float>> reals;
  Receiver receiver;
  std::unique_ptr<ObserverRuntime> floatRuntime, quantizedRuntime;
  /// A pair with different numbers of values in the current call.
  std::optional<size_t> unequal;
};

/// Checks that functions take the same arguments and give results of the same
/// kind; sizes agree where neither is dynamic. The error names both.
llvm::Error checkSameSignature(const FunctionSignature &real,
                               const FunctionSignature &quantized);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_COMPAREDMODELS_H
