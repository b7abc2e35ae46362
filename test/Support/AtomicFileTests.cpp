//===- AtomicFileTests.cpp - All or nothing
//--------------------------------===//

#include "quantx/Support/AtomicFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

using namespace llvm;
namespace fs = llvm::sys::fs;

namespace {

class AtomicFile : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(fs::createUniqueDirectory("quantx-atomic", directory));
  }
  void TearDown() override { fs::remove_directories(directory); }

  std::string pathOf(StringRef name) {
    SmallString<128> path(directory);
    sys::path::append(path, name);
    return path.str().str();
  }
  std::string read(StringRef path) {
    auto buffer = MemoryBuffer::getFile(path);
    return buffer ? (*buffer)->getBuffer().str() : "<no file>";
  }
  unsigned countFiles() {
    std::error_code error;
    unsigned count = 0;
    for (fs::directory_iterator it(directory, error), end; it != end;
         it.increment(error))
      ++count;
    return count;
  }
  static Error write(StringRef path, StringRef text) {
    return quantx::writeFileAtomically(path, [&](raw_ostream &os) {
      os << text;
      return Error::success();
    });
  }

  SmallString<128> directory;
};

TEST_F(AtomicFile, WritesAndReplaces) {
  std::string path = pathOf("a.txt");
  EXPECT_EQ(toString(write(path, "old")), "");
  EXPECT_EQ(toString(write(path, "new")), "");
  EXPECT_EQ(read(path), "new");
  EXPECT_EQ(countFiles(), 1u);
}

TEST_F(AtomicFile, KeepsOldContentsWhenTheWriterFails) {
  std::string path = pathOf("a.txt");
  EXPECT_EQ(toString(write(path, "old")), "");
  Error error = quantx::writeFileAtomically(path, [](raw_ostream &os) {
    os << "half of it";
    return createStringError("stopped");
  });
  EXPECT_EQ(toString(std::move(error)), "stopped");
  EXPECT_EQ(read(path), "old");
  EXPECT_EQ(countFiles(), 1u);
}

TEST_F(AtomicFile, ReportsAFullDisk) {
  if (!fs::exists("/dev/full"))
    GTEST_SKIP() << "no /dev/full";
  EXPECT_EQ(toString(write("/dev/full", "text")),
            "cannot write '/dev/full': No space left on device");
}

TEST_F(AtomicFile, NamesWhatCannotBeWritten) {
  std::string path = pathOf("missing/a.txt");
  std::string expected =
      "cannot write '" + path + "': No such file or directory";
  EXPECT_EQ(toString(write(path, "text")), expected);
  EXPECT_EQ(toString(quantx::checkWritable(path)), expected);
  std::string isDirectory = directory.str().str();
  EXPECT_EQ(toString(quantx::checkWritable(isDirectory)),
            "cannot write '" + isDirectory + "': it is a directory");
}

TEST_F(AtomicFile, CheckLeavesNothingBehind) {
  EXPECT_EQ(toString(quantx::checkWritable(pathOf("a.txt"))), "");
  EXPECT_EQ(countFiles(), 0u);
}

TEST_F(AtomicFile, FollowsLinks) {
  std::string path = pathOf("a.txt"), link = pathOf("link.txt");
  EXPECT_EQ(toString(write(path, "old")), "");
  ASSERT_FALSE(fs::create_link(path, link));
  EXPECT_EQ(toString(write(link, "new")), "");
  EXPECT_EQ(read(path), "new");
  EXPECT_TRUE(fs::is_symlink_file(link));
}

} // namespace
