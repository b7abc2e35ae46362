//===- Model.cpp - A checked ONNX model without protobuf ------------------===//

#include "Model.h"

#include "llvm/Support/ErrorHandling.h"

using namespace mlir;

namespace quantx::importer {

int64_t TensorData::getNumElements() const {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
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
