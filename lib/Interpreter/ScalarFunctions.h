//===- ScalarFunctions.h - What scalar ops compute --------------*- C++ -*-===//

#ifndef QUANTX_LIB_INTERPRETER_SCALARFUNCTIONS_H
#define QUANTX_LIB_INTERPRETER_SCALARFUNCTIONS_H

#include "Scalar.h"

#include <functional>

namespace quantx::interpreter {

/// The result of an op of one result from its operands. None of them is
/// undefined, except where `select` ignores it.
using ScalarFunction = std::function<Scalar(llvm::ArrayRef<Scalar>)>;

/// What `op` computes on scalars of its operands' element types, and null for
/// an op without such a meaning. Ops that work alike on tensors (arith.addf)
/// give the function of their elements.
ScalarFunction getScalarFunction(mlir::Operation *op);

/// The parts of getScalarFunction, by what their operands are.
ScalarFunction getIntegerFunction(mlir::Operation *op);
ScalarFunction getFloatFunction(mlir::Operation *op);
ScalarFunction getConversion(mlir::Operation *op);

/// Evaluates `function` for `op`; an undefined operand makes the result
/// undefined, unless a select does not choose it.
Scalar apply(const ScalarFunction &function, mlir::Operation *op,
             llvm::ArrayRef<Scalar> operands);

} // namespace quantx::interpreter

#endif // QUANTX_LIB_INTERPRETER_SCALARFUNCTIONS_H
