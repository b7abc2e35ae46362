//===- quant-opt.cpp - The pass driver of quantx --------------------------===//

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "quantx/InitAll.h"
#include "quantx/Tools/QuantOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  quantx::registerAllDialects(registry);
  quantx::registerAllExtensions(registry);
  quantx::registerAllPasses();
  quantx::registerAllPipelines();
  return mlir::asMainReturnCode(quantx::quantOptMain(
      argc, argv, "The optimizer driver of the quantx quantizing compiler\n",
      registry));
}
