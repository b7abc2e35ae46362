//===- RowArith.h - Numbers of rows as scalar arith ops ---------*- C++ -*-===//
//
// The arithmetic of quantx/Numerics/Softmax.h and Normalize.h written in arith
// ops, for the bodies of structured ops. docs/Semantics.md, rules QX-N2, QX-N3
// and QX-N7.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ROWARITH_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ROWARITH_H

#include "mlir/IR/Builders.h"
#include "quantx/Numerics/Normalize.h"
#include "quantx/Numerics/Softmax.h"

namespace quantx {

/// numerics::exponential of an i32 `difference`, as i32. `coarse` is null where
/// there is one table.
mlir::Value emitExponential(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Value difference, mlir::Value fine,
                            mlir::Value coarse);

/// The multiplier and the shift of numerics::reciprocal of an i64 `sum`, each
/// as i32.
mlir::Value emitReciprocal(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::Value sum, numerics::FixedPoint gain);
mlir::Value emitReciprocalShift(mlir::OpBuilder &builder, mlir::Location loc,
                                mlir::Value sum, numerics::FixedPoint gain);

/// The multiplier and the shift of numerics::inverseDeviation, each as i32.
/// `sums` are that of the squares and, if centered, that of the elements;
/// `table` holds numerics::getInverseSquareRootTable.
mlir::Value emitInverseDeviation(mlir::OpBuilder &builder, mlir::Location loc,
                                 const numerics::Normalize &norm,
                                 mlir::ValueRange sums, mlir::Value table);
mlir::Value emitInverseDeviationShift(mlir::OpBuilder &builder,
                                      mlir::Location loc,
                                      const numerics::Normalize &norm,
                                      mlir::ValueRange sums);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ROWARITH_H
