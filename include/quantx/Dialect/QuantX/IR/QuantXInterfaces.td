#ifndef QUANTX_IFS
#define QUANTX_IFS
include "mlir/IR/OpBase.td"
#endif
