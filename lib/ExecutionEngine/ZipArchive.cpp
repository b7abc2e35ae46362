//===- ZipArchive.cpp - The entries of a ZIP file -------------------------===//
//
// Read from the end, as the format asks for: the end record points at the
// central directory, whose entries point at the files. The sizes in the local
// headers are not used; writers that stream leave them empty.
//
//===----------------------------------------------------------------------===//

#include "ZipArchive.h"

#include "TensorFormats.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CRC.h"
#include "llvm/Support/DataExtractor.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::fileformat;

namespace {

/// Where the central directory is.
struct Directory {
  uint64_t offset = 0;
  uint64_t numEntries = 0;
};

constexpr StringLiteral localHeaderMagic("PK\3\4");
constexpr StringLiteral centralHeaderMagic("PK\1\2");
constexpr StringLiteral endRecordMagic("PK\5\6");
constexpr StringLiteral end64LocatorMagic("PK\6\7");
constexpr StringLiteral end64RecordMagic("PK\6\6");

/// In the 32-bit fields: look for the value in the ZIP64 record.
constexpr uint32_t moved = 0xFFFFFFFF;

} // namespace

static Error damaged(StringRef name, const Twine &what) {
  return formatError(name, "the archive is truncated or damaged: " + what);
}

/// Turns running out of bytes into an error that names the file.
static Error checkCursor(StringRef name, DataExtractor::Cursor &cursor,
                         const Twine &what) {
  if (Error error = cursor.takeError())
    return damaged(name, what + ": " + toString(std::move(error)));
  return Error::success();
}

/// Reads the ZIP64 end record, which the locator before the plain end record
/// at `endOffset` points at.
static Expected<Directory> findDirectory64(StringRef name, StringRef bytes,
                                           size_t endOffset) {
  constexpr size_t locatorSize = 20;
  if (endOffset < locatorSize ||
      !bytes.substr(endOffset - locatorSize).starts_with(end64LocatorMagic))
    return damaged(name, "no ZIP64 locator before the end record");
  DataExtractor data(bytes, /*IsLittleEndian=*/true,
                     /*AddressSize=*/8);
  DataExtractor::Cursor locator(endOffset - locatorSize + 8);
  uint64_t recordOffset = data.getU64(locator);
  if (Error error = checkCursor(name, locator, "ZIP64 locator"))
    return std::move(error);
  if (recordOffset > bytes.size() ||
      !bytes.substr(recordOffset).starts_with(end64RecordMagic))
    return damaged(name, "no ZIP64 end record where the locator points");
  DataExtractor::Cursor record(recordOffset + 32);
  Directory directory;
  directory.numEntries = data.getU64(record);
  data.getU64(record); // size of the directory
  directory.offset = data.getU64(record);
  if (Error error = checkCursor(name, record, "ZIP64 end record"))
    return std::move(error);
  return directory;
}

static Expected<Directory> findDirectory(StringRef name, StringRef bytes) {
  size_t endOffset = bytes.rfind(endRecordMagic);
  if (endOffset == StringRef::npos)
    return damaged(name, "it has no end record");
  DataExtractor data(bytes, /*IsLittleEndian=*/true,
                     /*AddressSize=*/8);
  DataExtractor::Cursor cursor(endOffset + 10);
  Directory directory;
  directory.numEntries = data.getU16(cursor);
  data.getU32(cursor); // size of the directory
  directory.offset = data.getU32(cursor);
  data.skip(cursor, data.getU16(cursor)); // comment
  if (Error error = checkCursor(name, cursor, "end record"))
    return std::move(error);
  if (directory.numEntries == 0xFFFF || directory.offset == moved)
    return findDirectory64(name, bytes, endOffset);
  return directory;
}

/// Takes the 64-bit values that replace those marked as moved, in order.
static Error readZip64Extra(StringRef name, StringRef extra, ZipEntry &entry) {
  constexpr uint16_t zip64Tag = 1;
  DataExtractor data(extra, /*IsLittleEndian=*/true,
                     /*AddressSize=*/8);
  DataExtractor::Cursor cursor(0);
  while (cursor && !data.eof(cursor)) {
    uint16_t tag = data.getU16(cursor);
    uint16_t length = data.getU16(cursor);
    if (tag != zip64Tag) {
      data.skip(cursor, length);
      continue;
    }
    for (uint64_t *field :
         {&entry.size, &entry.compressedSize, &entry.headerOffset})
      if (*field == moved)
        *field = data.getU64(cursor);
    break;
  }
  return checkCursor(name, cursor, "extra field of '" + entry.name + "'");
}

static Expected<ZipEntry> readEntry(StringRef name, DataExtractor &data,
                                    DataExtractor::Cursor &cursor) {
  ZipEntry entry;
  StringRef signature = data.getBytes(cursor, 4);
  data.skip(cursor, 4); // versions
  entry.flags = data.getU16(cursor);
  entry.method = data.getU16(cursor);
  data.skip(cursor, 4); // time and date
  entry.crc = data.getU32(cursor);
  entry.compressedSize = data.getU32(cursor);
  entry.size = data.getU32(cursor);
  uint16_t nameLength = data.getU16(cursor);
  uint16_t extraLength = data.getU16(cursor);
  uint16_t commentLength = data.getU16(cursor);
  data.skip(cursor, 8); // disk and attributes
  entry.headerOffset = data.getU32(cursor);
  entry.name = data.getBytes(cursor, nameLength).str();
  StringRef extra = data.getBytes(cursor, extraLength);
  data.skip(cursor, commentLength);
  if (Error error = checkCursor(name, cursor, "central directory"))
    return std::move(error);
  if (signature != centralHeaderMagic)
    return damaged(name, "a central directory entry has no signature");
  if (Error error = readZip64Extra(name, extra, entry))
    return std::move(error);
  return entry;
}

Expected<std::vector<ZipEntry>> fileformat::listZip(StringRef name,
                                                    StringRef bytes) {
  Expected<Directory> directory = findDirectory(name, bytes);
  if (!directory)
    return directory.takeError();
  std::vector<ZipEntry> entries;
  DataExtractor data(bytes, /*IsLittleEndian=*/true,
                     /*AddressSize=*/8);
  DataExtractor::Cursor cursor(directory->offset);
  for (uint64_t i = 0; i < directory->numEntries; ++i) {
    Expected<ZipEntry> entry = readEntry(name, data, cursor);
    if (!entry) {
      consumeError(cursor.takeError());
      return entry.takeError();
    }
    entries.push_back(std::move(*entry));
  }
  consumeError(cursor.takeError());
  return entries;
}

/// The bytes of `entry` as they lie in the file.
static Expected<StringRef> findStored(StringRef name, StringRef bytes,
                                      const ZipEntry &entry) {
  DataExtractor data(bytes, /*IsLittleEndian=*/true,
                     /*AddressSize=*/8);
  DataExtractor::Cursor cursor(entry.headerOffset);
  StringRef signature = data.getBytes(cursor, 4);
  data.skip(cursor, 22);
  uint16_t nameLength = data.getU16(cursor);
  uint16_t extraLength = data.getU16(cursor);
  data.skip(cursor, nameLength);
  data.skip(cursor, extraLength);
  StringRef stored = data.getBytes(cursor, entry.compressedSize);
  if (Error error = checkCursor(name, cursor, "'" + entry.name + "'"))
    return std::move(error);
  if (signature != localHeaderMagic)
    return damaged(name, "'" + entry.name + "' has no local header");
  return stored;
}

Expected<SmallVector<char, 0>> fileformat::readZipEntry(StringRef name,
                                                        StringRef bytes,
                                                        const ZipEntry &entry) {
  constexpr uint16_t encrypted = 1, stored = 0, deflated = 8;
  if (entry.flags & encrypted)
    return formatError(name, "'" + entry.name + "' is encrypted");
  if (entry.method != stored && entry.method != deflated)
    return formatError(name, "'" + entry.name + "' uses compression method " +
                                 Twine(entry.method) +
                                 "; stored (0) and deflated (8) are supported");
  Expected<StringRef> raw = findStored(name, bytes, entry);
  if (!raw)
    return raw.takeError();
  SmallVector<char, 0> contents;
  if (entry.method == deflated) {
    auto plain = inflateBytes(name, *raw, DeflateWrapper::None);
    if (!plain)
      return plain.takeError();
    contents = std::move(*plain);
  } else {
    contents.append(raw->begin(), raw->end());
  }
  if (contents.size() != entry.size)
    return damaged(name, "'" + entry.name + "' has " + Twine(contents.size()) +
                             " bytes of " + Twine(entry.size));
  if (crc32(ArrayRef(reinterpret_cast<const uint8_t *>(contents.data()),
                     contents.size())) != entry.crc)
    return damaged(name, "the checksum of '" + entry.name + "' is wrong");
  return contents;
}

bool fileformat::isZip(StringRef bytes) {
  return bytes.starts_with(localHeaderMagic) ||
         bytes.starts_with(endRecordMagic);
}
