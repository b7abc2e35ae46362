//===- ModuleCheck.h - The whole pipeline against the interpreter -*- C++
//-*-===//

#ifndef QUANTX_TEST_RANDOMGRAPHS_MODULECHECK_H
#define QUANTX_TEST_RANDOMGRAPHS_MODULECHECK_H

#include "quantx/ExecutionEngine/HostTensor.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Pass/PassManager.h"

#include <map>

namespace quantx::fuzz {

/// What can be wrong with a module.
enum class Verdict : uint8_t {
  Ok,
  /// Numbers left the finite ones, so that there is nothing to compare.
  Discarded,
  /// The text of the module is not valid.
  Invalid,
  /// The interpreter refuses a module.
  NotInterpreted,
  /// The quantize pipeline fails, verifiers included.
  NotQuantized,
  /// An op stays in float although it has an integer form.
  LeftInFloat,
  /// The integer module computes other numbers than the quantized float one.
  Inaccurate,
  /// The codegen pipeline fails.
  NotLowered,
  /// Compiled code computes other bits than the interpreter.
  OtherBits,
  /// The process died, or did not end.
  Crashed,
  TimedOut,
};

llvm::StringRef getName(Verdict verdict);

struct Outcome {
  Verdict verdict = Verdict::Ok;
  /// What was found, in a few lines.
  std::string message;
  /// The module stayed free of float ops.
  bool isIntegerOnly = false;
};

struct CheckOptions {
  /// Of quantx-quantize-pipeline, as its argument takes them.
  std::string pipeline;
  /// Targets that compiled code is made for.
  llvm::SmallVector<std::string> targets = {"generic", "host"};
  /// Of the inputs.
  uint64_t seed = 0;
  /// 0 to 3.
  unsigned optLevel = 1;
};

/// Checks modules one after another. Pass managers are kept.
class ModuleChecker {
public:
  ModuleChecker();
  ~ModuleChecker();

  mlir::MLIRContext &getContext() { return context; }

  /// Parses a module and gives its function @main the ranges of random inputs:
  /// quantx.range ops, as quantx-annotate-ranges makes them. The text of the
  /// result is in `annotated`.
  Outcome annotate(llvm::StringRef text, uint64_t seed, std::string &annotated);

  /// Takes a module with ranges through the whole pipeline and compares.
  Outcome check(llvm::StringRef text, const CheckOptions &options);

private:
  mlir::PassManager &getCodegen(llvm::StringRef target);
  Outcome compareCompiled(mlir::ModuleOp module, const CheckOptions &options,
                          llvm::ArrayRef<HostTensor> inputs,
                          llvm::ArrayRef<HostTensor> expected,
                          llvm::ArrayRef<double> tolerances);

  mlir::MLIRContext context;
  std::map<std::string, std::unique_ptr<mlir::PassManager>> codegen;
};

} // namespace quantx::fuzz

#endif // QUANTX_TEST_RANDOMGRAPHS_MODULECHECK_H
