//===- QuantXInterfaces.h - What ops tell quantization ----------*- C++ -*-===//

#ifndef QUANTX_DIALECT_QUANTX_IR_QUANTXINTERFACES_H
#define QUANTX_DIALECT_QUANTX_IR_QUANTXINTERFACES_H

#include "mlir/IR/OpDefinition.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"

#include "quantx/Dialect/QuantX/IR/QuantXInterfaces.h.inc"

#endif // QUANTX_DIALECT_QUANTX_IR_QUANTXINTERFACES_H
