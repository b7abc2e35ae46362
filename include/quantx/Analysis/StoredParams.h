//===- StoredParams.h - Which reals stored numbers are ----------*- C++ -*-===//
//
// quantize and requantize say what their results mean. Sums, tables and rows of
// integers are plain linalg or lookups, which have no place for parameters; the
// pass that creates them writes the parameters down as the discardable
// attribute "quantx.params". No code depends on it: it is for whoever looks at
// the module, or compares its values with those of a float one.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_ANALYSIS_STOREDPARAMS_H
#define QUANTX_ANALYSIS_STOREDPARAMS_H

#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {

/// Notes that `stored`, the result of an op, holds numbers of `params`. Does
/// nothing where its op says so itself, or holds for more than this value.
void setStoredParams(mlir::Value stored, ParamsAttr params);

/// The parameters of the numbers in `stored`, valid for its type: those that
/// its op states, those noted for it, or those by which it is dequantized; null
/// where none are known.
ParamsAttr getStoredParams(mlir::Value stored);

} // namespace quantx

#endif // QUANTX_ANALYSIS_STOREDPARAMS_H
