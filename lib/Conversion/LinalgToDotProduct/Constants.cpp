//===- Constants.cpp - Reading and making constant tensors ----------------===//

#include "Constants.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace quantx;

/// Larger constants are resources: not uniqued, and elided when printed.
static constexpr size_t kMaxDenseElements = 64;
static constexpr size_t kAlignment = 64;

/// The constant behind \p value. Reshapes keep the row-major order.
static ElementsAttr findElements(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(op))
      break;
    value = op->getOperand(0);
  }
  ElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)))
    return nullptr;
  return elements;
}

bool quantx::isReadableConstant(Value value) {
  ElementsAttr elements = findElements(value);
  if (auto resource = dyn_cast_or_null<DenseResourceElementsAttr>(elements)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    return blob && elements.getElementType().isIntOrFloat() &&
           static_cast<int64_t>(blob->getData().size()) * 8 ==
               elements.getNumElements() *
                   elements.getElementType().getIntOrFloatBitWidth();
  }
  return isa_and_nonnull<DenseElementsAttr>(elements);
}

std::optional<std::vector<char>> quantx::readConstantBytes(Value value) {
  if (!isReadableConstant(value))
    return std::nullopt;
  ElementsAttr elements = findElements(value);
  Type type = elements.getElementType();
  if (!type.isSignlessIntOrFloat() || type.getIntOrFloatBitWidth() % 8 != 0)
    return std::nullopt;
  auto dense = dyn_cast<DenseElementsAttr>(elements);
  if (!dense) {
    ArrayRef<char> raw = cast<DenseResourceElementsAttr>(elements)
                             .getRawHandle()
                             .getBlob()
                             ->getData();
    return std::vector<char>(raw.begin(), raw.end());
  }
  ArrayRef<char> raw = dense.getRawData();
  std::vector<char> result;
  int64_t copies = dense.isSplat() ? dense.getNumElements() : 1;
  for (int64_t copy = 0; copy < copies; ++copy)
    result.insert(result.end(), raw.begin(), raw.end());
  return result;
}

template <typename T>
std::optional<std::vector<T>> quantx::readConstant(Value value) {
  Type type = getElementTypeOrSelf(value);
  if (!type.isSignlessIntOrFloat() ||
      type.getIntOrFloatBitWidth() != sizeof(T) * 8 ||
      isa<FloatType>(type) != std::is_floating_point_v<T>)
    return std::nullopt;
  std::optional<std::vector<char>> bytes = readConstantBytes(value);
  if (!bytes)
    return std::nullopt;
  std::vector<T> result(bytes->size() / sizeof(T));
  llvm::copy(*bytes, reinterpret_cast<char *>(result.data()));
  return result;
}

template <typename T>
static Type elementType(MLIRContext *context) {
  if constexpr (std::is_floating_point_v<T>)
    return Float32Type::get(context);
  else
    return IntegerType::get(context, sizeof(T) * 8);
}

Value quantx::createConstant(OpBuilder &builder, Location loc, StringRef name,
                             RankedTensorType type, ArrayRef<char> bytes) {
  ElementsAttr attr;
  if (static_cast<size_t>(type.getNumElements()) <= kMaxDenseElements)
    attr = DenseElementsAttr::getFromRawBuffer(type, bytes);
  else
    attr = DenseResourceElementsAttr::get(
        type, name,
        HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, kAlignment,
                                                      /*dataIsMutable=*/false));
  return arith::ConstantOp::create(builder, loc, type, cast<TypedAttr>(attr));
}

template <typename T>
Value quantx::createConstant(OpBuilder &builder, Location loc, StringRef name,
                             ArrayRef<int64_t> shape, ArrayRef<T> elements) {
  auto type =
      RankedTensorType::get(shape, elementType<T>(builder.getContext()));
  ArrayRef<char> raw(reinterpret_cast<const char *>(elements.data()),
                     elements.size() * sizeof(T));
  return createConstant(builder, loc, name, type, raw);
}

namespace quantx {
#define INSTANTIATE(T)                                                         \
  template std::optional<std::vector<T>> readConstant<T>(Value);               \
  template Value createConstant<T>(OpBuilder &, Location, StringRef,           \
                                   ArrayRef<int64_t>, ArrayRef<T>);
INSTANTIATE(int8_t)
INSTANTIATE(int32_t)
INSTANTIATE(float)
#undef INSTANTIATE
} // namespace quantx
