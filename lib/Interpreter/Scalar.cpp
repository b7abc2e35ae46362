//===- Scalar.cpp - One number of any scalar type -------------------------===//

#include "Scalar.h"

#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/ExecutionEngine/FunctionSignature.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/bit.h"

#include <cstring>

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

unsigned interpreter::getWidth(Type type) {
  return type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
}

UInt128 interpreter::asUnsigned(Int128 value, unsigned width) {
  auto bits = static_cast<UInt128>(value);
  return width >= 128 ? bits : bits & ((UInt128{1} << width) - 1);
}

Int128 interpreter::wrap(Int128 value, unsigned width) {
  if (width >= 128)
    return value;
  UInt128 bits = asUnsigned(value, width), sign = UInt128{1} << (width - 1);
  return static_cast<Int128>(bits ^ sign) - static_cast<Int128>(sign);
}

double interpreter::roundTo(double value, Type type) {
  if (type.isF64())
    return value;
  if (type.isF32())
    return static_cast<double>(static_cast<float>(value));
  return numerics::roundTo(value, *getFloatFormat(type));
}

uint64_t interpreter::toBits(const Scalar &value, Type type) {
  if (!isa<FloatType>(type))
    return static_cast<uint64_t>(asUnsigned(value.integer, getWidth(type)));
  if (type.isF64())
    return llvm::bit_cast<uint64_t>(value.real);
  if (type.isF32())
    return llvm::bit_cast<uint32_t>(static_cast<float>(value.real));
  return numerics::encode(value.real, *getFloatFormat(type),
                          numerics::Overflow::IEEE);
}

Scalar interpreter::fromBits(uint64_t bits, Type type) {
  if (!isa<FloatType>(type))
    return Scalar::ofInteger(wrap(bits, getWidth(type)));
  if (type.isF64())
    return Scalar::ofReal(llvm::bit_cast<double>(bits));
  if (type.isF32())
    return Scalar::ofReal(llvm::bit_cast<float>(static_cast<uint32_t>(bits)));
  return Scalar::ofReal(
      numerics::decode(static_cast<uint32_t>(bits), *getFloatFormat(type)));
}

std::optional<ElementType> interpreter::getStorage(Type type) {
  return type.isIndex() ? ElementType::I64 : quantx::getElementType(type);
}

Scalar interpreter::getConstantScalar(TypedAttr constant) {
  if (auto integer = dyn_cast<IntegerAttr>(constant)) {
    const llvm::APInt &value = integer.getValue();
    llvm::APInt wide = value.sextOrTrunc(128);
    auto high = static_cast<UInt128>(wide.extractBitsAsZExtValue(64, 64));
    return Scalar::ofInteger(
        static_cast<Int128>(high << 64 | wide.extractBitsAsZExtValue(64, 0)));
  }
  APFloat value = cast<FloatAttr>(constant).getValue();
  bool losesInfo;
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                &losesInfo);
  return Scalar::ofReal(value.convertToDouble());
}

Scalar interpreter::load(const HostTensor &tensor, Type type, int64_t index) {
  size_t bytes = getByteWidth(tensor.getElementType());
  uint64_t bits = 0;
  std::memcpy(&bits, tensor.getData() + index * int64_t(bytes), bytes);
  return fromBits(bits, type);
}

void interpreter::store(HostTensor &tensor, Type type, int64_t index,
                        const Scalar &value) {
  size_t bytes = getByteWidth(tensor.getElementType());
  // Integers of fewer than 8 bits take a byte, extended by their sign; bools
  // are 0 and 1.
  bool isNarrow = !isa<FloatType>(type) && getWidth(type) < 8;
  uint64_t bits = isNarrow && !type.isInteger(1)
                      ? static_cast<uint64_t>(value.integer)
                      : toBits(value, type);
  std::memcpy(tensor.getData() + index * int64_t(bytes), &bits, bytes);
}
