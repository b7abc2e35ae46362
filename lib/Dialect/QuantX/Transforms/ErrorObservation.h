//===- ErrorObservation.h - Measure what integers cost ----------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ERROROBSERVATION_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ERROROBSERVATION_H

#include "mlir/IR/Builders.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {

/// Observes, under the name of what `root` quantizes, how far `stored`, its
/// integers, are from it, in steps: its float ops, which read what the integers
/// before them stand for, stay beside the integers.
void observeError(mlir::OpBuilder &builder, QuantizeOp root,
                  mlir::Value stored);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ERROROBSERVATION_H
