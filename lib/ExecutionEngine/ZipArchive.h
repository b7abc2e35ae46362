//===- ZipArchive.h - The entries of a ZIP file -----------------*- C++ -*-===//

#ifndef QUANTX_LIB_EXECUTIONENGINE_ZIPARCHIVE_H
#define QUANTX_LIB_EXECUTIONENGINE_ZIPARCHIVE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace quantx::fileformat {

/// One file of the archive, as its central directory describes it.
struct ZipEntry {
  std::string name;
  uint16_t flags = 0;
  uint16_t method = 0;
  uint32_t crc = 0;
  uint64_t compressedSize = 0;
  uint64_t size = 0;
  uint64_t headerOffset = 0;
};

/// Lists the archive in `bytes`, ZIP64 included. Errors begin with `name`.
llvm::Expected<std::vector<ZipEntry>> listZip(llvm::StringRef name,
                                              llvm::StringRef bytes);

/// The contents of `entry`, decompressed, size and checksum verified.
llvm::Expected<llvm::SmallVector<char, 0>> readZipEntry(llvm::StringRef name,
                                                        llvm::StringRef bytes,
                                                        const ZipEntry &entry);

} // namespace quantx::fileformat

#endif // QUANTX_LIB_EXECUTIONENGINE_ZIPARCHIVE_H
