//===- NpzFile.cpp - numpy's .npz archives --------------------------------===//

#include "TensorFormats.h"
#include "ZipArchive.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::fileformat;

/// The name numpy shows for an entry: "x.npy" is array x.
static StringRef getArrayName(const ZipEntry &entry) {
  StringRef name = entry.name;
  name.consume_back(".npy");
  return name;
}

Expected<std::vector<std::string>> fileformat::listNpz(StringRef name,
                                                       StringRef bytes) {
  auto entries = listZip(name, bytes);
  if (!entries)
    return entries.takeError();
  std::vector<std::string> names;
  for (const ZipEntry &entry : *entries)
    names.push_back(getArrayName(entry).str());
  return names;
}

static Expected<const ZipEntry *>
chooseEntry(StringRef name, ArrayRef<ZipEntry> entries, StringRef member) {
  if (entries.empty())
    return formatError(name, "the archive holds no array");
  if (member.empty() && entries.size() == 1)
    return &entries.front();
  const auto *entry = find_if(entries, [&](auto &e) {
    return !member.empty() && getArrayName(e) == member;
  });
  if (entry != entries.end())
    return entry;
  std::string names =
      join(map_range(entries,
                     [](auto &e) { return "'" + getArrayName(e).str() + "'"; }),
           ", ");
  if (member.empty())
    return formatError(name, "the archive holds " + Twine(entries.size()) +
                                 " arrays (" + names + "); choose one as '" +
                                 name + ":NAME'");
  return formatError(name,
                     "no array '" + member + "'; the archive holds " + names);
}

Expected<HostTensor> fileformat::parseNpz(StringRef name, StringRef bytes,
                                          StringRef member) {
  auto entries = listZip(name, bytes);
  if (!entries)
    return entries.takeError();
  auto entry = chooseEntry(name, *entries, member);
  if (!entry)
    return entry.takeError();
  auto contents = readZipEntry(name, bytes, **entry);
  if (!contents)
    return contents.takeError();
  StringRef npy(contents->data(), contents->size());
  std::string qualified = (name + ":" + getArrayName(**entry)).str();
  if (!isNpy(npy))
    return formatError(qualified, "not a .npy array");
  return parseNpy(qualified, npy);
}
