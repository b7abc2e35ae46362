//===- CFunctions.h - The code behind plain C functions ---------*- C++ -*-===//

#ifndef QUANTX_LIB_OBJECT_CFUNCTIONS_H
#define QUANTX_LIB_OBJECT_CFUNCTIONS_H

#include "quantx/Object/CInterface.h"

#include "llvm/IR/Module.h"

namespace quantx {

/// Defines `functions` in `module`, which was translated from the LLVM dialect,
/// by calls to the C interface of MLIR. Everything else that `module` defines
/// becomes internal. Fails where `module` lacks one of the functions.
llvm::Error defineCFunctions(llvm::Module &module,
                             llvm::ArrayRef<CFunction> functions);

} // namespace quantx

#endif // QUANTX_LIB_OBJECT_CFUNCTIONS_H
