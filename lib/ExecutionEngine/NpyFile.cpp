//===- NpyFile.cpp - numpy's .npy format ----------------------------------===//
//
// "\x93NUMPY", a version, the length of the header, then the header: a Python
// dictionary literal with the keys descr, fortran_order and shape.
//
//===----------------------------------------------------------------------===//

#include "NpyHeader.h"
#include "TensorFormats.h"

#include "quantx/ExecutionEngine/TensorFile.h"
#include "quantx/Support/AtomicFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/EndianStream.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>

using namespace llvm;
using namespace quantx;

static constexpr StringLiteral magic = "\x93NUMPY";

/// Copies Fortran-order elements into row-major order. `from` holds exactly
/// the elements of `shape`, the first index varying fastest.
static HostTensor toRowMajor(const HostTensor &from) {
  ArrayRef<int64_t> shape = from.getShape();
  HostTensor to = cantFail(HostTensor::create(from.getElementType(), shape));
  size_t width = getByteWidth(from.getElementType());
  SmallVector<int64_t> strides, index(shape.size(), 0);
  int64_t stride = width;
  for (int64_t size : shape) {
    strides.push_back(stride);
    stride *= size;
  }
  const std::byte *source = from.getData();
  std::byte *target = to.getData();
  for (int64_t i = 0, e = from.getNumElements(); i < e; ++i, target += width) {
    std::memcpy(target, source, width);
    for (size_t d = shape.size(); d-- > 0;) {
      source += strides[d];
      if (++index[d] < shape[d])
        break;
      source -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return to;
}

bool fileformat::isNpy(StringRef bytes) { return bytes.starts_with(magic); }

/// Splits a file into the text of its header and its elements.
static Expected<std::pair<StringRef, StringRef>> splitNpy(StringRef name,
                                                          StringRef bytes) {
  size_t versionEnd = magic.size() + 2;
  if (bytes.size() < versionEnd + 4)
    return fileformat::formatError(name, "the .npy header is truncated");
  uint8_t version = bytes[magic.size()];
  if (version < 1 || version > 3)
    return fileformat::formatError(name, ".npy version " +
                                             Twine(unsigned(version)) +
                                             "; versions 1 to 3 are supported");
  const char *lengthAt = bytes.data() + versionEnd;
  size_t lengthSize = version == 1 ? 2 : 4;
  size_t length = version == 1 ? support::endian::read16le(lengthAt)
                               : support::endian::read32le(lengthAt);
  StringRef body = bytes.drop_front(versionEnd + lengthSize);
  if (body.size() < length)
    return fileformat::formatError(
        name, "the .npy header is truncated: it has " + Twine(body.size()) +
                  " bytes of " + Twine(length));
  return std::make_pair(body.take_front(length), body.drop_front(length));
}

Expected<fileformat::TensorLayout> fileformat::layOutNpy(StringRef name,
                                                         StringRef bytes) {
  Expected<std::pair<StringRef, StringRef>> parts = splitNpy(name, bytes);
  if (!parts)
    return parts.takeError();
  Expected<NpyHeader> header = parseNpyHeader(name, parts->first);
  if (!header)
    return header.takeError();
  if (Error error = checkSize(name, header->type, header->shape, parts->second))
    return std::move(error);
  bool fortranOrder = header->fortranOrder && header->shape.size() > 1;
  return TensorLayout{header->type, header->shape, parts->second,
                      header->bigEndian == sys::IsLittleEndianHost,
                      fortranOrder};
}

Expected<HostTensor> fileformat::parseNpy(StringRef name, StringRef bytes) {
  Expected<TensorLayout> layout = layOutNpy(name, bytes);
  if (!layout)
    return layout.takeError();
  Expected<HostTensor> tensor = tensorFromBytes(
      name, layout->type, layout->shape, layout->elements, layout->swapBytes);
  if (!tensor || !layout->fortranOrder)
    return tensor;
  return toRowMajor(*tensor);
}

void quantx::printNpy(raw_ostream &os, const HostTensor &tensor) {
  std::string header;
  raw_string_ostream text(header);
  text << "{'descr': '" << fileformat::getNpyDescr(tensor.getElementType())
       << "', 'fortran_order': False, 'shape': (";
  interleaveComma(tensor.getShape(), text);
  text << (tensor.getRank() == 1 ? ",), }" : "), }");
  // The elements begin at a multiple of 64 bytes, as numpy wants it.
  size_t prefix = magic.size() + 4;
  header.append(alignTo(prefix + header.size() + 1, 64) - prefix -
                    header.size() - 1,
                ' ');
  header += '\n';
  os << magic << '\1' << '\0';
  support::endian::write<uint16_t>(os, header.size(), endianness::little);
  os << header;
  os.write(reinterpret_cast<const char *>(tensor.getData()),
           tensor.getNumBytes());
}

Error quantx::writeNpyFile(StringRef path, const HostTensor &tensor) {
  return writeFileAtomically(path, [&](raw_ostream &os) {
    printNpy(os, tensor);
    return Error::success();
  });
}
