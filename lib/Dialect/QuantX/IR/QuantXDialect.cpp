//===- QuantXDialect.cpp - The quantx dialect -----------------------------===//

#include "quantx/Dialect/QuantX/IR/QuantX.h"

#include "quantx/Dialect/QuantX/IR/QuantXDialect.cpp.inc"

void quantx::QuantXDialect::initialize() {}
