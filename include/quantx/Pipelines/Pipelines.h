//===- Pipelines.h - The named stages of the compiler -----------*- C++ -*-===//
//
// Each stage is an option struct and a function that appends its passes. The
// same stages are quant-opt arguments, so that the IR of each can be printed.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_PIPELINES_PIPELINES_H
#define QUANTX_PIPELINES_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace quantx {

/// Options of `quantx-codegen-pipeline`.
struct CodegenPipelineOptions
    : public mlir::PassPipelineOptions<CodegenPipelineOptions> {
  Option<std::string> target{
      *this, "target",
      llvm::cl::desc("Name of the CPU to generate code for; 'host' detects "
                     "this machine's"),
      llvm::cl::init("host")};
};

/// Appends the passes that take a module of linalg, tensor, arith, math and scf
/// on tensors (float or integer) to the LLVM dialect.
///
/// Every public function gets a C interface: arguments are memref descriptors
/// and are only read; each result is a memref with identity layout, in a
/// buffer from malloc that no argument, constant or other result shares, and
/// that the caller frees through the descriptor's allocated pointer.
void buildCodegenPipeline(mlir::OpPassManager &pm,
                          const CodegenPipelineOptions &options);

/// Appends the passes that take a module of TOSA to linalg, tensor and arith on
/// integers and quantx: `convert-tosa-to-quantx`, then upstream's lowerings of
/// all other ops.
void buildTosaPipeline(mlir::OpPassManager &pm);

/// Registers every pipeline of the project under its name.
void registerPipelines();

} // namespace quantx

#endif // QUANTX_PIPELINES_PIPELINES_H
