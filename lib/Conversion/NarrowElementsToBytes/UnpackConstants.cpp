//===- UnpackConstants.cpp - Packed constants as bytes --------------------===//

#include "NarrowTypes.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace quantx;

static constexpr size_t kAlignment = 64;

/// Elements of `bits` bits, the first in the lowest bits of a byte. Elements of
/// 3, 5, 6 or 7 bits lie across bytes.
static AsmResourceBlob unpack(ArrayRef<char> packed, int64_t count,
                              unsigned bits) {
  AsmResourceBlob blob = HeapAsmResourceBlob::allocate(
      static_cast<size_t>(count), kAlignment, /*dataIsMutable=*/true);
  char *to = blob.getMutableData().data();
  const unsigned mask = (1U << bits) - 1;
  unsigned held = 0; // bits of `window` that are still to be read
  unsigned window = 0;
  const char *from = packed.data();
  for (int64_t i = 0; i < count; ++i) {
    if (held < bits) {
      window |= static_cast<unsigned>(static_cast<uint8_t>(*from++)) << held;
      held += 8;
    }
    to[i] = static_cast<char>(window & mask);
    window >>= bits;
    held -= bits;
  }
  return blob;
}

static ElementsAttr unpackResource(DenseResourceElementsAttr resource,
                                   ShapedType type, std::string &reason) {
  AsmResourceBlob *blob = resource.getRawHandle().getBlob();
  if (!blob) {
    reason = "its resource '" + resource.getRawHandle().getKey().str() +
             "' is not there";
    return {};
  }
  unsigned bits = resource.getElementType().getIntOrFloatBitWidth();
  int64_t count = type.getNumElements();
  int64_t needed = llvm::divideCeil(count * bits, 8);
  auto found = static_cast<int64_t>(blob->getData().size());
  if (found != needed) {
    reason = "its resource has " + std::to_string(found) + " bytes, but " +
             std::to_string(needed) + " hold its elements of " +
             std::to_string(bits) + " bits";
    return {};
  }
  if (bits == 8)
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  std::string name = (resource.getRawHandle().getKey() + "_bytes").str();
  return DenseResourceElementsAttr::get(type, name,
                                        unpack(blob->getData(), count, bits));
}

ElementsAttr quantx::unpackToBytes(ElementsAttr elements, std::string &reason) {
  auto type = cast<ShapedType>(toBytes(elements.getShapedType()));
  // Attributes in line hold one element a byte already.
  if (auto dense = dyn_cast<DenseIntOrFPElementsAttr>(elements))
    return DenseElementsAttr::getFromRawBuffer(type, dense.getRawData());
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(elements))
    return unpackResource(resource, type, reason);
  reason = "only dense and dense_resource constants have a layout in memory";
  return {};
}
