//===- Model.h - A checked ONNX model without protobuf ----------*- C++ -*-===//
//
// What the reader hands to the importer. Everything that can be wrong with the
// file itself (sizes, types, names, missing data) has been checked by then, and
// nothing to the right of the reader includes protobuf or throws.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_IMPORT_MODEL_H
#define QUANTX_LIB_IMPORT_MODEL_H

#include "DataType.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include <memory>
#include <string>
#include <vector>

namespace quantx::importer {

/// A constant tensor: elements in row-major order, little endian, bool as one
/// byte, types of fewer than 8 bits packed. `owner` keeps `bytes` alive, so
/// copies are cheap and share the buffer.
struct TensorData {
  std::string name;
  DataType type = DataType::Float;
  llvm::SmallVector<int64_t> shape;
  std::shared_ptr<const void> owner;
  llvm::ArrayRef<char> bytes;

  int64_t getNumElements() const;
  template <typename T>
  llvm::ArrayRef<T> getAs() const {
    return llvm::ArrayRef<T>(reinterpret_cast<const T *>(bytes.data()),
                             static_cast<size_t>(getNumElements()));
  }
  /// The bits of element `index`, zero-extended.
  uint64_t getBits(int64_t index) const;
};

/// Writes the lowest bits of `bits` as element `index` of a raw buffer of
/// `type`.
void setBits(DataType type, llvm::MutableArrayRef<char> bytes, int64_t index,
             uint64_t bits);

/// One attribute of a node. `Other` stands for kinds no operator here takes
/// (graphs, sparse tensors, types).
struct Attribute {
  enum class Kind { Int, Float, String, Tensor, Ints, Floats, Strings, Other };
  Kind kind = Kind::Other;
  int64_t intValue = 0;
  float floatValue = 0;
  std::string stringValue;
  TensorData tensor;
  std::vector<int64_t> ints;
  std::vector<float> floats;
  std::vector<std::string> strings;
};

/// "an int", "a list of floats": for messages.
llvm::StringRef spellKind(Attribute::Kind kind);

struct Node {
  std::string name;
  std::string op;
  /// Normalized: the default domain is "ai.onnx".
  std::string domain;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  llvm::StringMap<Attribute> attributes;
};

/// One extent of a graph input or output: a number, or dynamic with a symbol
/// that may be empty.
struct Dimension {
  static constexpr int64_t dynamic = -1;
  int64_t size = dynamic;
  std::string symbol;
};

struct ValueInfo {
  std::string name;
  DataType type = DataType::Float;
  /// False for an output whose shape the file leaves open.
  bool hasShape = false;
  std::vector<Dimension> shape;
};

struct Model {
  std::string graphName;
  /// Domain (normalized) to the version the model imports.
  llvm::StringMap<int64_t> opsets;
  /// Without the inputs that only declare an initializer.
  std::vector<ValueInfo> inputs;
  std::vector<ValueInfo> outputs;
  std::vector<TensorData> initializers;
  std::vector<Node> nodes;
};

/// Upper bound on the elements of any one tensor. A file that asks for more is
/// damaged or not meant for this compiler; below it, no size computation in 64
/// bits overflows.
inline constexpr int64_t maxTensorElements = int64_t(1) << 40;

/// Upper bound on the rank of any tensor, for the same reason.
inline constexpr size_t maxRank = 32;

/// The product of non-negative extents, or nullopt beyond maxTensorElements or
/// maxRank.
std::optional<int64_t> countElements(llvm::ArrayRef<int64_t> shape);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_MODEL_H
