//===- IdxFileTests.cpp - The IDX format of MNIST
//--------------------------===//

#include "TensorFileTestUtils.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::test;

namespace {

/// An IDX file of bytes; sizes below 256.
std::string idxFile(uint8_t code, ArrayRef<uint8_t> shape, StringRef elements) {
  std::string bytes = {0, 0, char(code), char(shape.size())};
  for (uint8_t size : shape)
    bytes += {0, 0, 0, char(size)};
  return bytes + elements.str();
}

TEST(IdxFile, ReadsImages) {
  TensorFile file = cantFail(parse(idxFile(8, {2, 1, 3}, "abcdef")));
  EXPECT_EQ(file.format, TensorFormat::Idx);
  EXPECT_EQ(file.tensor.describe(), "2x1x3xu8");
  EXPECT_EQ(file.tensor.values<uint8_t>()[5], 'f');
}

TEST(IdxFile, ReadsBigEndianElements) {
  EXPECT_EQ(cantFail(parse(idxFile(0x0B, {1}, {"\xFF\xFE", 2})))
                .tensor.values<int16_t>()[0],
            -2);
  EXPECT_EQ(cantFail(parse(idxFile(0x0C, {1}, {"\0\0\1\0", 4})))
                .tensor.values<int32_t>()[0],
            256);
  EXPECT_EQ(cantFail(parse(idxFile(0x0D, {1}, {"\x40\x20\0\0", 4})))
                .tensor.values<float>()[0],
            2.5f);
  EXPECT_EQ(cantFail(parse(idxFile(0x0E, {1}, {"\x40\x04\0\0\0\0\0\0", 8})))
                .tensor.values<double>()[0],
            2.5);
}

TEST(IdxFile, ReadsGzip) {
  EXPECT_EQ(cantFail(parse(gzipBytes(idxFile(9, {2}, "\xFF\x01"))))
                .tensor.values<int8_t>()[0],
            -1);
}

TEST(IdxFile, SaysWhatIsMissing) {
  EXPECT_EQ(parseError(idxFile(8, {2, 3}, "abcde")),
            "'file': the header announces 2x3xu8, which is 6 bytes, but 5 "
            "bytes follow; is the file truncated?");
  EXPECT_EQ(parseError(StringRef("\0\0\x08\x03\0\0\0\2", 8)),
            "'file': the IDX header of rank 3 needs 16 bytes, the file has 8");
}

TEST(IdxFile, SurvivesDamage) {
  std::string bytes = idxFile(8, {2, 3}, "abcdef");
  checkDamaged(bytes);
  checkDamaged(gzipBytes(bytes));
}

} // namespace
