//===- AtomicFile.h - Files that appear whole or not at all -----*- C++ -*-===//

#ifndef QUANTX_SUPPORT_ATOMICFILE_H
#define QUANTX_SUPPORT_ATOMICFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace quantx {

/// Calls `write` with a stream to a temporary file beside `path`, then renames
/// that file to `path`. A reader of `path` sees the old contents or all of the
/// new ones; after an error (from `write`, a full disk, an interrupt) nothing
/// new is left behind. "-" is standard output; a device or pipe is written
/// directly. Symbolic links are followed. Errors name `path`.
llvm::Error
writeFileAtomically(llvm::StringRef path,
                    llvm::function_ref<llvm::Error(llvm::raw_ostream &)> write);

/// Fails, naming `path` and the reason, where writeFileAtomically could not
/// write now. To be called before long work whose result goes to `path`.
llvm::Error checkWritable(llvm::StringRef path);

} // namespace quantx

#endif // QUANTX_SUPPORT_ATOMICFILE_H
