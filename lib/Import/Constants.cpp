//===- Constants.cpp - Constant tensors in the IR -------------------------===//

#include "Constants.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;

namespace quantx::importer {

/// Above this many elements a constant becomes a resource: the IR then carries
/// a handle, and printing and uniquing do not touch the elements.
static constexpr int64_t maxInlineElements = 64;

static bool isSplat(const TensorData &data) {
  size_t width = getByteWidth(data.type);
  // Every element equals its neighbour exactly when the buffer equals itself
  // shifted by one element.
  return data.bytes.size() > width &&
         data.bytes.drop_front(width) == data.bytes.drop_back(width);
}

static ElementsAttr getElements(RankedTensorType type, const TensorData &data) {
  if (data.type == DataType::Bool)
    return DenseElementsAttr::get(type, data.getAs<bool>());
  if (isSplat(data))
    return DenseElementsAttr::getFromRawBuffer(
        type, data.bytes.take_front(getByteWidth(data.type)));
  if (data.getNumElements() <= maxInlineElements)
    return DenseElementsAttr::getFromRawBuffer(type, data.bytes);
  // The deleter's copy of the owner keeps the buffer alive.
  AsmResourceBlob blob = UnmanagedAsmResourceBlob::allocateWithAlign(
      data.bytes, getByteWidth(data.type),
      [owner = data.owner](void *, size_t, size_t) {});
  return DenseResourceElementsAttr::get(
      type, data.name.empty() ? "constant" : StringRef(data.name),
      std::move(blob));
}

Value createConstant(OpBuilder &builder, Location loc, const TensorData &data) {
  auto type = RankedTensorType::get(
      data.shape, getElementType(data.type, builder.getContext()));
  return arith::ConstantOp::create(builder, loc,
                                   cast<TypedAttr>(getElements(type, data)));
}

} // namespace quantx::importer
