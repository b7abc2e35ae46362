//===- TensorFileTestUtils.h - Files made in memory -------------*- C++ -*-===//

#ifndef QUANTX_TEST_EXECUTIONENGINE_TENSORFILETESTUTILS_H
#define QUANTX_TEST_EXECUTIONENGINE_TENSORFILETESTUTILS_H

#include "quantx/ExecutionEngine/TensorFile.h"

#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <memory>
#include <string>

namespace quantx::test {

/// Parses a copy of `bytes` in a block of exactly its size, so that a sanitizer
/// sees any byte read beyond it.
inline llvm::Expected<TensorFile> parse(llvm::StringRef bytes,
                                        llvm::StringRef member = "") {
  auto block = std::make_unique<char[]>(bytes.size());
  llvm::copy(bytes, block.get());
  return parseTensorFile({llvm::StringRef(block.get(), bytes.size()), "file"},
                         member);
}

/// The error of parsing `bytes`, or "" where there is none.
inline std::string parseError(llvm::StringRef bytes,
                              llvm::StringRef member = "") {
  llvm::Expected<TensorFile> result = parse(bytes, member);
  return result ? "" : llvm::toString(result.takeError());
}

/// `tensor` as the bytes of a .npy file.
inline std::string npyBytes(const HostTensor &tensor) {
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  printNpy(os, tensor);
  return bytes;
}

/// A .npy file, version 1, of a header and elements taken as they are.
inline std::string npyFile(std::string header, llvm::StringRef elements) {
  header += '\n';
  std::string bytes("\x93NUMPY\1\0", 8);
  bytes += char(header.size() & 255);
  bytes += char(header.size() >> 8);
  return bytes + header + elements.str();
}

/// `bytes` compressed; `windowBits` is zlib's choice of the wrapper.
inline std::string deflateBytes(llvm::StringRef bytes, int windowBits) {
  z_stream stream = {};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, 8,
               Z_DEFAULT_STRATEGY);
  std::string result(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = bytes.size();
  stream.next_out = reinterpret_cast<Bytef *>(result.data());
  stream.avail_out = result.size();
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}
inline std::string gzipBytes(llvm::StringRef bytes) {
  return deflateBytes(bytes, MAX_WBITS + 16);
}

/// Parses `bytes` cut short at every length and with every byte changed. None
/// of it may crash; every shortened file is an error that begins with its name.
inline void checkDamaged(const std::string &bytes) {
  for (size_t length = 0; length < bytes.size(); ++length)
    EXPECT_EQ(
        parseError(llvm::StringRef(bytes).take_front(length)).find("'file"), 0u)
        << "cut to " << length << " bytes";
  for (size_t i = 0; i < bytes.size(); ++i)
    for (int change : {0x01, 0x80, 0xFF}) {
      std::string damaged = bytes;
      damaged[i] = char(damaged[i] ^ change);
      llvm::consumeError(parse(damaged).takeError());
    }
}

} // namespace quantx::test

#endif // QUANTX_TEST_EXECUTIONENGINE_TENSORFILETESTUTILS_H
