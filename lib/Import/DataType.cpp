//===- DataType.cpp - Element types of ONNX tensors -----------------------===//

#include "DataType.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>
#include <limits>

using namespace mlir;

namespace quantx::importer {

namespace {

enum class Kind { None, Bool, Signed, Unsigned, Float, Minifloat };

struct TypeInfo {
  StringLiteral name;
  Kind kind = Kind::None;
  unsigned bits = 0;
};

} // namespace

/// By TensorProto.DataType; types of kind None have a name only.
static constexpr TypeInfo typeTable[] = {{"undefined"},
                                         {"float", Kind::Float, 32},
                                         {"uint8", Kind::Unsigned, 8},
                                         {"int8", Kind::Signed, 8},
                                         {"uint16", Kind::Unsigned, 16},
                                         {"int16", Kind::Signed, 16},
                                         {"int32", Kind::Signed, 32},
                                         {"int64", Kind::Signed, 64},
                                         {"string"},
                                         {"bool", Kind::Bool, 8},
                                         {"float16", Kind::Float, 16},
                                         {"double", Kind::Float, 64},
                                         {"uint32", Kind::Unsigned, 32},
                                         {"uint64", Kind::Unsigned, 64},
                                         {"complex64"},
                                         {"complex128"},
                                         {"bfloat16", Kind::Float, 16},
                                         {"float8e4m3fn", Kind::Minifloat, 8},
                                         {"float8e4m3fnuz", Kind::Minifloat, 8},
                                         {"float8e5m2", Kind::Minifloat, 8},
                                         {"float8e5m2fnuz", Kind::Minifloat, 8},
                                         {"uint4", Kind::Unsigned, 4},
                                         {"int4", Kind::Signed, 4},
                                         {"float4e2m1", Kind::Minifloat, 4},
                                         {"float8e8m0", Kind::Minifloat, 8},
                                         {"uint2", Kind::Unsigned, 2},
                                         {"int2", Kind::Signed, 2}};

static const TypeInfo &getInfo(DataType type) {
  return typeTable[static_cast<size_t>(type)];
}

std::optional<DataType> getDataType(int64_t number) {
  if (number < 0 || number >= static_cast<int64_t>(std::size(typeTable)) ||
      typeTable[number].kind == Kind::None)
    return std::nullopt;
  return static_cast<DataType>(number);
}

std::string spellDataType(int64_t number) {
  if (number >= 0 && number < static_cast<int64_t>(std::size(typeTable)))
    return typeTable[number].name.str();
  return "data type " + std::to_string(number);
}

unsigned getBitWidth(DataType type) { return getInfo(type).bits; }

uint64_t getNumBytes(DataType type, int64_t numElements) {
  return llvm::divideCeil(
      static_cast<uint64_t>(numElements) * getBitWidth(type), 8);
}

bool isFloat(DataType type) { return getInfo(type).kind == Kind::Float; }

bool isMinifloat(DataType type) {
  return getInfo(type).kind == Kind::Minifloat;
}

bool isInteger(DataType type) {
  return getInfo(type).kind == Kind::Signed || isUnsignedInteger(type);
}

bool isUnsignedInteger(DataType type) {
  return getInfo(type).kind == Kind::Unsigned;
}

bool isLowPrecision(DataType type) {
  return isMinifloat(type) || getBitWidth(type) < 8;
}

const llvm::fltSemantics &getSemantics(DataType type) {
  switch (type) {
  case DataType::Float:
    return llvm::APFloat::IEEEsingle();
  case DataType::Double:
    return llvm::APFloat::IEEEdouble();
  case DataType::Float16:
    return llvm::APFloat::IEEEhalf();
  case DataType::BFloat16:
    return llvm::APFloat::BFloat();
  case DataType::Float8E4M3FN:
    return llvm::APFloat::Float8E4M3FN();
  case DataType::Float8E4M3FNUZ:
    return llvm::APFloat::Float8E4M3FNUZ();
  case DataType::Float8E5M2:
    return llvm::APFloat::Float8E5M2();
  case DataType::Float8E5M2FNUZ:
    return llvm::APFloat::Float8E5M2FNUZ();
  case DataType::Float4E2M1:
    return llvm::APFloat::Float4E2M1FN();
  case DataType::Float8E8M0:
    return llvm::APFloat::Float8E8M0FNU();
  default:
    llvm_unreachable("not a float type");
  }
}

numerics::FloatFormat getFormat(DataType type) {
  switch (type) {
  case DataType::Float8E4M3FN:
    return numerics::FloatFormat::F8E4M3FN;
  case DataType::Float8E4M3FNUZ:
    return numerics::FloatFormat::F8E4M3FNUZ;
  case DataType::Float8E5M2:
    return numerics::FloatFormat::F8E5M2;
  case DataType::Float8E5M2FNUZ:
    return numerics::FloatFormat::F8E5M2FNUZ;
  case DataType::Float4E2M1:
    return numerics::FloatFormat::F4E2M1FN;
  case DataType::Float8E8M0:
    return numerics::FloatFormat::F8E8M0FNU;
  default:
    llvm_unreachable("not a minifloat");
  }
}

double getLowest(DataType type) {
  if (type == DataType::Float8E8M0)
    return 0x1p-127;
  if (isMinifloat(type))
    return -getHighest(type);
  if (isFloat(type))
    return -std::numeric_limits<double>::infinity();
  if (isUnsignedInteger(type) || type == DataType::Bool)
    return 0.0;
  return -std::ldexp(1.0, static_cast<int>(getBitWidth(type)) - 1);
}

double getHighest(DataType type) {
  if (isMinifloat(type))
    return numerics::maxFinite(getFormat(type));
  if (isFloat(type))
    return std::numeric_limits<double>::infinity();
  if (type == DataType::Bool)
    return 1.0;
  int bits = static_cast<int>(getBitWidth(type));
  return std::ldexp(1.0, isUnsignedInteger(type) ? bits : bits - 1) - 1.0;
}

Type getElementType(DataType type, MLIRContext *context) {
  switch (type) {
  case DataType::Float:
    return Float32Type::get(context);
  case DataType::Double:
    return Float64Type::get(context);
  case DataType::Float16:
    return Float16Type::get(context);
  case DataType::BFloat16:
    return BFloat16Type::get(context);
  case DataType::Float8E4M3FN:
    return Float8E4M3FNType::get(context);
  case DataType::Float8E4M3FNUZ:
    return Float8E4M3FNUZType::get(context);
  case DataType::Float8E5M2:
    return Float8E5M2Type::get(context);
  case DataType::Float8E5M2FNUZ:
    return Float8E5M2FNUZType::get(context);
  case DataType::Float4E2M1:
    return Float4E2M1FNType::get(context);
  case DataType::Float8E8M0:
    return Float8E8M0FNUType::get(context);
  case DataType::Bool:
    return IntegerType::get(context, 1);
  default:
    return IntegerType::get(context, getBitWidth(type));
  }
}

} // namespace quantx::importer
