//===- QuantX.h - The quantx dialect ----------------------------*- C++ -*-===//

#ifndef QUANTX_DIALECT_QUANTX_IR_QUANTX_H
#define QUANTX_DIALECT_QUANTX_IR_QUANTX_H

#include "mlir/IR/Dialect.h"

#include "quantx/Dialect/QuantX/IR/QuantXDialect.h.inc"

#endif // QUANTX_DIALECT_QUANTX_IR_QUANTX_H
