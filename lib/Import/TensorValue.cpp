//===- TensorValue.cpp - The value of an ONNX name while importing --------===//

#include "TensorValue.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace quantx::importer {

int64_t getStatic(OpFoldResult extent) {
  return getConstantIntValue(extent).value_or(ShapedType::kDynamic);
}

int64_t TensorValue::getStaticDim(int64_t dim) const {
  return getStatic(shape[dim]);
}

bool TensorValue::hasStaticShape() const {
  return llvm::none_of(shape, [](OpFoldResult extent) {
    return ShapedType::isDynamic(getStatic(extent));
  });
}

SmallVector<int64_t> TensorValue::getStaticShape() const {
  return llvm::map_to_vector(shape, getStatic);
}

RankedTensorType TensorValue::getTensorType(MLIRContext *context) const {
  return RankedTensorType::get(getStaticShape(), getElementType(type, context));
}

std::string spellShape(ArrayRef<OpFoldResult> shape) {
  auto spell = [](OpFoldResult extent) {
    int64_t size = getStatic(extent);
    return ShapedType::isDynamic(size) ? "?" : std::to_string(size);
  };
  return "[" + llvm::join(llvm::map_range(shape, spell), ", ") + "]";
}

Shape getShape(ArrayRef<int64_t> extents, MLIRContext *context) {
  return getAsIndexOpFoldResult(context, extents);
}

TensorValue makeConstant(TensorData data, MLIRContext *context) {
  TensorValue value;
  value.type = data.type;
  value.shape = getShape(data.shape, context);
  value.known = std::make_shared<KnownTensor>(KnownTensor{std::move(data), {}});
  return value;
}

int64_t getIntElement(const TensorData &data, int64_t index) {
  switch (data.type) {
  case DataType::Bool:
  case DataType::UInt8:
    return data.getAs<uint8_t>()[index];
  case DataType::Int8:
    return data.getAs<int8_t>()[index];
  case DataType::UInt16:
    return data.getAs<uint16_t>()[index];
  case DataType::Int16:
    return data.getAs<int16_t>()[index];
  case DataType::UInt32:
    return data.getAs<uint32_t>()[index];
  case DataType::Int32:
    return data.getAs<int32_t>()[index];
  case DataType::UInt64:
  case DataType::Int64:
    return data.getAs<int64_t>()[index];
  default:
    llvm_unreachable("not an integer tensor");
  }
}

double getFloatElement(const TensorData &data, int64_t index) {
  auto decode = [&](const llvm::fltSemantics &semantics) {
    llvm::APFloat value(semantics,
                        llvm::APInt(16, data.getAs<uint16_t>()[index]));
    return value.convertToDouble();
  };
  switch (data.type) {
  case DataType::Float:
    return data.getAs<float>()[index];
  case DataType::Double:
    return data.getAs<double>()[index];
  case DataType::Float16:
    return decode(llvm::APFloat::IEEEhalf());
  case DataType::BFloat16:
    return decode(llvm::APFloat::BFloat());
  case DataType::UInt64:
    return static_cast<double>(data.getAs<uint64_t>()[index]);
  default:
    return static_cast<double>(getIntElement(data, index));
  }
}

} // namespace quantx::importer
