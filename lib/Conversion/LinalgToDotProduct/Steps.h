//===- Steps.h - One step of the reduction in a register tile ---*- C++ -*-===//

#ifndef QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_STEPS_H
#define QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_STEPS_H

#include "LoopNest.h"

namespace quantx {

/// \p sums (rows first) after the step at the open loops' indices; \p group is
/// which group of the run, null without a run.
llvm::SmallVector<mlir::Value> emitStep(Emission &e, mlir::OpFoldResult group,
                                        llvm::SmallVector<mlir::Value> sums);

/// emitStep for StepKind::LanewiseDot.
llvm::SmallVector<mlir::Value>
emitLanewiseDot(Emission &e, mlir::OpFoldResult group,
                llvm::SmallVector<mlir::Value> sums);

/// Lanes of the sums of a vector: all of them, but only the real ones where
/// the input is read beside them.
int64_t sumLanes(const Emission &e, int64_t vector);

/// Indices of outer weights and panel, which all packed constants begin with.
llvm::SmallVector<mlir::Value> packedIndices(Emission &e);

/// The weights of one vector of columns, extended to the sums' type: lanes, or
/// lanes x group for a dot product.
mlir::Value readWeights(Emission &e, mlir::OpFoldResult group, int64_t vector);

/// The same for weights that are computed from constants.
mlir::Value computeWeights(Emission &e, int64_t vector);

/// Flips the sign bits of 8-bit \p input if the schedule asks for it, gives it
/// \p shape, and extends it as the dot product does.
mlir::Value extendForDot(Emission &e, mlir::Value input,
                         mlir::VectorType shape);

/// `sum[n] += input[(n,) k] * weights[n][k]`, the carrier of the instruction.
mlir::Value createDot(Emission &e, mlir::Value input, mlir::Value weights,
                      mlir::Value sum);

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_STEPS_H
