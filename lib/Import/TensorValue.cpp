//===- TensorValue.cpp - The value of an ONNX name while importing --------===//

#include "TensorValue.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

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
  assert((isInteger(data.type) || data.type == DataType::Bool) &&
         "not an integer tensor");
  uint64_t bits = data.getBits(index);
  if (data.type == DataType::Bool || isUnsignedInteger(data.type))
    return static_cast<int64_t>(bits);
  return llvm::SignExtend64(bits, getBitWidth(data.type));
}

double getFloatElement(const TensorData &data, int64_t index) {
  switch (data.type) {
  case DataType::Float:
    return data.getAs<float>()[index];
  case DataType::Double:
    return data.getAs<double>()[index];
  case DataType::UInt64:
    return static_cast<double>(data.getAs<uint64_t>()[index]);
  default:
    break;
  }
  if (!isFloat(data.type) && !isMinifloat(data.type))
    return static_cast<double>(getIntElement(data, index));
  llvm::APInt bits(getBitWidth(data.type), data.getBits(index));
  return llvm::APFloat(getSemantics(data.type), bits).convertToDouble();
}

} // namespace quantx::importer
