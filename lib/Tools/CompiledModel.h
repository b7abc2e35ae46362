//===- CompiledModel.h - From a model file to a function --------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_COMPILEDMODEL_H
#define QUANTX_LIB_TOOLS_COMPILEDMODEL_H

#include "quantx/ExecutionEngine/Jit.h"
#include "quantx/Target/Target.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <memory>
#include <optional>
#include <string>

namespace quantx::tools {

/// Which function of which model is compiled, and for which CPU.
struct ModelOptions {
  /// A .onnx file, or MLIR as text or bytecode; "-" is standard input.
  std::string model;
  /// The function; empty for @main, or the only public one.
  std::string entry;
  /// A row of the target table, or "host".
  std::string target = "host";
  /// The batch an ONNX model is fixed to; none keeps it dynamic.
  std::optional<int64_t> importBatchSize;
  /// Where the object file goes, for a disassembler; empty for nowhere.
  std::string dumpObject;
};

/// A model in memory. `compile` may be called once.
class CompiledModel {
public:
  CompiledModel();
  ~CompiledModel();

  /// Reads or imports the model, and finds the function and the target.
  /// Diagnostics of the parser are printed.
  llvm::Error load(const ModelOptions &options);

  /// Runs the passes that `addPasses` adds.
  llvm::Error
  transform(llvm::function_ref<void(mlir::OpPassManager &)> addPasses);

  /// Runs the passes that `addPasses` adds, then quantx-codegen-pipeline.
  llvm::Error
  lower(llvm::function_ref<void(mlir::OpPassManager &)> addPasses = nullptr);

  /// Compiles the lowered module.
  llvm::Error compile(ObserverRuntime *observers = nullptr);

  /// Evaluates the function by the interpreter, in place of `lower` and
  /// `compile`.
  llvm::Expected<llvm::SmallVector<HostTensor>>
  interpret(llvm::ArrayRef<HostTensor> arguments);

  mlir::ModuleOp getModule() { return *module; }
  const Target &getTarget() const { return *target; }
  const FunctionSignature &getSignature() const { return signature; }
  /// Valid after `compile`.
  const CompiledFunction &getFunction() const { return *function; }

private:
  llvm::Error findEntry();
  llvm::Error findTarget();

  ModelOptions options;
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  const Target *target = nullptr;
  FunctionSignature signature;
  std::unique_ptr<Jit> jit;
  std::optional<CompiledFunction> function;
};

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_COMPILEDMODEL_H
