//===- ElementsUtils.cpp - Reading numbers out of elements ----------------===//

#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"

#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;

/// Dense attributes of more elements than this are uniqued and printed at a
/// cost that resources do not have.
static constexpr int64_t kLargestInlineElements = 64;

static constexpr size_t kResourceAlignment = 64;

/// Bits from one element of a resource to the next.
static unsigned getResourcePitch(Type type) {
  unsigned bits = type.getIntOrFloatBitWidth();
  bool isPacked = bits < 8 && 8 % bits == 0;
  return isPacked ? bits : llvm::alignTo(bits, 8);
}

std::optional<numerics::FloatFormat> quantx::getFloatFormat(Type type) {
  using Format = numerics::FloatFormat;
  return llvm::TypeSwitch<Type, std::optional<Format>>(type)
      .Case<Float16Type>([](auto) { return Format::F16; })
      .Case<BFloat16Type>([](auto) { return Format::BF16; })
      .Case<Float8E4M3FNType>([](auto) { return Format::F8E4M3FN; })
      .Case<Float8E5M2Type>([](auto) { return Format::F8E5M2; })
      .Case<Float8E3M4Type>([](auto) { return Format::F8E3M4; })
      .Case<Float8E4M3FNUZType>([](auto) { return Format::F8E4M3FNUZ; })
      .Case<Float8E5M2FNUZType>([](auto) { return Format::F8E5M2FNUZ; })
      .Case<Float4E2M1FNType>([](auto) { return Format::F4E2M1FN; })
      .Case<Float8E8M0FNUType>([](auto) { return Format::F8E8M0FNU; })
      .Default([](Type) { return std::nullopt; });
}

size_t quantx::getResourceBytes(Type type, size_t count) {
  return llvm::divideCeil(count * getResourcePitch(type), 8);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

std::optional<ElementsReader> ElementsReader::get(ElementsAttr elements) {
  Type type = elements.getElementType();
  if (!type.isIntOrFloat() || type.getIntOrFloatBitWidth() > 64)
    return std::nullopt;
  size_t count = elements.getNumElements();
  if (auto dense = dyn_cast<DenseIntOrFPElementsAttr>(elements)) {
    // MLIR packs i1 alone.
    unsigned bits = type.getIntOrFloatBitWidth();
    unsigned pitch = bits == 1 ? 1 : llvm::alignTo(bits, 8);
    return ElementsReader(type, dense.getRawData(), count, pitch,
                          dense.isSplat());
  }
  auto resource = dyn_cast<DenseResourceElementsAttr>(elements);
  AsmResourceBlob *blob =
      resource ? resource.getRawHandle().getBlob() : nullptr;
  if (!blob || blob->getData().size() != getResourceBytes(type, count))
    return std::nullopt;
  return ElementsReader(type, blob->getData(), count, getResourcePitch(type),
                        /*isSplat=*/false);
}

/// The bits of element `index` of an array of elements `pitch` bits apart.
static uint64_t readBits(ArrayRef<char> data, size_t index, unsigned pitch) {
  if (pitch < 8) {
    size_t bit = index * pitch;
    return uint8_t(data[bit / 8]) >> bit % 8 &
           llvm::maskTrailingOnes<uint64_t>(pitch);
  }
  uint64_t bits = 0;
  size_t bytes = pitch / 8;
  for (size_t byte = 0; byte < bytes; ++byte)
    bits |= uint64_t(uint8_t(data[index * bytes + byte])) << (8 * byte);
  return bits;
}

uint64_t ElementsReader::getBits(size_t index) const {
  return readBits(data, isSplat ? 0 : index, pitch) &
         llvm::maskTrailingOnes<uint64_t>(type.getIntOrFloatBitWidth());
}

int64_t ElementsReader::getInteger(size_t index) const {
  auto integer = cast<IntegerType>(type);
  uint64_t bits = getBits(index);
  if (integer.isUnsigned() || integer.getWidth() == 1)
    return static_cast<int64_t>(bits);
  return llvm::SignExtend64(bits, integer.getWidth());
}

float ElementsReader::getFloat(size_t index) const {
  uint64_t bits = getBits(index);
  if (type.isF32())
    return llvm::bit_cast<float>(static_cast<uint32_t>(bits));
  if (std::optional<numerics::FloatFormat> format = getFloatFormat(type))
    return numerics::decode(static_cast<uint32_t>(bits), *format);
  llvm::APFloat value(cast<FloatType>(type).getFloatSemantics(),
                      llvm::APInt(type.getIntOrFloatBitWidth(), bits));
  bool losesInfo = false;
  value.convert(llvm::APFloat::IEEEsingle(), llvm::APFloat::rmNearestTiesToEven,
                &losesInfo);
  return value.convertToFloat();
}

bool quantx::canReadElements(ElementsAttr elements) {
  return ElementsReader::get(elements).has_value();
}

SmallVector<float> quantx::elementsToFloats(ElementsAttr elements) {
  ElementsReader reader = *ElementsReader::get(elements);
  SmallVector<float> result(reader.size());
  for (auto [index, value] : llvm::enumerate(result))
    value = reader.getFloat(index);
  return result;
}

SmallVector<int64_t> quantx::elementsToIntegers(ElementsAttr elements) {
  ElementsReader reader = *ElementsReader::get(elements);
  SmallVector<int64_t> result(reader.size());
  for (auto [index, value] : llvm::enumerate(result))
    value = reader.getInteger(index);
  return result;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

ElementsBuilder::ElementsBuilder(RankedTensorType type, StringRef name)
    : type(type), name(name), pitch(getResourcePitch(type.getElementType())),
      blob(HeapAsmResourceBlob::allocate(
          getResourceBytes(type.getElementType(), type.getNumElements()),
          kResourceAlignment)),
      data(blob.getMutableData()) {
  // Packed elements are or-ed into their bytes.
  if (isPacked())
    llvm::fill(data, 0);
}

void ElementsBuilder::set(size_t index, uint64_t bits) {
  if (isPacked()) {
    size_t bit = index * pitch;
    data[bit / 8] = static_cast<char>(
        data[bit / 8] | (bits & llvm::maskTrailingOnes<uint64_t>(pitch))
                            << bit % 8);
    return;
  }
  size_t bytes = pitch / 8;
  for (size_t byte = 0; byte < bytes; ++byte)
    data[index * bytes + byte] = static_cast<char>(bits >> (8 * byte));
}

bool ElementsBuilder::allEqual() const {
  size_t count = type.getNumElements();
  for (size_t index = 1; index < count; ++index)
    if (readBits(data, index, pitch) != readBits(data, 0, pitch))
      return false;
  return count != 0;
}

/// The bits of all elements, or of one, as MLIR keeps them in dense attributes.
static ElementsAttr makeDense(RankedTensorType type, ArrayRef<uint64_t> bits) {
  unsigned width = type.getElementTypeBitWidth();
  size_t bytes = llvm::divideCeil(width, 8);
  SmallVector<char> raw;
  for (uint64_t element : bits)
    for (size_t byte = 0; byte < bytes; ++byte)
      raw.push_back(static_cast<char>(element >> (8 * byte)));
  return DenseElementsAttr::getFromRawBuffer(type, raw);
}

ElementsAttr ElementsBuilder::take() {
  size_t count = type.getNumElements();
  bool isSplat = allEqual();
  if (!isSplat && count > static_cast<size_t>(kLargestInlineElements))
    return DenseResourceElementsAttr::get(type, name, std::move(blob));
  SmallVector<uint64_t> bits(isSplat ? 1 : count);
  for (auto [index, element] : llvm::enumerate(bits))
    element = readBits(data, index, pitch);
  return makeDense(type, bits);
}

ElementsAttr quantx::withElementType(ElementsAttr elements, Type type) {
  if (elements.getElementType() == type)
    return elements;
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(elements))
    return DenseResourceElementsAttr::get(resource.getType().clone(type),
                                          resource.getRawHandle());
  return cast<DenseElementsAttr>(elements).bitcast(type);
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
