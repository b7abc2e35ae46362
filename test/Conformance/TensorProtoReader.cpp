//===- TensorProtoReader.cpp - Data of published test vectors -------------===//

#include "TensorProtoReader.h"

#include "onnx/onnx_pb.h"

#include <gtest/gtest.h>
#include <string>

using namespace quantx;

namespace {

/// The type of each TensorProto.DataType by number: the installed ONNX may be
/// older than the vectors. Bool stands for types that none of them has.
constexpr ElementType elementTypes[] = {
    ElementType::Bool,       ElementType::F32,    ElementType::U8,
    ElementType::I8,         ElementType::U16,    ElementType::I16,
    ElementType::I32,        ElementType::I64,    ElementType::Bool,
    ElementType::Bool,       ElementType::F16,    ElementType::F64,
    ElementType::U32,        ElementType::U64,    ElementType::Bool,
    ElementType::Bool,       ElementType::BF16,   ElementType::F8E4M3FN,
    ElementType::F8E4M3FNUZ, ElementType::F8E5M2, ElementType::F8E5M2FNUZ,
    ElementType::U4,         ElementType::I4,     ElementType::F4E2M1FN,
    ElementType::F8E8M0FNU,  ElementType::U2,     ElementType::I2};

ElementType getElementType(int number) {
  bool found = number > 0 && number < static_cast<int>(std::size(elementTypes));
  EXPECT_TRUE(found) << "element type " << number;
  return found ? elementTypes[number] : ElementType::Bool;
}

/// Bytes as raw data has them, whichever field they are in.
std::string getRawBytes(const onnx::TensorProto &proto, ElementType type) {
  if (proto.has_raw_data())
    return proto.raw_data();
  // Of typed fields the vectors use this one: a value, or a byte of packed
  // values, in each entry.
  EXPECT_EQ(proto.float_data_size() + proto.int64_data_size(), 0);
  std::string bytes;
  for (int32_t entry : proto.int32_data())
    bytes.append(reinterpret_cast<const char *>(&entry), getByteWidth(type));
  return bytes;
}

/// Spreads packed elements of `width` bits, the first in the lowest bits.
void unpack(const std::string &bytes, unsigned width, bool isSigned,
            HostTensor &tensor) {
  for (int64_t i = 0, e = tensor.getNumElements(); i < e; ++i) {
    auto bit = static_cast<size_t>(i) * width;
    unsigned element = static_cast<uint8_t>(bytes[bit / 8]) >> (bit % 8);
    element %= 1u << width;
    if (isSigned && element >= 1u << (width - 1))
      element -= 1u << width;
    tensor.getData()[i] = std::byte(element);
  }
}

} // namespace

HostTensor test::readTensorProto(const onnx::TensorProto &proto) {
  ElementType type = getElementType(proto.data_type());
  llvm::SmallVector<int64_t> shape(proto.dims().begin(), proto.dims().end());
  HostTensor tensor = llvm::cantFail(HostTensor::create(type, shape));
  std::string bytes = getRawBytes(proto, type);
  unsigned width = type == ElementType::Bool ? 8 : getBitWidth(type);
  size_t expected = (tensor.getNumElements() * width + 7) / 8;
  EXPECT_EQ(bytes.size(), expected);
  if (bytes.size() != expected)
    return tensor;
  bool isSigned = type == ElementType::I2 || type == ElementType::I4;
  if (width < 8)
    unpack(bytes, width, isSigned, tensor);
  else
    std::memcpy(tensor.getData(), bytes.data(), bytes.size());
  return tensor;
}
