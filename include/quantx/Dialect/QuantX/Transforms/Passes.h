//===- Passes.h - Passes on the quantx dialect ------------------*- C++ -*-===//

#ifndef QUANTX_DIALECT_QUANTX_TRANSFORMS_PASSES_H
#define QUANTX_DIALECT_QUANTX_TRANSFORMS_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Dialect/QuantX/Transforms/QuantizationScheme.h"
#include "quantx/Dialect/QuantX/Transforms/Recipe.h"

namespace quantx {
/// What quantx-verify-integer-only makes of a float op, and which it looks at.
enum class IntegerOnlySeverity { Error, Remark };
enum class IntegerOnlyScope { All, Between };

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_TRANSFORMS_PASSES_H
