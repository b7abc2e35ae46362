//===- HostTensor.h - A typed tensor in host memory -------------*- C++ -*-===//

#ifndef QUANTX_EXECUTIONENGINE_HOSTTENSOR_H
#define QUANTX_EXECUTIONENGINE_HOSTTENSOR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace quantx {

/// What one element of a tensor is. Bool takes a byte, 0 or 1; integers of
/// fewer than 8 bits take a byte each, extended by their sign; floats of fewer
/// than 32 bits are held as their bits, in a byte or two.
enum class ElementType : uint8_t {
  Bool,
  I2,
  U2,
  I4,
  U4,
  I8,
  U8,
  I16,
  U16,
  I32,
  U32,
  I64,
  U64,
  // Floats come last.
  F4E2M1FN,
  F8E4M3FN,
  F8E5M2,
  F8E3M4,
  F8E4M3FNUZ,
  F8E5M2FNUZ,
  F8E8M0FNU,
  BF16,
  F16,
  F32,
  F64
};

/// The size of one element in bytes.
size_t getByteWidth(ElementType type);

/// The size of one element in bits: 4 for I4 and F4E2M1FN, 1 for Bool.
unsigned getBitWidth(ElementType type);

/// Floats of any width.
bool isFloat(ElementType type);

/// The name users read: "f32", "u8", "bool", "f8E4M3FN".
llvm::StringRef getName(ElementType type);

/// The type under which files hold such elements, numpy having none of its own:
/// the 8-bit integer of the same sign for integers of fewer bits, the unsigned
/// integer of the same bytes for floats of 4 and 8 bits and bf16. Other types
/// are their own.
ElementType getFileType(ElementType type);

/// Whether elements differ in signedness at most, which tensors in MLIR do not
/// have.
bool isSameUpToSign(ElementType a, ElementType b);

/// Whether a tensor of `given` may be passed where `wanted` is taken: the types
/// are the same up to their sign, or `given` is how files hold `wanted`.
bool canPassAs(ElementType given, ElementType wanted);

/// The ElementType of a C++ type: elementTypeOf<float>() is F32.
template <typename T>
constexpr ElementType elementTypeOf();

/// "2x3xf32"; a dynamic size (negative) is "?".
std::string shapeToString(llvm::ArrayRef<int64_t> shape, ElementType type);

/// A dense row-major tensor. Copies and slices share the elements, like a
/// shared pointer; the memory is freed with the last of them.
class HostTensor {
public:
  /// An f32 tensor of shape [0].
  HostTensor() = default;

  /// A tensor of zeros, 64-byte aligned. Fails where a size is negative, or
  /// the tensor does not fit into memory.
  static llvm::Expected<HostTensor> create(ElementType type,
                                           llvm::ArrayRef<int64_t> shape);

  /// A tensor with a copy of `values`, whose number must be that of `shape`.
  template <typename T>
  static HostTensor fromValues(llvm::ArrayRef<int64_t> shape,
                               llvm::ArrayRef<T> values);

  /// Takes over memory: `owner` keeps `elements` alive.
  static HostTensor adopt(ElementType type, llvm::ArrayRef<int64_t> shape,
                          const std::shared_ptr<void> &owner, void *elements);

  ElementType getElementType() const { return type; }
  llvm::ArrayRef<int64_t> getShape() const { return shape; }
  int64_t getRank() const { return shape.size(); }
  int64_t getNumElements() const { return numElements; }
  size_t getNumBytes() const { return numElements * getByteWidth(type); }

  /// "2x3xf32".
  std::string describe() const { return shapeToString(shape, type); }

  std::byte *getData() { return data.get(); }
  const std::byte *getData() const { return data.get(); }

  /// The elements in row-major order; T must be the element type.
  template <typename T>
  llvm::ArrayRef<T> values() const {
    assert(elementTypeOf<T>() == type && "values of another element type");
    return llvm::ArrayRef<T>(reinterpret_cast<const T *>(data.get()),
                             numElements);
  }
  template <typename T>
  llvm::MutableArrayRef<T> mutableValues() {
    assert(elementTypeOf<T>() == type && "values of another element type");
    return llvm::MutableArrayRef<T>(reinterpret_cast<T *>(data.get()),
                                    numElements);
  }

  /// Rows [begin, begin + count) of the leading dimension, sharing elements.
  /// The rows must exist.
  HostTensor slice(int64_t begin, int64_t count) const;

  /// The same elements under another shape of equally many elements.
  HostTensor reshape(llvm::ArrayRef<int64_t> newShape) const;

  /// Element `index` as a double, exact but for integers of 64 bits.
  double getElement(int64_t index) const;

  /// f32 copy: every element times numerator / denominator, computed in f64
  /// and rounded once. Every element type is accepted.
  llvm::Expected<HostTensor> toF32(double numerator = 1,
                                   double denominator = 1) const;

private:
  ElementType type = ElementType::F32;
  llvm::SmallVector<int64_t, 4> shape = {0};
  int64_t numElements = 0;
  std::shared_ptr<std::byte> data;
};

/// The number of elements of `shape`, or an error where a size is negative or
/// the elements of `type` would take more than 2^62 bytes.
llvm::Expected<int64_t> countElements(llvm::ArrayRef<int64_t> shape,
                                      ElementType type);

//===----------------------------------------------------------------------===//
// Template definitions
//===----------------------------------------------------------------------===//

#define QUANTX_ELEMENT_TYPE(CPP_TYPE, NAME)                                    \
  template <>                                                                  \
  constexpr ElementType elementTypeOf<CPP_TYPE>() {                            \
    return ElementType::NAME;                                                  \
  }
QUANTX_ELEMENT_TYPE(bool, Bool)
QUANTX_ELEMENT_TYPE(int8_t, I8)
QUANTX_ELEMENT_TYPE(uint8_t, U8)
QUANTX_ELEMENT_TYPE(int16_t, I16)
QUANTX_ELEMENT_TYPE(uint16_t, U16)
QUANTX_ELEMENT_TYPE(int32_t, I32)
QUANTX_ELEMENT_TYPE(uint32_t, U32)
QUANTX_ELEMENT_TYPE(int64_t, I64)
QUANTX_ELEMENT_TYPE(uint64_t, U64)
QUANTX_ELEMENT_TYPE(float, F32)
QUANTX_ELEMENT_TYPE(double, F64)
#undef QUANTX_ELEMENT_TYPE

template <typename T>
HostTensor HostTensor::fromValues(llvm::ArrayRef<int64_t> shape,
                                  llvm::ArrayRef<T> values) {
  HostTensor tensor = llvm::cantFail(create(elementTypeOf<T>(), shape));
  assert(size_t(tensor.numElements) == values.size() && "shape and values");
  llvm::copy(values, tensor.mutableValues<T>().begin());
  return tensor;
}

} // namespace quantx

#endif // QUANTX_EXECUTIONENGINE_HOSTTENSOR_H
