//===- TensorFile.h - Tensors in files --------------------------*- C++ -*-===//
//
// What is read is decided by a file's contents, not by its name:
//   .npy   numpy, versions 1 to 3, either byte order, C or Fortran order
//          (Fortran order is transposed to row-major while reading)
//   .npz   numpy archives, stored or deflated; "FILE.npz:NAME" is one array
//   IDX    the format of MNIST, in network byte order
// numpy has no integers below 8 bits, no FP8, FP4 and bf16: files hold them as
// getFileType says. A .npy or IDX file may be compressed by gzip. Every error
// names the file, what was found and what was needed. Nothing is read past the
// end of a truncated file, and no memory is asked for that the file does not
// fill.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_EXECUTIONENGINE_TENSORFILE_H
#define QUANTX_EXECUTIONENGINE_TENSORFILE_H

#include "quantx/ExecutionEngine/HostTensor.h"

#include "llvm/Support/MemoryBufferRef.h"

#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace quantx {

/// The format a tensor came from. Images in IDX files are bytes that stand for
/// [0, 1], which those in other formats need not be.
enum class TensorFormat : uint8_t { Npy, Npz, Idx };

/// A tensor and where it came from.
struct TensorFile {
  HostTensor tensor;
  TensorFormat format = TensorFormat::Npy;
};

/// Reads the tensor in the file `path`, or the array NAME of "FILE.npz:NAME".
/// An archive of one array needs no name.
llvm::Expected<TensorFile> readTensorFile(llvm::StringRef path);

/// The names of the arrays in the .npz archive `path`; none for a file that is
/// no archive.
llvm::Expected<std::vector<std::string>> listArrays(llvm::StringRef path);

/// Splits "FILE.npz:NAME"; NAME is empty where `path` is a file or has none.
/// FILE is the shortest that exists, for NAME may hold colons.
std::pair<llvm::StringRef, llvm::StringRef>
splitArchiveMember(llvm::StringRef path);

/// readTensorFile from memory; `buffer`'s identifier is the name in errors, and
/// `member` chooses an array of an archive.
llvm::Expected<TensorFile> parseTensorFile(llvm::MemoryBufferRef buffer,
                                           llvm::StringRef member = "");

/// Prints `tensor` as a .npy file, version 1.0.
void printNpy(llvm::raw_ostream &os, const HostTensor &tensor);

/// Writes `tensor` to `path` as a .npy file; whole or not at all.
llvm::Error writeNpyFile(llvm::StringRef path, const HostTensor &tensor);

} // namespace quantx

#endif // QUANTX_EXECUTIONENGINE_TENSORFILE_H
