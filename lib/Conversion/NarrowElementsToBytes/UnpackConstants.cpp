//===- UnpackConstants.cpp - Packed constants as bytes --------------------===//

#include "NarrowTypes.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"

using namespace mlir;
using namespace quantx;

static constexpr size_t kAlignment = 64;

static AsmResourceBlob unpack(const ElementsReader &reader) {
  AsmResourceBlob blob = HeapAsmResourceBlob::allocate(
      reader.size(), kAlignment, /*dataIsMutable=*/true);
  MutableArrayRef<char> bytes = blob.getMutableData();
  for (size_t i = 0; i < reader.size(); ++i)
    bytes[i] = static_cast<char>(reader.getBits(i));
  return blob;
}

/// Why a resource cannot be read.
static std::string explain(DenseResourceElementsAttr resource) {
  auto handle = resource.getRawHandle();
  AsmResourceBlob *blob = handle.getBlob();
  if (!blob)
    return "its resource '" + handle.getKey().str() + "' is not there";
  size_t needed =
      getResourceBytes(resource.getElementType(),
                       static_cast<size_t>(resource.getNumElements()));
  return "its resource has " + std::to_string(blob->getData().size()) +
         " bytes, but " + std::to_string(needed) + " hold its elements of " +
         std::to_string(resource.getElementType().getIntOrFloatBitWidth()) +
         " bits";
}

static ElementsAttr unpackResource(DenseResourceElementsAttr resource,
                                   ShapedType type, std::string &reason) {
  std::optional<ElementsReader> reader = ElementsReader::get(resource);
  if (!reader) {
    reason = explain(resource);
    return {};
  }
  if (resource.getElementType().getIntOrFloatBitWidth() == 8)
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  std::string name = (resource.getRawHandle().getKey() + "_bytes").str();
  return DenseResourceElementsAttr::get(type, name, unpack(*reader));
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
