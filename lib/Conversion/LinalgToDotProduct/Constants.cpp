//===- Constants.cpp - Reading and making constant tensors ----------------===//

#include "Constants.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"

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

template <typename T>
std::optional<std::vector<T>> quantx::readConstant(Value value) {
  if (!isReadableConstant(value))
    return std::nullopt;
  ElementsAttr elements = findElements(value);
  Type type = elements.getElementType();
  if (!type.isSignlessIntOrFloat() ||
      type.getIntOrFloatBitWidth() != sizeof(T) * 8 ||
      isa<FloatType>(type) != std::is_floating_point_v<T>)
    return std::nullopt;
  ArrayRef<char> raw;
  if (auto dense = dyn_cast<DenseElementsAttr>(elements)) {
    raw = dense.getRawData();
    if (dense.isSplat())
      return std::vector<T>(dense.getNumElements(), dense.getSplatValue<T>());
  } else {
    raw = cast<DenseResourceElementsAttr>(elements)
              .getRawHandle()
              .getBlob()
              ->getData();
  }
  std::vector<T> result(elements.getNumElements());
  llvm::copy(raw, reinterpret_cast<char *>(result.data()));
  return result;
}

template <typename T>
static Type elementType(MLIRContext *context) {
  if constexpr (std::is_floating_point_v<T>)
    return Float32Type::get(context);
  else
    return IntegerType::get(context, sizeof(T) * 8);
}

template <typename T>
Value quantx::createConstant(OpBuilder &builder, Location loc, StringRef name,
                             ArrayRef<int64_t> shape, ArrayRef<T> elements) {
  auto type =
      RankedTensorType::get(shape, elementType<T>(builder.getContext()));
  ArrayRef<char> raw(reinterpret_cast<const char *>(elements.data()),
                     elements.size() * sizeof(T));
  ElementsAttr attr;
  if (elements.size() <= kMaxDenseElements)
    attr = DenseElementsAttr::get(type, elements);
  else
    attr = DenseResourceElementsAttr::get(
        type, name,
        HeapAsmResourceBlob::allocateAndCopyWithAlign(raw, kAlignment,
                                                      /*dataIsMutable=*/false));
  return arith::ConstantOp::create(builder, loc, type, attr);
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
