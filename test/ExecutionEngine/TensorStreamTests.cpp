//===- TensorStreamTests.cpp - Rows of tensors in files -------------------===//

#include "quantx/ExecutionEngine/TensorStream.h"

#include "TensorFileTestUtils.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::test;

namespace {

/// A file of `bytes` that goes with the object.
class TemporaryFile {
public:
  explicit TemporaryFile(StringRef bytes) {
    int descriptor = -1;
    EXPECT_FALSE(
        sys::fs::createTemporaryFile("stream", "bin", descriptor, path));
    raw_fd_ostream(descriptor, /*shouldClose=*/true) << bytes;
  }
  ~TemporaryFile() { sys::fs::remove(path); }

  std::string getPath() const { return path.str().str(); }

private:
  SmallString<128> path;
};

HostTensor makeTensor(int64_t rows, int64_t columns) {
  std::vector<int16_t> values(rows * columns);
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<int16_t>(i * 7);
  return HostTensor::fromValues<int16_t>({rows, columns}, values);
}

/// Reads every range of rows both ways.
void expectRows(StringRef bytes, const HostTensor &expected) {
  TemporaryFile file(bytes);
  TensorStream stream = cantFail(TensorStream::open(file.getPath()));
  EXPECT_EQ(stream.getShape(), expected.getShape());
  EXPECT_EQ(stream.getElementType(), expected.getElementType());
  auto whole = cantFail(stream.readAll());
  EXPECT_EQ(whole.values<int16_t>(), expected.values<int16_t>());
  int64_t rows = expected.getShape().front();
  for (int64_t first = 0; first <= rows; ++first)
    for (int64_t count = 0; first + count <= rows; ++count) {
      auto part = cantFail(stream.readRows(first, count));
      auto slice = expected.slice(first, count);
      EXPECT_EQ(part.getShape(), slice.getShape());
      EXPECT_EQ(part.values<int16_t>(), slice.values<int16_t>());
    }
}

/// An IDX file of big-endian i16, for sizes below 256.
std::string idxBytes(const HostTensor &tensor) {
  std::string bytes = {0, 0, 0x0B, 2};
  for (int64_t size : tensor.getShape())
    bytes += {0, 0, 0, char(size)};
  for (int16_t value : tensor.values<int16_t>())
    bytes += {char(value >> 8), char(value)};
  return bytes;
}

TEST(TensorStream, ReadsRowsOfNpy) {
  HostTensor tensor = makeTensor(5, 3);
  expectRows(npyBytes(tensor), tensor);
}

TEST(TensorStream, SwapsBytesOfRows) {
  HostTensor tensor = makeTensor(5, 3);
  expectRows(idxBytes(tensor), tensor);
}

TEST(TensorStream, HoldsCompressedFilesWhole) {
  HostTensor tensor = makeTensor(5, 3);
  expectRows(gzipBytes(npyBytes(tensor)), tensor);
  expectRows(gzipBytes(idxBytes(tensor)), tensor);
}

TEST(TensorStream, HoldsFortranOrderWhole) {
  // Columns of [[0, 7], [14, 21]] follow one another.
  expectRows(npyFile("{'descr': '<i2', 'fortran_order': True, 'shape': (2, 2)}",
                     StringRef("\0\0\x0E\0\7\0\x15\0", 8)),
             makeTensor(2, 2));
}

TEST(TensorStream, ReadsFilesOfNoRows) {
  HostTensor tensor = makeTensor(0, 3);
  expectRows(npyBytes(tensor), tensor);
}

// A file this large is mapped, and its pages are given back in between.
TEST(TensorStream, ReadsLargeFilesTwice) {
  HostTensor tensor = makeTensor(3000, 1000);
  TemporaryFile file(npyBytes(tensor));
  TensorStream stream = cantFail(TensorStream::open(file.getPath()));
  for (int pass = 0; pass < 2; ++pass)
    for (int64_t row = 0; row < 3000; row += 100)
      EXPECT_EQ(cantFail(stream.readRows(row, 100)).values<int16_t>(),
                tensor.slice(row, 100).values<int16_t>());
}

TEST(TensorStream, FindsWhatReadTensorFileFinds) {
  std::string bytes = npyBytes(makeTensor(5, 3));
  for (StringRef damaged :
       {StringRef(bytes).drop_back(), StringRef(bytes).take_front(20),
        StringRef(), StringRef("no tensor at all")}) {
    TemporaryFile file(damaged);
    auto stream = TensorStream::open(file.getPath());
    auto whole = readTensorFile(file.getPath());
    ASSERT_FALSE(stream);
    ASSERT_FALSE(whole);
    EXPECT_EQ(toString(stream.takeError()), toString(whole.takeError()));
  }
  EXPECT_EQ(toString(TensorStream::open("/no/such/file").takeError()),
            toString(readTensorFile("/no/such/file").takeError()));
}

} // namespace
