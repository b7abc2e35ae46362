//===- InitAll.cpp - One registration list for every tool -----------------===//

#include "quantx/InitAll.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "quantx/Conversion/Passes.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Dialect/QuantX/Transforms/Passes.h"
#include "quantx/Interfaces/AggregateModels.h"
#include "quantx/Interfaces/FlowModels.h"
#include "quantx/Interfaces/TilingModels.h"
#include "quantx/Pipelines/Pipelines.h"

void quantx::registerAllDialects(mlir::DialectRegistry &registry) {
  mlir::registerAllDialects(registry);
  registry.insert<QuantXDialect>();
}

void quantx::registerAllExtensions(mlir::DialectRegistry &registry) {
  mlir::registerAllExtensions(registry);
  registerAllFlowModels(registry);
  registerAggregateModels(registry);
  registerTilingModels(registry);
}

void quantx::registerAllPasses() {
  mlir::registerAllPasses();
  registerQuantXTransformsPasses();
  registerQuantXConversionPasses();
}

void quantx::registerAllPipelines() { registerPipelines(); }
