//===- Model.cpp - A checked ONNX model without protobuf ------------------===//

#include "Model.h"

#include "llvm/Support/ErrorHandling.h"
#include <cstring>

using namespace mlir;

namespace quantx::importer {

int64_t TensorData::getNumElements() const {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
}

uint64_t TensorData::getBits(int64_t index) const {
  unsigned width = getBitWidth(type);
  uint64_t bits = 0;
  if (width < 8) {
    unsigned perByte = 8 / width;
    bits = static_cast<uint8_t>(bytes[index / perByte]);
    return bits >> (index % perByte * width) & ((1u << width) - 1);
  }
  std::memcpy(&bits, bytes.data() + index * (width / 8), width / 8);
  return bits;
}

void setBits(DataType type, MutableArrayRef<char> bytes, int64_t index,
             uint64_t bits) {
  unsigned width = getBitWidth(type);
  if (width >= 8) {
    std::memcpy(bytes.data() + index * (width / 8), &bits, width / 8);
    return;
  }
  unsigned perByte = 8 / width, shift = index % perByte * width;
  unsigned mask = ((1u << width) - 1) << shift;
  char &byte = bytes[index / perByte];
  byte = static_cast<char>((static_cast<uint8_t>(byte) & ~mask) |
                           (static_cast<unsigned>(bits) << shift & mask));
}

StringRef spellKind(Attribute::Kind kind) {
  switch (kind) {
  case Attribute::Kind::Int:
    return "an int";
  case Attribute::Kind::Float:
    return "a float";
  case Attribute::Kind::String:
    return "a string";
  case Attribute::Kind::Tensor:
    return "a tensor";
  case Attribute::Kind::Ints:
    return "a list of ints";
  case Attribute::Kind::Floats:
    return "a list of floats";
  case Attribute::Kind::Strings:
    return "a list of strings";
  case Attribute::Kind::Other:
    return "a graph, type or sparse tensor";
  }
  llvm_unreachable("every kind has a name");
}

std::optional<int64_t> countElements(ArrayRef<int64_t> shape) {
  if (shape.size() > maxRank)
    return std::nullopt;
  int64_t count = 1;
  for (int64_t extent : shape) {
    // An empty tensor counts as one element here, so that [0, huge, huge] is
    // refused as well: the extents themselves go into index arithmetic.
    int64_t factor = std::max<int64_t>(extent, 1);
    if (extent < 0 || factor > maxTensorElements / count)
      return std::nullopt;
    count *= factor;
  }
  return llvm::is_contained(shape, 0) ? 0 : count;
}

} // namespace quantx::importer
