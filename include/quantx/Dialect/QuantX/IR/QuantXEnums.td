#ifndef QUANTX_ENUMS
#define QUANTX_ENUMS
include "quantx/Dialect/QuantX/IR/QuantXDialect.td"
include "mlir/IR/EnumAttr.td"
#endif
