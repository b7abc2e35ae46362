//===- quantx-test-opt.cpp - quant-opt with the passes of the tests -------===//

#include "ScalarToSMT/ScalarToSMT.h"
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
  quantx::test::registerTestScalarToSMT();
  return mlir::asMainReturnCode(quantx::quantOptMain(
      argc, argv, "quant-opt with the passes of the tests\n", registry));
}
