//===- ScalarQuantize.h - Numerics on one element as arith ops --*- C++ -*-===//
//
// quantx/Numerics/{Quantize,FloatStorage}.h for the bodies of elementwise ops.
// docs/Semantics.md, rules QX-C1, QX-C2, QX-C8, QX-C13 and QX-C14.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_CONVERSION_QUANTXTOLINALG_SCALARQUANTIZE_H
#define QUANTX_LIB_CONVERSION_QUANTXTOLINALG_SCALARQUANTIZE_H

#include "mlir/IR/Builders.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {

/// A zero point: a scalar of the signless storage type, or null where it is one
/// number for the tensor. Its values lie in [least, greatest].
struct ZeroPointOperand {
  mlir::Value value;
  int64_t least = 0;
  int64_t greatest = 0;
};

/// x / scale as one IEEE division of `precision` (null: f32), given as f32. `x`
/// is f16, bf16 or f32, `scale` f32.
mlir::Value emitQuotient(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value x, mlir::Value scale,
                         mlir::Type precision);

/// clamp(rne(quotient) + zero point, min, max) of integer storage, or the
/// encoded quotient, as the tensor's element type.
mlir::Value emitQuantize(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value quotient,
                         const ZeroPointOperand &zeroPoint, SchemeAttr scheme);

/// The f32 of a stored number: f32(q - zero point) * scale.
mlir::Value emitDequantize(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::Value stored, mlir::Value scale,
                           const ZeroPointOperand &zeroPoint,
                           SchemeAttr scheme);

/// True where min <= rne(quotient) + zero point <= max; false for NaN. Integer
/// storage.
mlir::Value emitIsInside(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value quotient,
                         const ZeroPointOperand &zeroPoint, SchemeAttr scheme);

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_QUANTXTOLINALG_SCALARQUANTIZE_H
