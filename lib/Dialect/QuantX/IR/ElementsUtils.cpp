//===- ElementsUtils.cpp - Reading numbers out of elements ----------------===//

#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace quantx;

static constexpr int64_t kLargestInlineElements = 64;

/// Bytes of an element, or 0 when it does not fill whole bytes.
static unsigned getElementBytes(Type type) {
  unsigned bits = type.getIntOrFloatBitWidth();
  return bits % 8 == 0 ? bits / 8 : 0;
}

static ArrayRef<char> getBlob(DenseResourceElementsAttr resource) {
  AsmResourceBlob *blob = resource.getRawHandle().getBlob();
  return blob ? blob->getData() : ArrayRef<char>();
}

bool quantx::canReadElements(ElementsAttr elements) {
  if (!elements.getElementType().isIntOrFloat())
    return false;
  if (isa<DenseElementsAttr>(elements))
    return true;
  auto resource = dyn_cast<DenseResourceElementsAttr>(elements);
  if (!resource)
    return false;
  size_t bytes = getElementBytes(elements.getElementType());
  return bytes != 0 &&
         getBlob(resource).size() ==
             bytes * static_cast<size_t>(elements.getNumElements());
}

/// The bits of element `index` of a blob.
static llvm::APInt readBits(ArrayRef<char> data, size_t index, unsigned bytes) {
  uint64_t bits = 0;
  for (unsigned byte = 0; byte < bytes; ++byte)
    bits |= uint64_t(uint8_t(data[index * bytes + byte])) << (8 * byte);
  return llvm::APInt(8 * bytes, bits);
}

static float toFloat(llvm::APFloat value) {
  bool losesInfo = false;
  value.convert(llvm::APFloat::IEEEsingle(), llvm::APFloat::rmNearestTiesToEven,
                &losesInfo);
  return value.convertToFloat();
}

SmallVector<float> quantx::elementsToFloats(ElementsAttr elements) {
  SmallVector<float> result;
  size_t count = elements.getNumElements();
  result.reserve(count);
  auto type = cast<FloatType>(elements.getElementType());
  if (auto dense = dyn_cast<DenseElementsAttr>(elements)) {
    if (type.isF32())
      llvm::append_range(result, dense.getValues<float>());
    else
      for (const llvm::APFloat &value : dense.getValues<llvm::APFloat>())
        result.push_back(toFloat(value));
    return result;
  }
  ArrayRef<char> data = getBlob(cast<DenseResourceElementsAttr>(elements));
  unsigned bytes = getElementBytes(type);
  for (size_t index = 0; index < count; ++index)
    result.push_back(toFloat(
        llvm::APFloat(type.getFloatSemantics(), readBits(data, index, bytes))));
  return result;
}

SmallVector<int64_t> quantx::elementsToIntegers(ElementsAttr elements) {
  SmallVector<int64_t> result;
  size_t count = elements.getNumElements();
  result.reserve(count);
  auto type = cast<IntegerType>(elements.getElementType());
  bool isSigned = !type.isUnsigned() && type.getWidth() != 1;
  auto extend = [&](const llvm::APInt &value) {
    return isSigned ? value.getSExtValue()
                    : static_cast<int64_t>(value.getZExtValue());
  };
  if (auto dense = dyn_cast<DenseElementsAttr>(elements)) {
    for (const llvm::APInt &value : dense.getValues<llvm::APInt>())
      result.push_back(extend(value));
    return result;
  }
  ArrayRef<char> data = getBlob(cast<DenseResourceElementsAttr>(elements));
  unsigned bytes = getElementBytes(type);
  for (size_t index = 0; index < count; ++index)
    result.push_back(extend(readBits(data, index, bytes)));
  return result;
}

ElementsAttr quantx::integersToElements(int64_t value, RankedTensorType type) {
  unsigned width = type.getElementType().getIntOrFloatBitWidth();
  return DenseIntElementsAttr::get(
      type, llvm::APInt(width, static_cast<uint64_t>(value), /*isSigned=*/true,
                        /*implicitTrunc=*/true));
}

ElementsAttr quantx::integersToElements(ArrayRef<int64_t> values,
                                        RankedTensorType type) {
  unsigned width = type.getElementType().getIntOrFloatBitWidth();
  SmallVector<llvm::APInt> bits;
  bits.reserve(values.size());
  for (int64_t value : values)
    bits.emplace_back(width, static_cast<uint64_t>(value), /*isSigned=*/true,
                      /*implicitTrunc=*/true);
  return DenseIntElementsAttr::get(type, bits);
}

ElementsAttr quantx::makeElements(RankedTensorType type, ArrayRef<char> data,
                                  StringRef name) {
  unsigned bytes = getElementBytes(type.getElementType());
  bool isSplat =
      data.size() >= bytes && data.drop_front(bytes) == data.drop_back(bytes);
  if (isSplat)
    data = data.take_front(bytes);
  if (isSplat || type.getNumElements() <= kLargestInlineElements)
    return DenseElementsAttr::getFromRawBuffer(type, data);
  return DenseResourceElementsAttr::get(
      type, name, HeapAsmResourceBlob::allocateAndCopyWithAlign(data, bytes));
}
