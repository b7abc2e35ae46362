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
  int64_t count = data.getNumElements();
  if (getBitWidth(data.type) < 8) {
    uint64_t first = count == 0 ? 0 : data.getBits(0);
    return count > 1 && llvm::all_of(llvm::seq<int64_t>(1, count), [&](auto i) {
             return data.getBits(i) == first;
           });
  }
  size_t width = getNumBytes(data.type, 1);
  // Every element equals its neighbour exactly when the buffer equals itself
  // shifted by one element.
  return data.bytes.size() > width &&
         data.bytes.drop_front(width) == data.bytes.drop_back(width);
}

/// The first `count` elements as a dense attribute holds them: packed types
/// take one byte an element there.
static std::vector<char> getDenseBytes(const TensorData &data, int64_t count) {
  if (getBitWidth(data.type) >= 8)
    return data.bytes.take_front(getNumBytes(data.type, count));
  std::vector<char> bytes;
  for (int64_t i = 0; i < count; ++i)
    bytes.push_back(static_cast<char>(data.getBits(i)));
  return bytes;
}

ElementsAttr getElementsAttr(Type elementType, const TensorData &data) {
  auto type = RankedTensorType::get(data.shape, elementType);
  if (data.type == DataType::Bool)
    return DenseElementsAttr::get(type, data.getAs<bool>());
  bool splat = isSplat(data);
  int64_t count = data.getNumElements();
  if (splat || count <= maxInlineElements)
    return DenseElementsAttr::getFromRawBuffer(
        type, getDenseBytes(data, splat ? 1 : count));
  // The deleter's copy of the owner keeps the buffer alive.
  AsmResourceBlob blob = UnmanagedAsmResourceBlob::allocateWithAlign(
      data.bytes, std::max(8u, getBitWidth(data.type)) / 8,
      [owner = data.owner](void *, size_t, size_t) {});
  return DenseResourceElementsAttr::get(
      type, data.name.empty() ? "constant" : StringRef(data.name),
      std::move(blob));
}

Value createConstant(OpBuilder &builder, Location loc, const TensorData &data) {
  ElementsAttr elements =
      getElementsAttr(getElementType(data.type, builder.getContext()), data);
  return arith::ConstantOp::create(builder, loc, cast<TypedAttr>(elements));
}

} // namespace quantx::importer
