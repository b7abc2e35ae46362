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
  size_t byteWidth;
};
} // namespace

static const ElementTypeInfo &getInfo(ElementType type) {
  // In the order of the enumeration.
  static constexpr ElementTypeInfo table[] = {
      {"bool", 1}, {"i8", 1},  {"u8", 1},  {"i16", 2}, {"u16", 2}, {"i32", 4},
      {"u32", 4},  {"i64", 8}, {"u64", 8}, {"f16", 2}, {"f32", 4}, {"f64", 8}};
  return table[static_cast<size_t>(type)];
}

size_t quantx::getByteWidth(ElementType type) {
  return getInfo(type).byteWidth;
}

StringRef quantx::getName(ElementType type) { return getInfo(type).name; }

static ElementType dropSign(ElementType type) {
  switch (type) {
  case ElementType::U8:
    return ElementType::I8;
  case ElementType::U16:
    return ElementType::I16;
  case ElementType::U32:
    return ElementType::I32;
  case ElementType::U64:
    return ElementType::I64;
  default:
    return type;
  }
}

bool quantx::isSameUpToSign(ElementType a, ElementType b) {
  return dropSign(a) == dropSign(b);
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

template <typename T>
static void scaleInto(ArrayRef<T> from, MutableArrayRef<float> to,
                      double numerator, double denominator) {
  for (auto [source, target] : zip_equal(from, to))
    target = static_cast<float>(static_cast<double>(source) * numerator /
                                denominator);
}

/// The elements of an F16 tensor, widened.
static std::vector<float> widenHalf(const HostTensor &tensor) {
  auto *bits = reinterpret_cast<const uint16_t *>(tensor.getData());
  std::vector<float> values;
  values.reserve(tensor.getNumElements());
  for (int64_t i = 0, e = tensor.getNumElements(); i < e; ++i)
    values.push_back(
        APFloat(APFloat::IEEEhalf(), APInt(16, bits[i])).convertToFloat());
  return values;
}

Expected<HostTensor> HostTensor::toF32(double numerator,
                                       double denominator) const {
  Expected<HostTensor> result = create(ElementType::F32, shape);
  if (!result)
    return result.takeError();
  MutableArrayRef<float> to = result->mutableValues<float>();
  auto scale = [&](auto from) { scaleInto(from, to, numerator, denominator); };
  switch (type) {
  case ElementType::Bool:
    scale(values<bool>());
    break;
  case ElementType::I8:
    scale(values<int8_t>());
    break;
  case ElementType::U8:
    scale(values<uint8_t>());
    break;
  case ElementType::I16:
    scale(values<int16_t>());
    break;
  case ElementType::U16:
    scale(values<uint16_t>());
    break;
  case ElementType::I32:
    scale(values<int32_t>());
    break;
  case ElementType::U32:
    scale(values<uint32_t>());
    break;
  case ElementType::I64:
    scale(values<int64_t>());
    break;
  case ElementType::U64:
    scale(values<uint64_t>());
    break;
  case ElementType::F16:
    scale(ArrayRef<float>(widenHalf(*this)));
    break;
  case ElementType::F32:
    scale(values<float>());
    break;
  case ElementType::F64:
    scale(values<double>());
    break;
  }
  return result;
}
