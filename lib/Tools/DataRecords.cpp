//===- DataRecords.cpp - Which samples of which files were seen -----------===//

#include "DataSet.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"

#include <map>

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;
using namespace quantx::tools;

/// The SHA-256 of a file, which is read in pieces: mapped, all of it would
/// count as memory.
static Expected<std::string> hashFile(StringRef path) {
  auto fail = [&](Error error) {
    return createStringError("cannot read '" + path +
                             "': " + toString(std::move(error)));
  };
  Expected<sys::fs::file_t> file = sys::fs::openNativeFileForRead(path);
  if (!file)
    return fail(file.takeError());
  scope_exit close([&] { sys::fs::closeFile(*file); });
  SHA256 hash;
  std::vector<char> piece(size_t(1) << 16);
  while (true) {
    Expected<size_t> size = sys::fs::readNativeFile(*file, piece);
    if (!size)
      return fail(size.takeError());
    if (*size == 0)
      return toHex(hash.final(), /*LowerCase=*/true);
    hash.update(StringRef(piece.data(), *size));
  }
}

Error DataSet::computeChecksums() {
  // Arrays of one archive share its checksum.
  std::map<StringRef, std::string> known;
  for (Argument &argument : arguments)
    for (File &file : argument.files) {
      StringRef path = splitArchiveMember(file.path).first;
      std::string &hash = known[path];
      if (hash.empty()) {
        Expected<std::string> computed = hashFile(path);
        if (!computed)
          return computed.takeError();
        hash = std::move(*computed);
      }
      file.sha256 = hash;
    }
  return Error::success();
}

/// The record of the file, without samples.
DataRecord DataSet::File::makeRecord(StringRef input) const {
  assert(!sha256.empty() && "computeChecksums comes first");
  auto [archive, member] = splitArchiveMember(path);
  DataRecord record;
  record.input = input.str();
  record.file = sys::path::filename(archive).str();
  if (!member.empty())
    record.file += ":" + member.str();
  record.sha256 = sha256;
  record.scale = scale.toString();
  return record;
}

/// What of `ranges` lies in [begin, begin + size), counted from `begin`.
static std::vector<SampleRange> clip(ArrayRef<SampleRange> ranges,
                                     int64_t begin, int64_t size) {
  std::vector<SampleRange> clipped;
  for (auto [first, second] : ranges) {
    int64_t low = std::max(int64_t(first) - begin, int64_t(0));
    int64_t high = std::min(int64_t(second) - begin, size);
    if (low < high)
      clipped.emplace_back(low, high);
  }
  return clipped;
}

std::vector<uint64_t> DataSet::hashSamples(int64_t first, int64_t count) const {
  std::vector<uint64_t> hashes;
  for (int64_t sample = first; sample < first + count; ++sample) {
    SmallVector<SampleSource> sources;
    for (auto [argument, batched] : zip_equal(arguments, batching.arguments)) {
      if (!batched)
        continue;
      auto [file, row] = findRow(argument, begin + sample);
      assert(file && !file->sha256.empty() && "no such sample, or no checksum");
      sources.push_back(
          {argument.spec.name, file->sha256, static_cast<uint64_t>(row)});
    }
    hashes.push_back(hashSample(sources));
  }
  return hashes;
}

Expected<std::vector<DataRecord>>
DataSet::makeRecords(ArrayRef<SampleRange> taken,
                     ArrayRef<SampleRange> missing) const {
  std::vector<DataRecord> records;
  for (auto [argument, batched] : zip_equal(arguments, batching.arguments)) {
    // Where the file's first row is among the samples.
    int64_t offset = -begin;
    for (const File &file : argument.files) {
      DataRecord record = file.makeRecord(argument.spec.name);
      if (batched) {
        record.samples = clip(taken, offset, file.getNumRows());
        record.missing = clip(missing, offset, file.getNumRows());
        offset += file.getNumRows();
        if (record.samples.empty() && record.missing.empty())
          continue;
      }
      if (Error error = addDataRecord(records, std::move(record)))
        return std::move(error);
    }
  }
  return records;
}

/// Whether two lists of records speak of the same samples, whatever is missing.
static bool seeTheSame(ArrayRef<DataRecord> a, ArrayRef<DataRecord> b) {
  auto drop = [](ArrayRef<DataRecord> records) {
    // Files of which all is missing.
    return make_filter_range(records, [](const DataRecord &record) {
      return !record.samples.empty() || record.missing.empty();
    });
  };
  auto first = drop(a), second = drop(b);
  return std::equal(first.begin(), first.end(), second.begin(), second.end(),
                    [](const DataRecord &x, const DataRecord &y) {
                      return x.getKey() == y.getKey() &&
                             x.samples == y.samples && x.scale == y.scale;
                    });
}

/// `ranges` of rows of a file as samples, the file's first row being `offset`.
static void addSamples(std::vector<SampleRange> &samples,
                       ArrayRef<SampleRange> ranges, int64_t offset) {
  for (auto [first, second] : ranges)
    samples.emplace_back(offset + first, offset + second);
}

Expected<DataSet::Samples>
DataSet::findSamples(ArrayRef<DataRecord> records) const {
  Samples samples;
  size_t index = find(batching.arguments, true) - batching.arguments.begin();
  assert(index < arguments.size() && "the function takes samples");
  int64_t offset = -begin;
  for (const File &file : arguments[index].files) {
    DataRecord mine = file.makeRecord(arguments[index].spec.name);
    for (const DataRecord &record : records) {
      if (record.getKey() != mine.getKey())
        continue;
      addSamples(samples.taken, record.samples, offset);
      addSamples(samples.missing, record.missing, offset);
    }
    offset += file.getNumRows();
  }
  llvm::sort(samples.taken);
  llvm::sort(samples.missing);
  // Samples before the first or after the last do not come back.
  auto again =
      makeRecords(clip(samples.taken, 0, getNumSamples()), /*missing=*/{});
  if (!again)
    return again.takeError();
  if (!seeTheSame(*again, records))
    return createStringError("its samples are not among those of this command "
                             "line; --inputs, --input-scale, --skip and "
                             "--limit must be what they were");
  return samples;
}
