//===- RegisterPipelines.cpp - Names of the pipelines ---------------------===//

#include "quantx/Pipelines/Pipelines.h"
#include "quantx/Pipelines/QuantizePipeline.h"

#include "mlir/Pass/PassRegistry.h"

void quantx::registerPipelines() {
  mlir::PassPipelineRegistration<CodegenPipelineOptions>(
      "quantx-codegen-pipeline",
      "Compile linalg on tensors to the LLVM dialect for one CPU",
      buildCodegenPipeline);
  mlir::PassPipelineRegistration<>("quantx-tosa-pipeline",
                                   "Import TOSA, quantized ops as quantx",
                                   buildTosaPipeline);
  registerQuantizePipeline();
}
