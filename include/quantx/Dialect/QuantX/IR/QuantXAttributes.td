#ifndef QUANTX_ATTRS
#define QUANTX_ATTRS
include "quantx/Dialect/QuantX/IR/QuantXEnums.td"
include "mlir/IR/AttrTypeBase.td"
#endif
