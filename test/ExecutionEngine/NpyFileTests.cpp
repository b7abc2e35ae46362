//===- NpyFileTests.cpp - numpy's .npy format
//------------------------------===//

#include "TensorFileTestUtils.h"

#include "llvm/ADT/bit.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::test;

namespace {

StringRef asBytes(ArrayRef<float> values) {
  return {reinterpret_cast<const char *>(values.data()), values.size() * 4};
}

std::string header(StringRef descr, StringRef order, StringRef shape) {
  return ("{'descr': '" + descr + "', 'fortran_order': " + order +
          ", 'shape': " + shape + ", }")
      .str();
}

template <typename T>
void checkRoundTrip(ArrayRef<T> values, ElementType type) {
  HostTensor tensor =
      HostTensor::fromValues<T>({int64_t(values.size())}, values);
  HostTensor back = cantFail(parse(npyBytes(tensor))).tensor;
  ASSERT_EQ(back.getElementType(), type);
  ASSERT_EQ(back.getShape(), tensor.getShape());
  EXPECT_EQ(back.values<T>(), values);
}

TEST(NpyFile, RoundTripsEveryType) {
  checkRoundTrip<bool>({true, false}, ElementType::Bool);
  checkRoundTrip<int8_t>({-128, 127}, ElementType::I8);
  checkRoundTrip<uint8_t>({0, 255}, ElementType::U8);
  checkRoundTrip<int16_t>({-32768, 3}, ElementType::I16);
  checkRoundTrip<uint16_t>({65535}, ElementType::U16);
  checkRoundTrip<int32_t>({-5, 5}, ElementType::I32);
  checkRoundTrip<uint32_t>({1u << 31}, ElementType::U32);
  checkRoundTrip<int64_t>({INT64_MIN, 1}, ElementType::I64);
  checkRoundTrip<uint64_t>({UINT64_MAX}, ElementType::U64);
  checkRoundTrip<float>({0.1f, -0.0f}, ElementType::F32);
  checkRoundTrip<double>({0.1, 1e300}, ElementType::F64);
}

TEST(NpyFile, RoundTripsEveryRank) {
  SmallVector<int64_t> shape;
  for (int rank = 0; rank < 5; ++rank) {
    HostTensor tensor = cantFail(HostTensor::create(ElementType::F32, shape));
    std::string bytes = npyBytes(tensor);
    EXPECT_EQ((bytes.size() - tensor.getNumBytes()) % 64, 0u);
    EXPECT_EQ(cantFail(parse(bytes)).tensor.getShape(), ArrayRef(shape));
    shape.push_back(rank + 1);
  }
}

TEST(NpyFile, ReadsAnEmptyTensor) {
  HostTensor tensor = cantFail(HostTensor::create(ElementType::F32, {0, 3}));
  EXPECT_EQ(cantFail(parse(npyBytes(tensor))).tensor.describe(), "0x3xf32");
}

TEST(NpyFile, SwapsBigEndian) {
  std::string bytes =
      npyFile(header(">f4", "False", "(1,)"), StringRef("\x3F\x80\x00\x00", 4));
  EXPECT_EQ(cantFail(parse(bytes)).tensor.values<float>()[0], 1.0f);
}

TEST(NpyFile, TransposesFortranOrder) {
  // numpy.asfortranarray([[1, 2, 3], [4, 5, 6]])
  std::string bytes =
      npyFile(header("<f4", "True", "(2, 3)"), asBytes({1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(cantFail(parse(bytes)).tensor.values<float>(),
            ArrayRef<float>({1, 2, 3, 4, 5, 6}));
  // a[i, j, k] = 100 i + 10 j + k of shape (2, 2, 3)
  bytes = npyFile(header("<f4", "True", "(2, 2, 3)"),
                  asBytes({0, 100, 10, 110, 1, 101, 11, 111, 2, 102, 12, 112}));
  EXPECT_EQ(
      cantFail(parse(bytes)).tensor.values<float>(),
      ArrayRef<float>({0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112}));
}

TEST(NpyFile, ReadsVersions2And3) {
  for (char version : {2, 3}) {
    std::string text = header("<f4", "False", "()") + "\n";
    std::string bytes = "\x93NUMPY";
    bytes += {version, 0, char(text.size()), 0, 0, 0};
    bytes += text + asBytes({2.5f}).str();
    EXPECT_EQ(cantFail(parse(bytes)).tensor.values<float>()[0], 2.5f);
  }
}

TEST(NpyFile, ReadsGzip) {
  HostTensor tensor = HostTensor::fromValues<float>({2}, {1, 2});
  std::string bytes = npyBytes(tensor);
  std::string half = StringRef(bytes).take_front(70).str();
  // Members may follow one another, as `cat a.gz b.gz` leaves them.
  std::string twice =
      gzipBytes(half) + gzipBytes(StringRef(bytes).drop_front(70));
  EXPECT_EQ(cantFail(parse(gzipBytes(bytes))).tensor.values<float>()[1], 2);
  EXPECT_EQ(cantFail(parse(twice)).tensor.values<float>()[1], 2);
  EXPECT_EQ(parseError(gzipBytes(bytes) + "rest"),
            "'file': 4 bytes follow the compressed data");
}

TEST(NpyFile, NormalizesBool) {
  std::string bytes = npyFile(header("|b1", "False", "(2,)"), {"\2\0", 2});
  EXPECT_EQ(cantFail(parse(bytes)).tensor.getData()[0], std::byte(1));
}

TEST(NpyFile, SaysWhatIsMissing) {
  std::string bytes =
      npyFile(header("<f4", "False", "(2, 3)"), asBytes({1, 2, 3, 4, 5}));
  EXPECT_EQ(parseError(bytes),
            "'file': the header announces 2x3xf32, which is 24 bytes, but 20 "
            "bytes follow; is the file truncated?");
  EXPECT_EQ(parseError(bytes + "12345678"),
            "'file': the header announces 2x3xf32, which is 24 bytes, but 28 "
            "bytes follow; is it more than one tensor?");
}

TEST(NpyFile, RefusesWhatItCannotRead) {
  auto errorOf = [](std::string text) { return parseError(npyFile(text, "")); };
  EXPECT_EQ(errorOf(header("<c8", "False", "(0,)")),
            "'file': in the .npy header: element type '<c8' is not supported; "
            "bool, integers of 8 to 64 bits, f16, f32 and f64 are");
  EXPECT_EQ(errorOf("{'descr': [('a', '<f4')], 'fortran_order': False, "
                    "'shape': (0,)}"),
            "'file': in the .npy header: the elements are records; a tensor of "
            "numbers is needed");
  EXPECT_EQ(errorOf(header("<f4", "Maybe", "(0,)")),
            "'file': in the .npy header: fortran_order must be True or False");
  EXPECT_EQ(errorOf(header("<f4", "False", "(-1,)")),
            "'file': in the .npy header: shape must be a tuple of non-negative "
            "integers");
  EXPECT_EQ(errorOf("{'descr': '<f4', 'shape': (0,)}"),
            "'file': in the .npy header: descr, fortran_order and shape are "
            "needed");
  EXPECT_EQ(errorOf("{'descr': '<f4', 'descr': '<f4'}"),
            "'file': in the .npy header: key 'descr' appears twice");
  EXPECT_EQ(errorOf("{'color': 3}"),
            "'file': in the .npy header: unknown key 'color'");
  EXPECT_EQ(errorOf(header("<f4", "False", "(4611686018427387904, 4)")),
            "'file': a tensor of 4611686018427387904x4xf32 does not fit into "
            "memory");
  EXPECT_EQ(parseError(StringRef("\x93NUMPY\4\0\0\0\0\0", 12)),
            "'file': .npy version 4; versions 1 to 3 are supported");
}

TEST(NpyFile, SurvivesDamage) {
  HostTensor tensor = HostTensor::fromValues<float>({2}, {1, 2});
  std::string bytes = npyBytes(tensor);
  checkDamaged(bytes);
  checkDamaged(gzipBytes(bytes));
}

TEST(NpyFile, NamesAnUnknownFormat) {
  EXPECT_EQ(parseError(""), "'file': the file is empty; a .npy, .npz or IDX "
                            "file is needed");
  EXPECT_EQ(parseError("hello"),
            "'file': neither a .npy, .npz nor IDX file (its first bytes belong "
            "to no known format)");
  EXPECT_EQ(parseError(npyBytes(HostTensor()), "x"),
            "'file': array 'x' asked for, but the file is no .npz archive");
}

} // namespace
