//===- ModelFile.cpp - Models from files, and passes over them ------------===//

#include "ModelFile.h"

#include "ToolError.h"

#include "quantx/InitAll.h"
#ifdef QUANTX_HAS_ONNX
#include "quantx/Import/ImportONNX.h"
#endif

#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace quantx;
using namespace quantx::tools;

void tools::prepareContext(MLIRContext &context) {
  DialectRegistry registry;
  registerAllDialects(registry);
  registerAllExtensions(registry);
  context.appendDialectRegistry(registry);
  // A diagnostic names its place; a dump of the op may be a whole function.
  context.printOpOnDiagnostic(false);
}

static llvm::Expected<OwningOpRef<ModuleOp>>
importModel(StringRef path, const llvm::MemoryBuffer &buffer,
            std::optional<int64_t> batchSize, MLIRContext &context) {
#ifdef QUANTX_HAS_ONNX
  ImportONNXOptions options;
  options.batchSize = batchSize;
  OwningOpRef<ModuleOp> module =
      importONNX(buffer.getMemBufferRef(), options, &context);
  if (!module)
    return llvm::make_error<AlreadyReported>();
  return module;
#else
  return llvm::createStringError(
      "'" + path +
      "' is an ONNX model, but this build has no ONNX importer; configure with "
      "-DQUANTX_ENABLE_ONNX=ON");
#endif
}

llvm::Expected<OwningOpRef<ModuleOp>>
tools::readModel(StringRef path, std::optional<int64_t> batchSize,
                 MLIRContext &context) {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(path);
  if (std::error_code error = buffer.getError())
    return llvm::createStringError("cannot read '" + path +
                                   "': " + error.message());
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler handler(sources, &context);
  if (path.ends_with(".onnx"))
    return importModel(path, **buffer, batchSize, context);
  if (batchSize)
    return llvm::createStringError("--import-batch-size is for ONNX models; '" +
                                   path + "' is none");
  sources.AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
  auto module = parseSourceFile<ModuleOp>(sources, &context);
  if (!module)
    return llvm::make_error<AlreadyReported>();
  return module;
}

llvm::Error
tools::runPasses(ModuleOp module, StringRef path,
                 llvm::function_ref<void(OpPassManager &)> addPasses) {
  MLIRContext *context = module.getContext();
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler handler(sources, context);
  PassManager pm(context);
  if (failed(applyPassManagerCLOptions(pm)))
    return llvm::make_error<AlreadyReported>();
  applyDefaultTimingPassManagerCLOptions(pm);
  addPasses(pm);
  if (failed(pm.run(module)))
    return llvm::createStringError("'" + path + "' could not be compiled");
  return llvm::Error::success();
}
