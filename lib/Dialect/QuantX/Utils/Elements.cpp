//===- Elements.cpp - Large constants as bytes ----------------------------===//

#include "quantx/Dialect/QuantX/Utils/Elements.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"

using namespace mlir;
using namespace quantx;

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

/// Calls `visit` with the source's index of each element of the target, in the
/// target's order: target dim i is source dim `permutation[i]` of `shape`.
template <typename Visit>
static void visitTransposed(ArrayRef<int64_t> shape,
                            ArrayRef<int64_t> permutation, Visit visit) {
  SmallVector<int64_t> sourceStrides = computeStrides(shape);
  SmallVector<int64_t> extents, strides;
  for (int64_t dim : permutation) {
    extents.push_back(shape[dim]);
    strides.push_back(sourceStrides[dim]);
  }
  SmallVector<int64_t> index(shape.size(), 0);
  int64_t from = 0;
  for (int64_t count = computeProduct(shape); count > 0; --count) {
    visit(from);
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

/// The same for elements of which several share a byte.
static ElementsAttr transposePacked(ElementsAttr elements, ShapedType newType,
                                    ArrayRef<int64_t> permutation) {
  std::optional<ElementsReader> source = ElementsReader::get(elements);
  auto tensor = dyn_cast<RankedTensorType>(newType);
  if (!source || !tensor || tensor.getElementType().isInteger(1))
    return {};
  ElementsBuilder target(tensor, getResourceName(elements));
  size_t to = 0;
  visitTransposed(
      elements.getShapedType().getShape(), permutation,
      [&](int64_t from) { target.set(to++, source->getBits(from)); });
  return target.take();
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
    return transposePacked(elements, newType, permutation);
  int64_t size = getElementSize(type);
  SmallVector<char> target(bytes->size());
  char *to = target.begin();
  visitTransposed(type.getShape(), permutation, [&](int64_t from) {
    to = std::copy_n(bytes->data() + from * size, size, to);
  });
  return makeElements(newType, target, getResourceName(elements));
}

ElementsAttr quantx::reshapeElements(ElementsAttr elements, ShapedType type) {
  if (auto dense = dyn_cast<DenseElementsAttr>(elements))
    return dense.isSplat() ? dense.resizeSplat(type) : dense.reshape(type);
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(elements))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  return {};
}
