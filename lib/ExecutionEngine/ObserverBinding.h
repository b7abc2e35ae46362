//===- ObserverBinding.h - Observer calls with their context ----*- C++ -*-===//

#ifndef QUANTX_LIB_EXECUTIONENGINE_OBSERVERBINDING_H
#define QUANTX_LIB_EXECUTIONENGINE_OBSERVERBINDING_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

namespace quantx {

class ObserverRuntime;

/// The symbol that bound observers call, and what it must resolve to.
constexpr llvm::StringLiteral observeCallbackName = "quantx_observe_f32_in";
void *getObserveCallback();

/// Gives the observer function that `module`, in the LLVM dialect, declares a
/// body that calls observeCallbackName with `runtime` as first argument. So two
/// modules in one process report to two runtimes, without global state. Fails
/// where the module has observers and `runtime` is null.
llvm::Error bindObservers(mlir::ModuleOp module, ObserverRuntime *runtime);

} // namespace quantx

#endif // QUANTX_LIB_EXECUTIONENGINE_OBSERVERBINDING_H
