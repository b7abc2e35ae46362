//===- IdxFile.cpp - The IDX format of MNIST ------------------------------===//
//
// Two zero bytes, a type code, the number of dimensions, one big-endian 32-bit
// size each, then the elements in row-major order, big-endian.
//
//===----------------------------------------------------------------------===//

#include "TensorFormats.h"

#include "llvm/Support/Endian.h"

#include <optional>

using namespace llvm;
using namespace quantx;

static std::optional<ElementType> getIdxType(uint8_t code) {
  switch (code) {
  case 0x08:
    return ElementType::U8;
  case 0x09:
    return ElementType::I8;
  case 0x0B:
    return ElementType::I16;
  case 0x0C:
    return ElementType::I32;
  case 0x0D:
    return ElementType::F32;
  case 0x0E:
    return ElementType::F64;
  default:
    return std::nullopt;
  }
}

bool fileformat::isIdx(StringRef bytes) {
  return bytes.size() >= 4 && bytes[0] == 0 && bytes[1] == 0 &&
         getIdxType(static_cast<uint8_t>(bytes[2]));
}

Expected<fileformat::TensorLayout> fileformat::layOutIdx(StringRef name,
                                                         StringRef bytes) {
  ElementType type = *getIdxType(static_cast<uint8_t>(bytes[2]));
  size_t rank = static_cast<uint8_t>(bytes[3]);
  size_t headerSize = 4 + 4 * rank;
  if (bytes.size() < headerSize)
    return formatError(name, "the IDX header of rank " + Twine(rank) +
                                 " needs " + Twine(headerSize) +
                                 " bytes, the file has " + Twine(bytes.size()));
  SmallVector<int64_t> shape;
  for (size_t i = 0; i < rank; ++i)
    shape.push_back(support::endian::read32be(bytes.data() + 4 + 4 * i));
  StringRef elements = bytes.drop_front(headerSize);
  if (Error error = checkSize(name, type, shape, elements))
    return std::move(error);
  return TensorLayout{type, shape, elements, sys::IsLittleEndianHost};
}

Expected<HostTensor> fileformat::parseIdx(StringRef name, StringRef bytes) {
  Expected<TensorLayout> layout = layOutIdx(name, bytes);
  if (!layout)
    return layout.takeError();
  return tensorFromBytes(name, layout->type, layout->shape, layout->elements,
                         layout->swapBytes);
}
