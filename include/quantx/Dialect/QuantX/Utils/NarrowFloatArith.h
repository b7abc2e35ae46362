//===- NarrowFloatArith.h - FP8 and FP4 as arith ops ------------*- C++ -*-===//
//
// quantx/Numerics/NarrowFloat.h written in integer arithmetic, selects and
// bitcasts, on scalars and on vectors. No table, no branch, no undefined
// behaviour; every lane is computed alike, so that loops of them vectorize.
// docs/Semantics.md, rules QX-C9 to QX-C11.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_DIALECT_QUANTX_UTILS_NARROWFLOATARITH_H
#define QUANTX_DIALECT_QUANTX_UTILS_NARROWFLOATARITH_H

#include "mlir/IR/Builders.h"
#include "quantx/Numerics/NarrowFloat.h"
#include <optional>

namespace quantx {

/// The format of a float type of 4 or 8 bits, or null if it has no rules here.
std::optional<numerics::FloatFormat> getNarrowFormat(mlir::Type type);

/// What a NaN becomes where the format has one for each sign.
enum class NaNSign {
  Keep,     ///< the NaN of the same sign, as a cast does
  Positive, ///< one code, as a quantize does (QX-C8)
};

/// The code of `value` (f16, bf16, f32 or f64) in `format`, as a signless
/// integer of its width: numerics::encode in one rounding.
mlir::Value emitFloatEncode(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Value value, numerics::FloatFormat format,
                            numerics::Overflow overflow,
                            NaNSign sign = NaNSign::Keep);

/// The f8E8M0FNU code of `value`, as i8: numerics::encodePowerOfTwo.
mlir::Value emitPowerOfTwoEncode(mlir::OpBuilder &builder, mlir::Location loc,
                                 mlir::Value value,
                                 numerics::PowerRounding rounding,
                                 numerics::Overflow overflow);

/// The f32 of a code, a signless integer of the format's width:
/// numerics::decode.
mlir::Value emitFloatDecode(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Value code, numerics::FloatFormat format);

/// A value of a narrow float type (getNarrowFormat) as f32.
mlir::Value emitNarrowToF32(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Value value);

/// `value`, of any float type of 16 bits or more, extended or rounded to
/// `element`, one of them too. A step through f32 is inserted where arith has
/// no cast (f16 to bf16).
mlir::Value emitFloatCast(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::Value value, mlir::FloatType element);

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_UTILS_NARROWFLOATARITH_H
