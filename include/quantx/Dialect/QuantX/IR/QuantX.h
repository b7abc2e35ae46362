//===- QuantX.h - The quantx dialect ----------------------------*- C++ -*-===//

#ifndef QUANTX_DIALECT_QUANTX_IR_QUANTX_H
#define QUANTX_DIALECT_QUANTX_IR_QUANTX_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Attributes.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferIntRangeInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "quantx/Numerics/FixedPoint.h"

namespace mlir {
class PatternRewriter;
} // namespace mlir

#include "quantx/Dialect/QuantX/IR/QuantXDialect.h.inc"
#include "quantx/Dialect/QuantX/IR/QuantXEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "quantx/Dialect/QuantX/IR/QuantXAttributes.h.inc"
#define GET_OP_CLASSES
#include "quantx/Dialect/QuantX/IR/QuantXOps.h.inc"

#endif // QUANTX_DIALECT_QUANTX_IR_QUANTX_H
