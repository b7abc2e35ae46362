//===- HostTensorTests.cpp - Tensors in host memory
//------------------------===//

#include "quantx/ExecutionEngine/HostTensor.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

using namespace llvm;
using namespace quantx;

namespace {

TEST(HostTensor, StartsAsZeros) {
  HostTensor tensor = cantFail(HostTensor::create(ElementType::I16, {2, 3}));
  EXPECT_EQ(tensor.describe(), "2x3xi16");
  EXPECT_EQ(tensor.getNumBytes(), 12u);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(tensor.getData()) % 64, 0u);
  for (int16_t value : tensor.values<int16_t>())
    EXPECT_EQ(value, 0);
}

TEST(HostTensor, RankZeroHasOneElement) {
  EXPECT_EQ(cantFail(HostTensor::create(ElementType::F64, {})).getNumElements(),
            1);
}

TEST(HostTensor, RefusesImpossibleShapes) {
  auto errorOf = [](ArrayRef<int64_t> shape) {
    return toString(HostTensor::create(ElementType::F32, shape).takeError());
  };
  EXPECT_EQ(errorOf({2, -1}), "a tensor of 2x?xf32 has a negative size");
  int64_t big = std::numeric_limits<int64_t>::max();
  EXPECT_NE(errorOf({big, big}).find("does not fit into memory"),
            std::string::npos);
  EXPECT_NE(errorOf({0, big, big}).find("does not fit into memory"),
            std::string::npos);
}

TEST(HostTensor, SlicesShareElements) {
  HostTensor tensor =
      HostTensor::fromValues<int32_t>({3, 2}, {1, 2, 3, 4, 5, 6});
  HostTensor rows = tensor.slice(1, 2);
  EXPECT_EQ(rows.describe(), "2x2xi32");
  EXPECT_EQ(rows.values<int32_t>(), ArrayRef<int32_t>({3, 4, 5, 6}));
  rows.mutableValues<int32_t>()[0] = 7;
  EXPECT_EQ(tensor.values<int32_t>()[2], 7);
  EXPECT_EQ(tensor.slice(3, 0).getNumElements(), 0);
}

TEST(HostTensor, SliceOutlivesItsTensor) {
  HostTensor rows;
  {
    HostTensor tensor = HostTensor::fromValues<uint8_t>({2}, {8, 9});
    rows = tensor.slice(1, 1);
  }
  EXPECT_EQ(rows.values<uint8_t>()[0], 9);
}

TEST(HostTensor, ScalesEveryElementTypeInDouble) {
  // As a framework computes u8 / 255 in f32: one correctly rounded division.
  for (int value = 0; value < 256; ++value) {
    HostTensor bytes = HostTensor::fromValues<uint8_t>({1}, {uint8_t(value)});
    EXPECT_EQ(cantFail(bytes.toF32(1, 255)).values<float>()[0],
              float(value) / 255.0f);
  }
  auto first = [](const HostTensor &tensor) {
    return cantFail(tensor.toF32(2)).values<float>()[0];
  };
  EXPECT_EQ(first(HostTensor::fromValues<bool>({1}, {true})), 2);
  EXPECT_EQ(first(HostTensor::fromValues<int8_t>({1}, {int8_t(-128)})), -256);
  EXPECT_EQ(first(HostTensor::fromValues<int16_t>({1}, {int16_t(-3)})), -6);
  EXPECT_EQ(first(HostTensor::fromValues<uint16_t>({1}, {uint16_t(65535)})),
            131070);
  EXPECT_EQ(first(HostTensor::fromValues<int32_t>({1}, {-3})), -6);
  EXPECT_EQ(first(HostTensor::fromValues<uint32_t>({1}, {3u})), 6);
  EXPECT_EQ(first(HostTensor::fromValues<int64_t>({1}, {int64_t(-3)})), -6);
  EXPECT_EQ(first(HostTensor::fromValues<uint64_t>({1}, {uint64_t(3)})), 6);
  EXPECT_EQ(first(HostTensor::fromValues<float>({1}, {-1.5f})), -3);
  EXPECT_EQ(first(HostTensor::fromValues<double>({1}, {0.25})), 0.5);
  HostTensor half = cantFail(HostTensor::create(ElementType::F16, {1}));
  half.getData()[1] = std::byte(0x3C); // 1.0
  EXPECT_EQ(first(half), 2);
}

TEST(HostTensor, DecodesFloatsOfFewBits) {
  auto decode = [](ElementType type, uint16_t bits) {
    HostTensor tensor = cantFail(HostTensor::create(type, {1}));
    std::memcpy(tensor.getData(), &bits, getByteWidth(type));
    return tensor.getElement(0);
  };
  EXPECT_EQ(decode(ElementType::BF16, 0xC040), -3);
  EXPECT_EQ(decode(ElementType::F8E4M3FN, 0x7E), 448);
  EXPECT_EQ(decode(ElementType::F8E5M2, 0x7B), 57344);
  EXPECT_EQ(decode(ElementType::F8E3M4, 0x6F), 15.5);
  EXPECT_EQ(decode(ElementType::F8E4M3FNUZ, 0x7F), 240);
  EXPECT_EQ(decode(ElementType::F8E5M2FNUZ, 0x7F), 57344);
  EXPECT_EQ(decode(ElementType::F8E8M0FNU, 0), 0x1p-127);
  EXPECT_EQ(decode(ElementType::F4E2M1FN, 0xF), -6);
}

TEST(HostTensor, IsPassedAsFilesHoldIt) {
  EXPECT_EQ(getFileType(ElementType::I4), ElementType::I8);
  EXPECT_EQ(getFileType(ElementType::U2), ElementType::U8);
  EXPECT_EQ(getFileType(ElementType::F8E5M2), ElementType::U8);
  EXPECT_EQ(getFileType(ElementType::BF16), ElementType::U16);
  EXPECT_EQ(getFileType(ElementType::F16), ElementType::F16);
  EXPECT_TRUE(canPassAs(ElementType::U8, ElementType::I8));
  EXPECT_TRUE(canPassAs(ElementType::U4, ElementType::I4));
  EXPECT_TRUE(canPassAs(ElementType::I8, ElementType::I4));
  EXPECT_TRUE(canPassAs(ElementType::U8, ElementType::F4E2M1FN));
  EXPECT_FALSE(canPassAs(ElementType::I4, ElementType::I8));
  EXPECT_FALSE(canPassAs(ElementType::F16, ElementType::BF16));
}

} // namespace
