#ifndef QUANTX_OPS
#define QUANTX_OPS
include "quantx/Dialect/QuantX/IR/QuantXAttributes.td"
#endif
