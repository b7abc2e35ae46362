//===- Inflate.cpp - Decompression by zlib --------------------------------===//

#include "TensorFormats.h"

#include "llvm/ADT/ScopeExit.h"

#include <zlib.h>

using namespace llvm;
using namespace quantx;

namespace {

/// Inflates from one buffer into a growing one.
class Inflater {
public:
  Inflater(StringRef name, StringRef bytes) : name(name), rest(bytes) {}

  /// Inflates up to the end of one stream and drops what it took from `rest`.
  /// `windowBits` is zlib's way to say which wrapper to expect.
  Error inflateStream(int windowBits, SmallVector<char, 0> &result);

  StringRef getRest() const { return rest; }

private:
  StringRef name, rest;
};

} // namespace

Error Inflater::inflateStream(int windowBits, SmallVector<char, 0> &result) {
  z_stream stream = {};
  if (inflateInit2(&stream, windowBits) != Z_OK)
    return fileformat::formatError(name, "zlib has no memory to decompress");
  scope_exit cleanup([&] { inflateEnd(&stream); });

  int status = Z_OK;
  while (status != Z_STREAM_END) {
    // zlib counts in 32 bits.
    constexpr size_t maxInput = 1 << 30;
    size_t taken = std::min(rest.size(), maxInput);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(rest.data()));
    stream.avail_in = static_cast<uInt>(taken);
    size_t filled = result.size();
    size_t room = std::max<size_t>(1 << 16, filled / 2);
    room = std::min<size_t>(room, 1 << 30);
    result.resize_for_overwrite(filled + room);
    stream.next_out = reinterpret_cast<Bytef *>(result.data() + filled);
    stream.avail_out = static_cast<uInt>(room);
    status = inflate(&stream, Z_NO_FLUSH);
    result.truncate(filled + room - stream.avail_out);
    rest = rest.drop_front(taken - stream.avail_in);
    if (status == Z_BUF_ERROR ||
        (status == Z_OK && rest.empty() && stream.avail_out != 0))
      return fileformat::formatError(name, "the compressed data is truncated");
    if (status != Z_OK && status != Z_STREAM_END)
      return fileformat::formatError(
          name, "the compressed data is damaged" +
                    (stream.msg ? " (" + Twine(stream.msg) + ")" : Twine()));
  }
  return Error::success();
}

Expected<SmallVector<char, 0>>
fileformat::inflateBytes(StringRef name, StringRef bytes,
                         DeflateWrapper wrapper) {
  constexpr int rawDeflate = -MAX_WBITS;
  constexpr int gzipOnly = MAX_WBITS + 16;
  Inflater inflater(name, bytes);
  SmallVector<char, 0> result;
  int windowBits = wrapper == DeflateWrapper::Gzip ? gzipOnly : rawDeflate;
  do {
    if (Error error = inflater.inflateStream(windowBits, result))
      return std::move(error);
  } while (wrapper == DeflateWrapper::Gzip && isGzip(inflater.getRest()));
  if (!inflater.getRest().empty())
    return formatError(name, Twine(inflater.getRest().size()) +
                                 " bytes follow the compressed data");
  return result;
}

bool fileformat::isGzip(StringRef bytes) {
  return bytes.starts_with("\x1f\x8b");
}
