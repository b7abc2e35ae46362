//===- TensorFormats.h - One parser per tensor file format ------*- C++ -*-===//
//
// Each parser gets bytes in memory and the name that its errors begin with.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_EXECUTIONENGINE_TENSORFORMATS_H
#define QUANTX_LIB_EXECUTIONENGINE_TENSORFORMATS_H

#include "quantx/ExecutionEngine/HostTensor.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace quantx::fileformat {

/// "'name': what".
llvm::Error formatError(llvm::StringRef name, const llvm::Twine &what);

/// What precedes compressed bytes.
enum class DeflateWrapper : uint8_t { None, Gzip };

/// Decompresses `bytes`, which must end with the compressed data. Gzip members
/// may follow one another; their checksums are verified.
llvm::Expected<llvm::SmallVector<char, 0>> inflateBytes(llvm::StringRef name,
                                                        llvm::StringRef bytes,
                                                        DeflateWrapper wrapper);

/// Where the elements of a file that is not compressed are.
struct TensorLayout {
  ElementType type = ElementType::F32;
  llvm::SmallVector<int64_t> shape;
  /// Of exactly the size of the elements.
  llvm::StringRef elements;
  bool swapBytes = false;
  /// The first index varies fastest, and there is more than one.
  bool fortranOrder = false;
};

bool isNpy(llvm::StringRef bytes);
bool isZip(llvm::StringRef bytes);
bool isGzip(llvm::StringRef bytes);
bool isIdx(llvm::StringRef bytes);

/// Reads the header alone, and checks the size.
llvm::Expected<TensorLayout> layOutNpy(llvm::StringRef name,
                                       llvm::StringRef bytes);
llvm::Expected<TensorLayout> layOutIdx(llvm::StringRef name,
                                       llvm::StringRef bytes);

llvm::Expected<HostTensor> parseNpy(llvm::StringRef name,
                                    llvm::StringRef bytes);
llvm::Expected<HostTensor> parseIdx(llvm::StringRef name,
                                    llvm::StringRef bytes);

/// The names of the arrays of a .npz archive.
llvm::Expected<std::vector<std::string>> listNpz(llvm::StringRef name,
                                                 llvm::StringRef bytes);

/// The array `member` of a .npz archive; where `member` is empty, its only one.
llvm::Expected<HostTensor> parseNpz(llvm::StringRef name, llvm::StringRef bytes,
                                    llvm::StringRef member);

/// Fails unless `bytes` is as many bytes as a tensor takes.
llvm::Error checkSize(llvm::StringRef name, ElementType type,
                      llvm::ArrayRef<int64_t> shape, llvm::StringRef bytes);

/// A row-major tensor from raw elements, which must be exactly as many bytes
/// as `shape` takes; they are byte-swapped where `swapBytes`.
llvm::Expected<HostTensor> tensorFromBytes(llvm::StringRef name,
                                           ElementType type,
                                           llvm::ArrayRef<int64_t> shape,
                                           llvm::StringRef bytes,
                                           bool swapBytes);

} // namespace quantx::fileformat

#endif // QUANTX_LIB_EXECUTIONENGINE_TENSORFORMATS_H
