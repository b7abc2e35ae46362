//===- EmitConversion.h - Numbers of one type to another --------*- C++ -*-===//

#ifndef QUANTX_LIB_IMPORT_EMITCONVERSION_H
#define QUANTX_LIB_IMPORT_EMITCONVERSION_H

#include "DataType.h"
#include "mlir/IR/Builders.h"
#include "quantx/Numerics/NarrowFloat.h"

namespace quantx::importer {

/// How a conversion to a minifloat treats what the type does not hold.
struct MinifloatRules {
  numerics::Overflow overflow = numerics::Overflow::Saturate;
  /// Of float8e8m0, which has powers of two only.
  numerics::PowerRounding rounding = numerics::PowerRounding::Up;
};

/// Converts the scalar number `value` as ONNX's Cast does. Integers wrap to
/// narrower ones, floats become integers as truncateToInt says, everything else
/// rounds once to nearest even. float8e8m0 is reached by way of float, NaN is
/// -0 in float4e2m1.
mlir::Value emitConversion(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::Value value, DataType from, DataType to,
                           const MinifloatRules &rules = {});

/// The bits of `number` in the minifloat `type`: the same conversion, of a
/// number that is known.
uint8_t encodeMinifloat(double number, DataType type,
                        const MinifloatRules &rules);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_EMITCONVERSION_H
