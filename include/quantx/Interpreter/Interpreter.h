//===- Interpreter.h - What a module means, by definition -------*- C++ -*-===//
//
// The oracle of every lowering: modules in tensor form are evaluated op by op
// and element by element, in the order their text gives. Nothing is fused,
// vectorized or rewritten first. quantx ops call Numerics; integers wrap at the
// width of their type; an operation on floats is rounded once to its type.
//
// Interpreted are func, linalg (every structured op, through its loops,
// indexing maps and body, and softmax), tensor, arith, math, affine.apply, min
// and max, scf.if and for, and quantx but for its gradients. Sizes may be
// dynamic. An op that has no meaning here is an error that names it.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_INTERPRETER_INTERPRETER_H
#define QUANTX_INTERPRETER_INTERPRETER_H

#include "quantx/ExecutionEngine/HostTensor.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <functional>

namespace quantx {

struct InterpreterOptions {
  /// Sees every tensor that is computed, and the arguments, once each time. The
  /// tensor must not be changed.
  std::function<void(mlir::Value, const HostTensor &)> observe;
  /// May change what an op has just computed, for example to see how far an
  /// error in one place reaches.
  std::function<void(mlir::Value, HostTensor &)> disturb;
};

/// Evaluates `function` for `arguments`, which have to fit its type; integers
/// may be signed or not. The results are signless (i8 is I8) and do not share
/// memory with the arguments.
///
/// Fails with an error at the op concerned if an op is not known here, an index
/// or a slice leaves its tensor, sizes contradict each other while running, or
/// a result depends on an undefined number (a shift by the width or more, a
/// division by 0, a conversion out of range). A tensor.empty holds such numbers
/// too; they are not found but filled with NaN, or with a byte of 0x5A.
mlir::FailureOr<llvm::SmallVector<HostTensor>>
interpret(mlir::func::FuncOp function, llvm::ArrayRef<HostTensor> arguments,
          const InterpreterOptions &options = {});

} // namespace quantx

#endif // QUANTX_INTERPRETER_INTERPRETER_H
