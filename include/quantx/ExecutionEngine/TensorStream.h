//===- TensorStream.h - Rows of tensors in files ----------------*- C++ -*-===//

#ifndef QUANTX_EXECUTIONENGINE_TENSORSTREAM_H
#define QUANTX_EXECUTIONENGINE_TENSORSTREAM_H

#include "quantx/ExecutionEngine/TensorFile.h"

namespace quantx {

/// A tensor in a file, of which some rows at a time are in memory: the elements
/// of a .npy file in row-major order, or of an IDX file. Whatever is
/// compressed, in an archive or in Fortran order is held as a whole.
///
/// Copies share the file. One thread at a time reads.
class TensorStream {
public:
  /// Opens what readTensorFile reads, and finds the same errors.
  static llvm::Expected<TensorStream> open(llvm::StringRef path);

  ElementType getElementType() const { return type; }
  llvm::ArrayRef<int64_t> getShape() const { return shape; }
  TensorFormat getFormat() const { return format; }

  /// Rows [first, first + count) of the leading dimension, which must exist.
  llvm::Expected<HostTensor> readRows(int64_t first, int64_t count) const;

  /// The whole tensor.
  llvm::Expected<HostTensor> readAll() const;

private:
  struct Mapping;

  TensorStream(TensorFormat format, const HostTensor &whole);
  TensorStream(TensorFormat format, std::shared_ptr<Mapping> mapping);

  ElementType type;
  llvm::SmallVector<int64_t> shape;
  TensorFormat format;
  /// One of the two holds the elements.
  HostTensor whole;
  std::shared_ptr<Mapping> mapping;
};

} // namespace quantx

#endif // QUANTX_EXECUTIONENGINE_TENSORSTREAM_H
