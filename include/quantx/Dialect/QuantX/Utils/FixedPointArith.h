//===- FixedPointArith.h - Numerics as scalar arith ops ---------*- C++ -*-===//
//
// The arithmetic of quantx/Numerics/FixedPoint.h written in arith ops, for the
// bodies of elementwise ops. docs/Semantics.md, rules QX-F2 and QX-C1.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_DIALECT_QUANTX_UTILS_FIXEDPOINTARITH_H
#define QUANTX_DIALECT_QUANTX_UTILS_FIXEDPOINTARITH_H

#include "mlir/IR/Builders.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {

/// The constant `value`, sign-extended or truncated to the integer `type`.
mlir::Value emitIntegerConstant(mlir::OpBuilder &builder, mlir::Location loc,
                                mlir::Type type, int64_t value);

/// `value` as an integer of `type`: sign-extended, or zero-extended when
/// `isUnsigned`, or truncated.
mlir::Value emitIntegerCast(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Value value, mlir::Type type,
                            bool isUnsigned = false);

/// R(product, shift): product * 2^-shift rounded by `mode`. `product` is i64 or
/// i128, `shift` an integer of the same type in [1, 62]. Exact as long as
/// |product| + 2^(shift - 1) is a value of the type, which holds in i64 for
/// every product of a 32-bit accumulator with a multiplier, and for the sum of
/// two products of storage of up to 29 bits (numerics::addQuantized).
mlir::Value emitRoundingShift(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::Value product, mlir::Value shift,
                              RoundingMode mode);

/// What happens to a rounded product: clamp(value + zeroPoint, qmin, qmax).
struct OutputRange {
  int64_t zeroPoint = 0;
  int64_t qmin = -128;
  int64_t qmax = 127;

  /// The zero point and bounds of per-tensor parameters.
  static OutputRange of(ParamsAttr params);
};

/// clamp(value + zeroPoint, qmin, qmax) as `resultType`, the signless storage
/// type, for any integer `value` of 32 bits or more. `fitsI32` promises that
/// the value is one of i32, so that the clamp may run in lanes of 32 bits.
mlir::Value emitOffsetAndClamp(mlir::OpBuilder &builder, mlir::Location loc,
                               mlir::Value value, const OutputRange &range,
                               mlir::Type resultType, bool fitsI32 = false);

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_UTILS_FIXEDPOINTARITH_H
