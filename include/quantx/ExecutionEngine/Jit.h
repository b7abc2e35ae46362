//===- Jit.h - Compiled functions, called with host tensors -----*- C++ -*-===//
//
// The module has been lowered to the LLVM dialect by quantx-codegen-pipeline.
// Its public functions take and return memref descriptors; see there.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_EXECUTIONENGINE_JIT_H
#define QUANTX_EXECUTIONENGINE_JIT_H

#include "quantx/ExecutionEngine/FunctionSignature.h"
#include "quantx/ExecutionEngine/HostTensor.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>

namespace mlir {
class ExecutionEngine;
} // namespace mlir

namespace quantx {

class ObserverRuntime;

struct JitOptions {
  /// LLVM's name of the CPU to generate code for, and comma-separated features
  /// with their signs. Both empty: this machine's. Others must be within what
  /// this machine has.
  std::string cpu;
  std::string features;

  /// Optimization of the LLVM IR and of the code, 0 to 3.
  unsigned optLevel = 3;

  /// Keeps the object file for Jit::dumpObject.
  bool keepObject = false;

  /// Where the module's observers report to; it must outlive the Jit.
  ObserverRuntime *observers = nullptr;
};

/// A function in memory. It must not outlive its Jit. Calls may run at the same
/// time in several threads.
class CompiledFunction {
public:
  const FunctionSignature &getSignature() const { return signature; }

  /// Calls the function; it reads `arguments` and returns tensors of its own.
  /// Arguments are checked against the signature first.
  llvm::Expected<llvm::SmallVector<HostTensor>>
  operator()(llvm::ArrayRef<HostTensor> arguments) const;

private:
  friend class Jit;

  using PackedFunction = void (*)(void **);

  CompiledFunction(FunctionSignature signature, PackedFunction function)
      : signature(std::move(signature)), function(function) {}

  FunctionSignature signature;
  PackedFunction function;
};

/// The code of one module.
class Jit {
public:
  ~Jit();

  /// Compiles `module`, which it changes where there are observers to bind.
  static llvm::Expected<std::unique_ptr<Jit>>
  create(mlir::ModuleOp module, const JitOptions &options = {});

  /// Looks up the function of that name; `signature` was taken from it before
  /// it was lowered.
  llvm::Expected<CompiledFunction> lookup(FunctionSignature signature) const;

  /// Writes the object file, for a disassembler. Needs JitOptions::keepObject.
  llvm::Error dumpObject(llvm::StringRef path);

private:
  explicit Jit(std::unique_ptr<mlir::ExecutionEngine> engine);

  std::unique_ptr<mlir::ExecutionEngine> engine;
  bool hasObject = false;
};

} // namespace quantx

#endif // QUANTX_EXECUTIONENGINE_JIT_H
