//===- quant-translate.cpp - Models in, IR out ----------------------------===//

#include "mlir/InitAllTranslations.h"
#include "mlir/Support/LogicalResult.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "quantx/Import/ImportONNX.h"

int main(int argc, char **argv) {
  mlir::registerAllTranslations();
  quantx::registerImportTranslations();
  return mlir::failed(mlir::mlirTranslateMain(
      argc, argv, "The import and export driver of quantx"));
}
