//===- quant-translate.cpp - Models in, IR out ----------------------------===//

#include "mlir/Support/LogicalResult.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "quantx/InitAll.h"

int main(int argc, char **argv) {
  quantx::registerAllTranslations();
  return mlir::failed(mlir::mlirTranslateMain(
      argc, argv, "The import and export driver of quantx"));
}
