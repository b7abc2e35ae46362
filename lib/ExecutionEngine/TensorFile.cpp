//===- TensorFile.cpp - Tensors in files ----------------------------------===//

#include "quantx/ExecutionEngine/TensorFile.h"

#include "TensorFormats.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstring>

using namespace llvm;
using namespace quantx;
using namespace quantx::fileformat;

Error fileformat::formatError(StringRef name, const Twine &what) {
  return createStringError("'" + name + "': " + what);
}

Error fileformat::checkSize(StringRef name, ElementType type,
                            ArrayRef<int64_t> shape, StringRef bytes) {
  Expected<int64_t> count = countElements(shape, type);
  if (!count)
    return formatError(name, toString(count.takeError()));
  size_t needed = *count * getByteWidth(type);
  if (bytes.size() == needed)
    return Error::success();
  return formatError(
      name, "the header announces " + shapeToString(shape, type) +
                ", which is " + Twine(needed) + " bytes, but " +
                Twine(bytes.size()) + " bytes follow" +
                (bytes.size() < needed ? "; is the file truncated?"
                                       : "; is it more than one tensor?"));
}

Expected<HostTensor> fileformat::tensorFromBytes(StringRef name,
                                                 ElementType type,
                                                 ArrayRef<int64_t> shape,
                                                 StringRef bytes,
                                                 bool swapBytes) {
  if (Error error = checkSize(name, type, shape, bytes))
    return std::move(error);
  size_t width = getByteWidth(type), needed = bytes.size();
  Expected<HostTensor> tensor = HostTensor::create(type, shape);
  if (!tensor)
    return formatError(name, toString(tensor.takeError()));
  std::memcpy(tensor->getData(), bytes.data(), needed);
  if (swapBytes && width > 1)
    for (std::byte *p = tensor->getData(), *e = p + needed; p != e; p += width)
      std::reverse(p, p + width);
  if (type == ElementType::Bool)
    for (std::byte *p = tensor->getData(), *e = p + needed; p != e; ++p)
      *p = std::byte(*p != std::byte(0));
  return tensor;
}

/// Reads what is not compressed as a whole.
static Expected<TensorFile> parsePlain(StringRef name, StringRef bytes,
                                       StringRef member) {
  auto finish = [](Expected<HostTensor> tensor,
                   TensorFormat format) -> Expected<TensorFile> {
    if (!tensor)
      return tensor.takeError();
    return TensorFile{std::move(*tensor), format};
  };
  if (isZip(bytes))
    return finish(parseNpz(name, bytes, member), TensorFormat::Npz);
  if (!member.empty())
    return formatError(name, "array '" + member +
                                 "' asked for, but the file is no .npz "
                                 "archive");
  if (isNpy(bytes))
    return finish(parseNpy(name, bytes), TensorFormat::Npy);
  if (isIdx(bytes))
    return finish(parseIdx(name, bytes), TensorFormat::Idx);
  return formatError(name,
                     bytes.empty()
                         ? "the file is empty; a .npy, .npz or IDX file is "
                           "needed"
                         : "neither a .npy, .npz nor IDX file (its first bytes "
                           "belong to no known format)");
}

Expected<TensorFile> quantx::parseTensorFile(MemoryBufferRef buffer,
                                             StringRef member) {
  StringRef name = buffer.getBufferIdentifier();
  StringRef bytes = buffer.getBuffer();
  if (!isGzip(bytes))
    return parsePlain(name, bytes, member);
  Expected<SmallVector<char, 0>> plain =
      inflateBytes(name, bytes, DeflateWrapper::Gzip);
  if (!plain)
    return plain.takeError();
  return parsePlain(name, StringRef(plain->data(), plain->size()), member);
}

std::pair<StringRef, StringRef> quantx::splitArchiveMember(StringRef path) {
  if (sys::fs::exists(path))
    return {path, ""};
  for (size_t colon = path.find(':'); colon != StringRef::npos;
       colon = path.find(':', colon + 1))
    if (sys::fs::exists(path.take_front(colon)))
      return {path.take_front(colon), path.drop_front(colon + 1)};
  // The error about this one should not show what is no part of its name.
  return path.contains(':') ? path.rsplit(':') : std::make_pair(path, "");
}

static Expected<std::unique_ptr<MemoryBuffer>> readBytes(StringRef file) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer = MemoryBuffer::getFile(
      file, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (std::error_code error = buffer.getError())
    return createStringError("cannot read '" + file + "': " + error.message());
  return std::move(*buffer);
}

Expected<TensorFile> quantx::readTensorFile(StringRef path) {
  auto [file, member] = splitArchiveMember(path);
  auto buffer = readBytes(file);
  if (!buffer)
    return buffer.takeError();
  return parseTensorFile((*buffer)->getMemBufferRef(), member);
}

Expected<std::vector<std::string>> quantx::listArrays(StringRef path) {
  auto buffer = readBytes(path);
  if (!buffer)
    return buffer.takeError();
  StringRef bytes = (*buffer)->getBuffer();
  if (!isZip(bytes))
    return std::vector<std::string>();
  return listNpz(path, bytes);
}
