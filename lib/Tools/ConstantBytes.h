//===- ConstantBytes.h - How large a model's constants are ------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_CONSTANTBYTES_H
#define QUANTX_LIB_TOOLS_CONSTANTBYTES_H

#include "mlir/IR/BuiltinOps.h"

namespace quantx::tools {

/// The bytes of a model's weights and parameters: every array in a constant or
/// in an attribute of a quantx op, each as often as the module has it. Arrays
/// of one repeated value are not counted.
int64_t countConstantBytes(mlir::ModuleOp module);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_CONSTANTBYTES_H
