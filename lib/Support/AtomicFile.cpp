//===- AtomicFile.cpp - Files that appear whole or not at all -------------===//

#include "quantx/Support/AtomicFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <optional>

using namespace llvm;
namespace fs = llvm::sys::fs;

static Error cannotWrite(StringRef path, const Twine &reason) {
  return createStringError(inconvertibleErrorCode(),
                           "cannot write '" + path + "': " + reason);
}

static Error cannotWrite(StringRef path, Error reason) {
  return cannotWrite(path, toString(std::move(reason)));
}

/// Says how `path` is written: where the new file has to appear, or nothing
/// where `path` is no regular file and is written directly.
static Expected<std::optional<std::string>> renameTarget(StringRef path) {
  fs::file_status status;
  if (fs::status(path, status))
    return std::optional<std::string>(path.str());
  if (fs::is_directory(status))
    return cannotWrite(path, "it is a directory");
  if (!fs::is_regular_file(status))
    return std::optional<std::string>();
  // A rename would replace a link instead of the file it points to.
  SmallString<256> real;
  if (std::error_code error = fs::real_path(path, real))
    return cannotWrite(path, error.message());
  return std::optional<std::string>(real.str().str());
}

/// Runs `write`, then reports what the stream itself could not do.
static Error writeStream(StringRef path, raw_fd_ostream &stream,
                         function_ref<Error(raw_ostream &)> write) {
  Error error = write(stream);
  stream.flush();
  if (!stream.has_error())
    return error;
  std::error_code reason = stream.error();
  // The destructor of a stream with an unseen error ends the process.
  stream.clear_error();
  return joinErrors(std::move(error), cannotWrite(path, reason.message()));
}

static Error writeDirectly(StringRef path,
                           function_ref<Error(raw_ostream &)> write) {
  if (path == "-")
    return writeStream("standard output", outs(), write);
  std::error_code openError;
  raw_fd_ostream stream(path, openError);
  if (openError)
    return cannotWrite(path, openError.message());
  return writeStream(path, stream, write);
}

static Expected<fs::TempFile> createBeside(StringRef path, StringRef target) {
  Expected<fs::TempFile> file = fs::TempFile::create(target + ".tmp-%%%%%%%%");
  if (!file)
    return cannotWrite(path, file.takeError());
  return file;
}

Error quantx::writeFileAtomically(StringRef path,
                                  function_ref<Error(raw_ostream &)> write) {
  if (path == "-")
    return writeDirectly(path, write);
  auto target = renameTarget(path);
  if (!target)
    return target.takeError();
  if (!*target)
    return writeDirectly(path, write);

  Expected<fs::TempFile> file = createBeside(path, **target);
  if (!file)
    return file.takeError();
  Error error = Error::success();
  {
    raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
    error = joinErrors(std::move(error), writeStream(path, stream, write));
  }
  if (error)
    return joinErrors(std::move(error), file->discard());
  if (Error keepError = file->keep(**target))
    return cannotWrite(path, std::move(keepError));
  return Error::success();
}

Error quantx::checkWritable(StringRef path) {
  if (path == "-")
    return Error::success();
  auto target = renameTarget(path);
  if (!target)
    return target.takeError();
  if (!*target)
    return Error::success();
  Expected<fs::TempFile> file = createBeside(path, **target);
  if (!file)
    return file.takeError();
  return file->discard();
}
