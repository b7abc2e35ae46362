//===- InitTranslations.cpp - Every import and export ---------------------===//
//
// Apart from InitAll.cpp, so that only what translates loads libonnx.
//
//===----------------------------------------------------------------------===//

#include "mlir/InitAllTranslations.h"
#include "quantx/Import/ImportONNX.h"
#include "quantx/InitAll.h"

void quantx::registerAllTranslations() {
  mlir::registerAllTranslations();
  registerImportTranslations();
}
