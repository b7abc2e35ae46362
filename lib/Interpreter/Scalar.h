//===- Scalar.h - One number of any scalar type -----------------*- C++ -*-===//

#ifndef QUANTX_LIB_INTERPRETER_SCALAR_H
#define QUANTX_LIB_INTERPRETER_SCALAR_H

#include "quantx/ExecutionEngine/HostTensor.h"

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/Types.h"

#include <optional>

namespace quantx::interpreter {

using Int128 = __int128;
using UInt128 = unsigned __int128;

/// A number of a float, integer or index type; the type is known elsewhere.
struct Scalar {
  /// Of integers and index values: the number, sign-extended from the width of
  /// the type, so that true is -1.
  Int128 integer = 0;
  /// Of floats: the number, which f64 holds exactly for every type.
  double real = 0;
  /// The op whose result was undefined (poison), if the number depends on one.
  mlir::Operation *undefined = nullptr;

  bool isTrue() const { return integer != 0; }

  static Scalar ofInteger(Int128 value) { return {value, 0, nullptr}; }
  static Scalar ofReal(double value) { return {0, value, nullptr}; }
  static Scalar ofUndefined(mlir::Operation *op) { return {0, 0, op}; }
};

/// The width of an integer type, 64 for index.
unsigned getWidth(mlir::Type type);

/// `value` modulo 2^width as a signed number: an integer op's wrap.
Int128 wrap(Int128 value, unsigned width);

/// A signed number of `width` bits read as an unsigned one.
UInt128 asUnsigned(Int128 value, unsigned width);

/// `value` rounded to nearest even to a float type, once. Overflow gives
/// infinity, or NaN where the type has none.
double roundTo(double value, mlir::Type type);

/// The bits of a number of `type`, and the number of given bits. Integers of up
/// to 64 bits and all float types.
uint64_t toBits(const Scalar &value, mlir::Type type);
Scalar fromBits(uint64_t bits, mlir::Type type);

/// The type under which tensors of `type` are held: index as I64. None for
/// integers beyond 64 bits and for what is no number.
std::optional<ElementType> getStorage(mlir::Type type);

/// The number of a float, integer or index attribute.
Scalar getConstantScalar(mlir::TypedAttr constant);

/// Element `index` of a tensor whose elements are of `type`.
Scalar load(const HostTensor &tensor, mlir::Type type, int64_t index);
void store(HostTensor &tensor, mlir::Type type, int64_t index,
           const Scalar &value);

} // namespace quantx::interpreter

#endif // QUANTX_LIB_INTERPRETER_SCALAR_H
