//===- InitAll.h - One registration list for every tool ---------*- C++ -*-===//
//
// Declarations only. quant-opt, quant-translate, the runners, the plugin and
// embedders all call these same functions.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_INITALL_H
#define QUANTX_INITALL_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace quantx {

/// Adds the quantx dialect and every upstream dialect its passes create.
void registerAllDialects(mlir::DialectRegistry &registry);

/// Adds the external models that tell how quantization flows through foreign
/// ops, and the bufferization and LLVM translation models the pipelines need.
void registerAllExtensions(mlir::DialectRegistry &registry);

/// Registers every quantx pass, and the upstream passes that are useful beside
/// them, with the global pass registry.
void registerAllPasses();

/// Registers the importers and upstream's translations with the translation
/// registry. Part of quantx::InitTranslations, which needs libonnx and is built
/// when QUANTX_ENABLE_ONNX is on.
void registerAllTranslations();

/// Registers `quantx-quantize-pipeline` and `quantx-codegen-pipeline`.
void registerAllPipelines();

} // namespace quantx

#endif // QUANTX_INITALL_H
