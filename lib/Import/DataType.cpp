//===- DataType.cpp - Element types of ONNX tensors -----------------------===//

#include "DataType.h"

#include "mlir/IR/BuiltinTypes.h"
#include <cmath>
#include <limits>

using namespace mlir;

namespace quantx::importer {

std::optional<DataType> getDataType(int64_t number) {
  switch (number) {
  case 1:
  case 2:
  case 3:
  case 4:
  case 5:
  case 6:
  case 7:
  case 9:
  case 10:
  case 11:
  case 12:
  case 13:
  case 16:
    return static_cast<DataType>(number);
  default:
    return std::nullopt;
  }
}

std::string spellDataType(int64_t number) {
  static constexpr StringLiteral names[] = {
      "undefined",      "float",      "uint8",
      "int8",           "uint16",     "int16",
      "int32",          "int64",      "string",
      "bool",           "float16",    "double",
      "uint32",         "uint64",     "complex64",
      "complex128",     "bfloat16",   "float8e4m3fn",
      "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz",
      "uint4",          "int4",       "float4e2m1",
      "float8e8m0",     "uint2",      "int2"};
  if (number >= 0 && number < static_cast<int64_t>(std::size(names)))
    return names[number].str();
  return "data type " + std::to_string(number);
}

unsigned getByteWidth(DataType type) {
  switch (type) {
  case DataType::UInt8:
  case DataType::Int8:
  case DataType::Bool:
    return 1;
  case DataType::UInt16:
  case DataType::Int16:
  case DataType::Float16:
  case DataType::BFloat16:
    return 2;
  case DataType::Float:
  case DataType::Int32:
  case DataType::UInt32:
    return 4;
  case DataType::Double:
  case DataType::Int64:
  case DataType::UInt64:
    return 8;
  }
  llvm_unreachable("every data type has a width");
}

bool isFloat(DataType type) {
  return type == DataType::Float || type == DataType::Float16 ||
         type == DataType::Double || type == DataType::BFloat16;
}

bool isInteger(DataType type) {
  return !isFloat(type) && type != DataType::Bool;
}

bool isUnsignedInteger(DataType type) {
  return type == DataType::UInt8 || type == DataType::UInt16 ||
         type == DataType::UInt32 || type == DataType::UInt64;
}

double getLowest(DataType type) {
  if (isFloat(type))
    return -std::numeric_limits<double>::infinity();
  if (isUnsignedInteger(type) || type == DataType::Bool)
    return 0.0;
  return -std::ldexp(1.0, 8 * getByteWidth(type) - 1);
}

double getHighest(DataType type) {
  if (isFloat(type))
    return std::numeric_limits<double>::infinity();
  if (type == DataType::Bool)
    return 1.0;
  unsigned bits = 8 * getByteWidth(type);
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
  case DataType::Bool:
    return IntegerType::get(context, 1);
  default:
    return IntegerType::get(context, 8 * getByteWidth(type));
  }
}

} // namespace quantx::importer
