//===- Elements.cpp - Large constants as bytes ----------------------------===//

#include "quantx/Dialect/QuantX/Utils/Elements.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;

static constexpr size_t kResourceAlignment = 64;

/// Bytes of one element in row-major storage; 0 for types without a width.
static int64_t getElementSize(ShapedType type) {
  Type element = type.getElementType();
  return element.isIntOrFloat()
             ? llvm::divideCeil(element.getIntOrFloatBitWidth(), 8)
             : 0;
}

std::optional<ArrayRef<char>> quantx::getElementBytes(ElementsAttr elements) {
  ShapedType type = elements.getShapedType();
  int64_t size = getElementSize(type);
  if (size == 0)
    return std::nullopt;
  ArrayRef<char> bytes;
  int64_t count = type.getNumElements();
  if (auto dense = dyn_cast<DenseIntOrFPElementsAttr>(elements)) {
    // Upstream packs i1 eight to a byte.
    if (type.getElementType().isInteger(1))
      return std::nullopt;
    bytes = dense.getRawData();
    if (dense.isSplat())
      count = 1;
  } else if (auto resource = dyn_cast<DenseResourceElementsAttr>(elements)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob)
      return std::nullopt;
    bytes = blob->getData();
  }
  if (static_cast<int64_t>(bytes.size()) != count * size)
    return std::nullopt;
  return bytes;
}

ElementsAttr quantx::makeElements(ShapedType type, ArrayRef<char> bytes,
                                  StringRef name) {
  if (type.getNumElements() <= kMaxInlineElements)
    return cast<ElementsAttr>(DenseElementsAttr::getFromRawBuffer(type, bytes));
  return cast<ElementsAttr>(DenseResourceElementsAttr::get(
      type, name,
      HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, kResourceAlignment,
                                                    /*dataIsMutable=*/false)));
}

/// The name of the resource behind `elements`, or a general one.
static StringRef getResourceName(ElementsAttr elements) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(elements))
    return resource.getRawHandle().getKey();
  return "constant";
}

/// Copies `source` of `shape` to `target` so that target dim i is source dim
/// `permutation[i]`. Walks the target in order, the source by strides.
static void transposeBytes(ArrayRef<char> source, ArrayRef<int64_t> shape,
                           ArrayRef<int64_t> permutation, int64_t size,
                           MutableArrayRef<char> target) {
  SmallVector<int64_t> sourceStrides = computeStrides(shape);
  SmallVector<int64_t> extents, strides;
  for (int64_t dim : permutation) {
    extents.push_back(shape[dim]);
    strides.push_back(sourceStrides[dim] * size);
  }
  SmallVector<int64_t> index(shape.size(), 0);
  const char *from = source.data();
  for (char *to = target.begin(); to != target.end(); to += size) {
    std::copy_n(from, size, to);
    for (int64_t dim = static_cast<int64_t>(index.size()) - 1; dim >= 0;
         --dim) {
      from += strides[dim];
      if (++index[dim] < extents[dim])
        break;
      from -= strides[dim] * extents[dim];
      index[dim] = 0;
    }
  }
}

ElementsAttr quantx::transposeElements(ElementsAttr elements,
                                       ArrayRef<int64_t> permutation) {
  ShapedType type = elements.getShapedType();
  ShapedType newType =
      type.clone(applyPermutation(type.getShape(), permutation));
  if (auto dense = dyn_cast<DenseElementsAttr>(elements);
      dense && dense.isSplat())
    return dense.resizeSplat(newType);
  std::optional<ArrayRef<char>> bytes = getElementBytes(elements);
  if (!bytes)
    return {};
  SmallVector<char> target(bytes->size());
  transposeBytes(*bytes, type.getShape(), permutation, getElementSize(type),
                 target);
  return makeElements(newType, target, getResourceName(elements));
}

ElementsAttr quantx::reshapeElements(ElementsAttr elements, ShapedType type) {
  if (auto dense = dyn_cast<DenseElementsAttr>(elements))
    return dense.isSplat() ? dense.resizeSplat(type) : dense.reshape(type);
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(elements))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  return {};
}
