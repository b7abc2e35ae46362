//===- NpzFileTests.cpp - numpy's .npz archives
//----------------------------===//

#include "TensorFileTestUtils.h"

#include "llvm/Support/Endian.h"
#include "llvm/Support/EndianStream.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::test;

namespace {

struct Member {
  std::string name;
  std::string contents;
  bool deflated = false;
};

/// Writes ZIP archives, plain or with every size and offset in ZIP64 fields.
class ZipWriter {
public:
  explicit ZipWriter(bool zip64) : zip64(zip64) {}

  std::string write(ArrayRef<Member> members);

private:
  void put16(uint16_t v) { endianWrite(v); }
  void put32(uint32_t v) { endianWrite(v); }
  void put64(uint64_t v) { endianWrite(v); }
  template <typename T>
  void endianWrite(T v) {
    support::endian::write<T>(os, v, endianness::little);
  }
  void putEntry(const Member &member, StringRef stored, bool central,
                uint64_t offset);
  void putEnd(size_t count, uint64_t start);

  bool zip64;
  std::string bytes;
  raw_string_ostream os{bytes};
};

void ZipWriter::putEntry(const Member &member, StringRef stored, bool central,
                         uint64_t offset) {
  os << (central ? "PK\1\2" : "PK\3\4");
  if (central)
    put16(20);
  put16(20);
  put16(0);
  put16(member.deflated ? 8 : 0);
  put32(0);
  put32(crc32(0, reinterpret_cast<const Bytef *>(member.contents.data()),
              member.contents.size()));
  put32(zip64 ? 0xFFFFFFFF : stored.size());
  put32(zip64 ? 0xFFFFFFFF : member.contents.size());
  put16(member.name.size());
  put16(central && zip64 ? 28 : 0);
  if (central) {
    put16(0);
    put64(0);
    put32(zip64 ? 0xFFFFFFFF : offset);
  }
  os << member.name;
  if (central && zip64) {
    put16(1);
    put16(24);
    put64(member.contents.size());
    put64(stored.size());
    put64(offset);
  }
}

void ZipWriter::putEnd(size_t count, uint64_t start) {
  uint64_t end = bytes.size();
  if (zip64) {
    os << "PK\6\6";
    put64(44);
    put32(0);
    put64(0);
    put64(count);
    put64(count);
    put64(end - start);
    put64(start);
    os << "PK\6\7";
    put32(0);
    put64(end);
    put32(1);
  }
  os << "PK\5\6";
  put32(0);
  put16(zip64 ? 0xFFFF : count);
  put16(zip64 ? 0xFFFF : count);
  put32(end - start);
  put32(zip64 ? 0xFFFFFFFF : start);
  put16(0);
}

std::string ZipWriter::write(ArrayRef<Member> members) {
  std::vector<std::string> stored;
  std::vector<uint64_t> offsets;
  for (const Member &member : members) {
    stored.push_back(member.deflated ? deflateBytes(member.contents, -MAX_WBITS)
                                     : member.contents);
    offsets.push_back(bytes.size());
    putEntry(member, stored.back(), /*central=*/false, 0);
    os << stored.back();
  }
  uint64_t start = bytes.size();
  for (auto [i, member] : enumerate(members))
    putEntry(member, stored[i], /*central=*/true, offsets[i]);
  putEnd(members.size(), start);
  return bytes;
}

std::string npzBytes(ArrayRef<Member> members, bool zip64 = false) {
  return ZipWriter(zip64).write(members);
}

std::string values(float a, float b) {
  return npyBytes(HostTensor::fromValues<float>({2}, {a, b}));
}

TEST(NpzFile, ReadsStoredAndDeflated) {
  for (bool zip64 : {false, true})
    for (bool deflated : {false, true}) {
      std::string bytes = npzBytes({{"x.npy", values(1, 2), deflated}}, zip64);
      TensorFile file = cantFail(parse(bytes));
      EXPECT_EQ(file.format, TensorFormat::Npz);
      EXPECT_EQ(file.tensor.values<float>()[1], 2);
    }
}

TEST(NpzFile, ChoosesByName) {
  std::string bytes =
      npzBytes({{"x.npy", values(1, 2)}, {"y.npy", values(3, 4), true}});
  EXPECT_EQ(cantFail(parse(bytes, "y")).tensor.values<float>()[0], 3);
  EXPECT_EQ(parseError(bytes),
            "'file': the archive holds 2 arrays ('x', 'y'); choose one as "
            "'file:NAME'");
  EXPECT_EQ(parseError(bytes, "z"),
            "'file': no array 'z'; the archive holds 'x', 'y'");
}

TEST(NpzFile, RefusesAnEmptyArchive) {
  EXPECT_EQ(parseError(npzBytes({})), "'file': the archive holds no array");
}

TEST(NpzFile, RefusesOtherContents) {
  EXPECT_EQ(parseError(npzBytes({{"x.txt", "hello"}})),
            "'file:x.txt': not a .npy array");
}

TEST(NpzFile, VerifiesTheChecksum) {
  std::string bytes = npzBytes({{"x.npy", values(1, 2)}});
  size_t at = bytes.find("NUMPY");
  bytes[at + 120] = char(bytes[at + 120] ^ 1);
  EXPECT_EQ(parseError(bytes), "'file': the archive is truncated or damaged: "
                               "the checksum of 'x.npy' is wrong");
}

TEST(NpzFile, NamesTheArrayInErrors) {
  std::string damaged = values(1, 2);
  damaged.pop_back();
  EXPECT_EQ(parseError(npzBytes({{"x.npy", damaged}})),
            "'file:x': the header announces 2xf32, which is 8 bytes, but 7 "
            "bytes follow; is the file truncated?");
}

TEST(NpzFile, SurvivesDamage) {
  checkDamaged(npzBytes({{"x.npy", values(1, 2)}}));
  checkDamaged(npzBytes({{"x.npy", values(1, 2), true}}, /*zip64=*/true));
}

} // namespace
