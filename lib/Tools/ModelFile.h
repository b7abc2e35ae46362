//===- ModelFile.h - Models from files, and passes over them ----*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_MODELFILE_H
#define QUANTX_LIB_TOOLS_MODELFILE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include <optional>

namespace quantx::tools {

/// Lets `context` read whatever the compiler knows, and keeps its diagnostics
/// short.
void prepareContext(mlir::MLIRContext &context);

/// Reads a .onnx file, or MLIR as text or bytecode; "-" is standard input.
/// `batchSize` fixes the batch of an ONNX model, and is refused for others.
/// Diagnostics of the parser and the importer are printed, after which the
/// error is AlreadyReported.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
readModel(llvm::StringRef path, std::optional<int64_t> batchSize,
          mlir::MLIRContext &context);

/// Runs the passes that `addPasses` adds over `module`, which was read from
/// `path`, as the command line says (timing, dumps). Diagnostics are printed.
llvm::Error
runPasses(mlir::ModuleOp module, llvm::StringRef path,
          llvm::function_ref<void(mlir::OpPassManager &)> addPasses);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_MODELFILE_H
