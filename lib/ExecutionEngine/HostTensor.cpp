//===- HostTensor.cpp - A typed tensor in host memory ---------------------===//

#include "quantx/ExecutionEngine/HostTensor.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

#include <cstdlib>
#include <cstring>

using namespace llvm;
using namespace quantx;

namespace {
struct ElementTypeInfo {
  const char *name;
  unsigned bitWidth;
  ElementType signless;
  ElementType file;
};
} // namespace

static const ElementTypeInfo &getInfo(ElementType type) {
  using T = ElementType;
  // In the order of the enumeration.
  static constexpr ElementTypeInfo table[] = {
      {"bool", 1, T::Bool, T::Bool},
      {"i2", 2, T::I2, T::I8},
      {"u2", 2, T::I2, T::U8},
      {"i4", 4, T::I4, T::I8},
      {"u4", 4, T::I4, T::U8},
      {"i8", 8, T::I8, T::I8},
      {"u8", 8, T::I8, T::U8},
      {"i16", 16, T::I16, T::I16},
      {"u16", 16, T::I16, T::U16},
      {"i32", 32, T::I32, T::I32},
      {"u32", 32, T::I32, T::U32},
      {"i64", 64, T::I64, T::I64},
      {"u64", 64, T::I64, T::U64},
      {"f4E2M1FN", 4, T::F4E2M1FN, T::U8},
      {"f8E4M3FN", 8, T::F8E4M3FN, T::U8},
      {"f8E5M2", 8, T::F8E5M2, T::U8},
      {"f8E3M4", 8, T::F8E3M4, T::U8},
      {"f8E4M3FNUZ", 8, T::F8E4M3FNUZ, T::U8},
      {"f8E5M2FNUZ", 8, T::F8E5M2FNUZ, T::U8},
      {"f8E8M0FNU", 8, T::F8E8M0FNU, T::U8},
      {"bf16", 16, T::BF16, T::U16},
      {"f16", 16, T::F16, T::F16},
      {"f32", 32, T::F32, T::F32},
      {"f64", 64, T::F64, T::F64}};
  return table[static_cast<size_t>(type)];
}

size_t quantx::getByteWidth(ElementType type) {
  return divideCeil(getInfo(type).bitWidth, 8);
}

unsigned quantx::getBitWidth(ElementType type) {
  return getInfo(type).bitWidth;
}

bool quantx::isFloat(ElementType type) { return type >= ElementType::F4E2M1FN; }

StringRef quantx::getName(ElementType type) { return getInfo(type).name; }

ElementType quantx::getFileType(ElementType type) { return getInfo(type).file; }

bool quantx::isSameUpToSign(ElementType a, ElementType b) {
  return getInfo(a).signless == getInfo(b).signless;
}

bool quantx::canPassAs(ElementType given, ElementType wanted) {
  return isSameUpToSign(given, wanted) ||
         isSameUpToSign(given, getFileType(wanted));
}

std::string quantx::shapeToString(ArrayRef<int64_t> shape, ElementType type) {
  std::string text;
  for (int64_t size : shape)
    text += (size < 0 ? std::string("?") : itostr(size)) + "x";
  return text + getName(type).str();
}

Expected<int64_t> quantx::countElements(ArrayRef<int64_t> shape,
                                        ElementType type) {
  auto refuse = [&](const Twine &what) {
    return createStringError("a tensor of " + shapeToString(shape, type) + " " +
                             what);
  };
  int64_t bytes = getByteWidth(type);
  for (int64_t size : shape) {
    if (size < 0)
      return refuse("has a negative size");
    // A size of 0 must not hide that the others overflow in a later slice.
    if (MulOverflow(bytes, std::max<int64_t>(size, 1), bytes) ||
        bytes > (int64_t(1) << 62))
      return refuse("does not fit into memory");
  }
  if (is_contained(shape, 0))
    return 0;
  return bytes / int64_t(getByteWidth(type));
}

Expected<HostTensor> HostTensor::create(ElementType type,
                                        ArrayRef<int64_t> shape) {
  Expected<int64_t> count = countElements(shape, type);
  if (!count)
    return count.takeError();
  constexpr size_t alignment = 64;
  size_t bytes =
      alignTo(std::max<size_t>(*count * getByteWidth(type), 1), alignment);
  void *memory = std::aligned_alloc(alignment, bytes);
  if (!memory)
    return createStringError("no memory for a tensor of " +
                             shapeToString(shape, type));
  std::memset(memory, 0, bytes);
  return adopt(type, shape, std::shared_ptr<void>(memory, std::free), memory);
}

HostTensor HostTensor::adopt(ElementType type, ArrayRef<int64_t> shape,
                             const std::shared_ptr<void> &owner,
                             void *elements) {
  HostTensor tensor;
  tensor.type = type;
  tensor.shape.assign(shape.begin(), shape.end());
  tensor.numElements = cantFail(countElements(shape, type));
  tensor.data =
      std::shared_ptr<std::byte>(owner, static_cast<std::byte *>(elements));
  return tensor;
}

HostTensor HostTensor::slice(int64_t begin, int64_t count) const {
  assert(getRank() > 0 && begin >= 0 && count >= 0 &&
         begin + count <= shape.front() && "rows that do not exist");
  HostTensor result = *this;
  int64_t perRow = shape.front() ? numElements / shape.front() : 0;
  result.shape.front() = count;
  result.numElements = count * perRow;
  result.data = std::shared_ptr<std::byte>(
      data, data.get() + begin * perRow * getByteWidth(type));
  return result;
}

HostTensor HostTensor::reshape(ArrayRef<int64_t> newShape) const {
  assert(cantFail(countElements(newShape, type)) == numElements &&
         "a reshape keeps the number of elements");
  HostTensor result = *this;
  result.shape.assign(newShape.begin(), newShape.end());
  return result;
}

/// The format of a float type that C++ has no type for.
static const fltSemantics &getSemantics(ElementType type) {
  switch (type) {
  case ElementType::F4E2M1FN:
    return APFloat::Float4E2M1FN();
  case ElementType::F8E4M3FN:
    return APFloat::Float8E4M3FN();
  case ElementType::F8E5M2:
    return APFloat::Float8E5M2();
  case ElementType::F8E3M4:
    return APFloat::Float8E3M4();
  case ElementType::F8E4M3FNUZ:
    return APFloat::Float8E4M3FNUZ();
  case ElementType::F8E5M2FNUZ:
    return APFloat::Float8E5M2FNUZ();
  case ElementType::F8E8M0FNU:
    return APFloat::Float8E8M0FNU();
  case ElementType::BF16:
    return APFloat::BFloat();
  case ElementType::F16:
    return APFloat::IEEEhalf();
  default:
    llvm_unreachable("a type of C++");
  }
}

template <typename T>
static double readAs(const std::byte *data, int64_t index) {
  return static_cast<double>(reinterpret_cast<const T *>(data)[index]);
}

/// Decodes the element `index` of a float type that C++ has no type for.
static double decode(ElementType type, const std::byte *data, int64_t index) {
  unsigned width = getBitWidth(type);
  uint64_t bits = width > 8 ? reinterpret_cast<const uint16_t *>(data)[index]
                            : reinterpret_cast<const uint8_t *>(data)[index];
  APInt masked(width, bits & maskTrailingOnes<uint64_t>(width));
  return APFloat(getSemantics(type), masked).convertToDouble();
}

double HostTensor::getElement(int64_t index) const {
  const std::byte *elements = data.get();
  switch (type) {
  case ElementType::I2:
  case ElementType::I4:
  case ElementType::I8:
    return readAs<int8_t>(elements, index);
  case ElementType::Bool:
  case ElementType::U2:
  case ElementType::U4:
  case ElementType::U8:
    return readAs<uint8_t>(elements, index);
  case ElementType::I16:
    return readAs<int16_t>(elements, index);
  case ElementType::U16:
    return readAs<uint16_t>(elements, index);
  case ElementType::I32:
    return readAs<int32_t>(elements, index);
  case ElementType::U32:
    return readAs<uint32_t>(elements, index);
  case ElementType::I64:
    return readAs<int64_t>(elements, index);
  case ElementType::U64:
    return readAs<uint64_t>(elements, index);
  case ElementType::F32:
    return readAs<float>(elements, index);
  case ElementType::F64:
    return readAs<double>(elements, index);
  default:
    return decode(type, elements, index);
  }
}

Expected<HostTensor> HostTensor::toF32(double numerator,
                                       double denominator) const {
  Expected<HostTensor> result = create(ElementType::F32, shape);
  if (!result)
    return result.takeError();
  MutableArrayRef<float> to = result->mutableValues<float>();
  for (auto [index, target] : enumerate(to))
    target = static_cast<float>(getElement(static_cast<int64_t>(index)) *
                                numerator / denominator);
  return result;
}
