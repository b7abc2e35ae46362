//===- ElementsTests.cpp - Reading and building elements ------------------===//

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/MLIRContext.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"

#include "gtest/gtest.h"

using namespace mlir;
using namespace quantx;

namespace {

class Elements : public testing::Test {
protected:
  RankedTensorType tensor(int64_t count, Type type) {
    return RankedTensorType::get({count}, type);
  }

  /// 0, 1, 2, ... in the low bits of `type`.
  ElementsAttr count(int64_t size, Type type) {
    ElementsBuilder builder(tensor(size, type), "numbers");
    for (int64_t i = 0; i < size; ++i)
      builder.set(i, i);
    return builder.take();
  }

  MLIRContext context;
};

TEST_F(Elements, FewAreDense) {
  ElementsAttr elements = count(64, IntegerType::get(&context, 4));
  EXPECT_TRUE(isa<DenseElementsAttr>(elements));
}

TEST_F(Elements, ManyAreAResourceOfPackedBits) {
  for (unsigned width : {2U, 4U}) {
    ElementsAttr elements = count(101, IntegerType::get(&context, width));
    auto resource = dyn_cast<DenseResourceElementsAttr>(elements);
    ASSERT_TRUE(resource);
    ArrayRef<char> bytes = resource.getRawHandle().getBlob()->getData();
    EXPECT_EQ(bytes.size(), llvm::divideCeil(101 * width, 8));
    // Lowest bits first.
    EXPECT_EQ(uint8_t(bytes[0]), width == 4 ? 0x10 : 0b11100100);
  }
}

TEST_F(Elements, AllEqualAreASplat) {
  for (Type type : {Type(IntegerType::get(&context, 4)),
                    Type(IntegerType::get(&context, 16)),
                    Type(Float4E2M1FNType::get(&context)),
                    Type(Float32Type::get(&context))}) {
    ElementsBuilder builder(tensor(1001, type), "same");
    for (int64_t i = 0; i < 1001; ++i)
      builder.set(i, 5);
    auto dense = dyn_cast<DenseElementsAttr>(builder.take());
    ASSERT_TRUE(dense);
    EXPECT_TRUE(dense.isSplat());
    ElementsReader reader = *ElementsReader::get(dense);
    EXPECT_EQ(reader.size(), 1001U);
    EXPECT_EQ(reader.getBits(1000), 5U);
  }
}

TEST_F(Elements, NoneAreEmpty) {
  ElementsBuilder builder(tensor(0, IntegerType::get(&context, 4)), "none");
  ElementsAttr elements = builder.take();
  ASSERT_TRUE(elements);
  EXPECT_EQ(elements.getNumElements(), 0);
}

TEST_F(Elements, SignednessIsTheType) {
  for (bool isUnsigned : {false, true}) {
    Type type = IntegerType::get(&context, 4,
                                 isUnsigned ? IntegerType::Unsigned
                                            : IntegerType::Signless);
    for (int64_t size : {16, 160}) {
      ElementsAttr elements = count(size, type);
      ElementsReader reader = *ElementsReader::get(elements);
      EXPECT_EQ(reader.getInteger(7), 7);
      EXPECT_EQ(reader.getInteger(9), isUnsigned ? 9 : -7);
      EXPECT_EQ(reader.getBits(9), 9U);
    }
  }
}

TEST_F(Elements, BooleansOfDenseAttributesAreBits) {
  SmallVector<bool> values;
  for (int i = 0; i < 37; ++i)
    values.push_back(i % 3 == 0);
  auto dense = DenseElementsAttr::get(tensor(37, IntegerType::get(&context, 1)),
                                      ArrayRef<bool>(values));
  ElementsReader reader = *ElementsReader::get(dense);
  for (int i = 0; i < 37; ++i)
    EXPECT_EQ(reader.getInteger(i), i % 3 == 0);
}

TEST_F(Elements, ResourcesOfAnotherSizeAreUnreadable) {
  auto type = tensor(101, IntegerType::get(&context, 4));
  SmallVector<char> unpacked(101, 1);
  auto resource = DenseResourceElementsAttr::get(
      type, "unpacked",
      HeapAsmResourceBlob::allocateAndCopyWithAlign(unpacked, 1));
  EXPECT_FALSE(canReadElements(resource));
}

TEST_F(Elements, WideIntegersKeepAllBits) {
  Type type = IntegerType::get(&context, 64);
  ElementsBuilder builder(tensor(100, type), "wide");
  for (int64_t i = 0; i < 100; ++i)
    builder.set(i, static_cast<uint64_t>(INT64_MIN + i));
  ElementsAttr elements = builder.take();
  ElementsReader reader = *ElementsReader::get(elements);
  EXPECT_EQ(reader.getInteger(0), INT64_MIN);
  EXPECT_EQ(reader.getInteger(99), INT64_MIN + 99);
}

} // namespace
