//===- TensorStream.cpp - Rows of tensors in files ------------------------===//

#include "quantx/ExecutionEngine/TensorStream.h"

#include "TensorFormats.h"

#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::fileformat;

/// A file in the address space. Pages that were read count as memory of this
/// process until they are given back.
struct TensorStream::Mapping {
  Mapping(std::unique_ptr<MemoryBuffer> buffer, TensorLayout layout)
      : buffer(std::move(buffer)), layout(std::move(layout)) {}

  std::unique_ptr<MemoryBuffer> buffer;
  TensorLayout layout;
  size_t bytesRead = 0;

  StringRef getName() const { return buffer->getBufferIdentifier(); }

  /// Elements [begin, begin + size) in bytes, as a tensor of `shape`.
  Expected<HostTensor> read(size_t begin, size_t size,
                            ArrayRef<int64_t> shape) {
    Expected<HostTensor> tensor =
        tensorFromBytes(getName(), layout.type, shape,
                        layout.elements.substr(begin, size), layout.swapBytes);
    constexpr size_t maxBytesKept = size_t(1) << 20;
    bytesRead += size;
    if (bytesRead >= maxBytesKept) {
      buffer->dontNeedIfMmap();
      bytesRead = 0;
    }
    return tensor;
  }
};

TensorStream::TensorStream(TensorFormat format, const HostTensor &whole)
    : type(whole.getElementType()), shape(whole.getShape()), format(format),
      whole(whole) {}

TensorStream::TensorStream(TensorFormat format,
                           std::shared_ptr<Mapping> mapping)
    : type(mapping->layout.type), shape(mapping->layout.shape), format(format),
      mapping(std::move(mapping)) {}

Expected<TensorStream> TensorStream::open(StringRef path) {
  auto [file, member] = splitArchiveMember(path);
  auto buffer = MemoryBuffer::getFile(file, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (std::error_code error = buffer.getError())
    return createStringError("cannot read '" + file + "': " + error.message());
  StringRef bytes = (*buffer)->getBuffer();
  bool npy = isNpy(bytes);
  if (member.empty() && !isZip(bytes) && (npy || isIdx(bytes))) {
    Expected<TensorLayout> layout =
        npy ? layOutNpy(file, bytes) : layOutIdx(file, bytes);
    if (!layout)
      return layout.takeError();
    if (!layout->fortranOrder)
      return TensorStream(
          npy ? TensorFormat::Npy : TensorFormat::Idx,
          std::make_shared<Mapping>(std::move(*buffer), std::move(*layout)));
  }
  Expected<TensorFile> whole =
      parseTensorFile((*buffer)->getMemBufferRef(), member);
  if (!whole)
    return whole.takeError();
  return TensorStream(whole->format, whole->tensor);
}

Expected<HostTensor> TensorStream::readRows(int64_t first,
                                            int64_t count) const {
  assert(!shape.empty() && first >= 0 && first + count <= shape.front());
  if (!mapping)
    return whole.slice(first, count);
  SmallVector<int64_t> rows(shape);
  rows.front() = count;
  size_t rowBytes = shape.front() == 0 ? 0
                                       : mapping->layout.elements.size() /
                                             static_cast<size_t>(shape.front());
  return mapping->read(first * rowBytes, count * rowBytes, rows);
}

Expected<HostTensor> TensorStream::readAll() const {
  if (!mapping)
    return whole;
  return mapping->read(0, mapping->layout.elements.size(), shape);
}
