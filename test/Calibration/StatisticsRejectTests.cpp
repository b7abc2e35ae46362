//===- StatisticsRejectTests.cpp - Files that must not become ranges
//-------===//

#include "CalibrationTestUtils.h"

#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>

using namespace llvm;
using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

std::string validText() {
  ModelStatistics statistics;
  statistics.model = "sha256:0123";
  statistics.producer = "quantx test";
  statistics.data.push_back({"image", "a.npy", std::string(64, 'a'), {{0, 3}}});
  statistics.tensors.emplace("x", statisticsOf({0, 0.5f, 1}));
  return toText(statistics);
}

std::string errorOf(StringRef text) {
  auto result = parseStatistics({text, "s.json"});
  return result ? "" : toString(result.takeError());
}

/// The error after replacing `from`, which must be there, by `to`.
std::string errorWith(StringRef from, StringRef to) {
  std::string text = validText();
  size_t at = text.find(from.str());
  EXPECT_NE(at, std::string::npos) << from.str();
  text.replace(at, from.size(), to.str());
  return errorOf(text);
}

TEST(StatisticsReject, NothingInAValidFile) {
  EXPECT_EQ(errorOf(validText()), "");
}

TEST(StatisticsReject, OtherFiles) {
  EXPECT_NE(errorOf("no json").find("'s.json' is not JSON: "),
            std::string::npos);
  EXPECT_EQ(errorOf("[]"),
            "'s.json' holds no JSON object; this is no statistics file");
  EXPECT_EQ(errorOf("{}"),
            "'s.json': field 'format' must be \"quantx-statistics\"; this is "
            "no statistics file");
  EXPECT_EQ(errorOf(std::string(100000, '[')),
            "'s.json' nests deeper than a file of its kind does");
  EXPECT_NE(toString(readStatisticsFile("/no/such/file").takeError())
                .find("cannot read '/no/such/file': "),
            std::string::npos);
}

TEST(StatisticsReject, OtherVersions) {
  for (int version : {0, 3})
    EXPECT_EQ(errorWith("\"version\": 2", "\"version\": " + itostr(version)),
              "'s.json': field 'version' is " + itostr(version) +
                  ", but only versions 1 to 2 are read; calibrate again with "
                  "this version of quant-calibrate");
}

TEST(StatisticsReject, UnknownFields) {
  EXPECT_EQ(errorWith("\"model\"", "\"extra\": 1, \"model\""),
            "'s.json': field 'extra' is not known");
  EXPECT_EQ(errorWith("\"nan\"", "\"extra\": 1, \"nan\""),
            "'s.json': tensor 'x': field 'extra' is not known");
  EXPECT_EQ(errorWith("\"sha256\"", "\"extra\": 1, \"sha256\""),
            "'s.json': data record 0: field 'extra' is not known");
}

TEST(StatisticsReject, MissingFields) {
  EXPECT_EQ(errorWith("\"model\": \"sha256:0123\",", ""),
            "'s.json': field 'model' is missing");
  EXPECT_EQ(errorWith("\"min\": 0,", ""),
            "'s.json': tensor 'x': field 'min' is missing");
  EXPECT_EQ(errorWith("\"log2_bin_width\": -13,", ""),
            "'s.json': tensor 'x': field 'histogram' is invalid: 's.json': "
            "tensor 'x': field 'histogram': field 'log2_bin_width' is "
            "missing");
}

TEST(StatisticsReject, WrongTypes) {
  EXPECT_EQ(errorWith("\"count\": 3", "\"count\": -3"),
            "'s.json': tensor 'x': field 'count' must be a non-negative "
            "integer");
  EXPECT_EQ(errorWith("\"max\": 1", "\"max\": 1.00000001"),
            "'s.json': tensor 'x': field 'max' must be a number that is a "
            "finite f32 exactly");
  EXPECT_EQ(errorWith("\"max\": 1", "\"max\": 1e300"),
            "'s.json': tensor 'x': field 'max' must be a number that is a "
            "finite f32 exactly");
  EXPECT_EQ(errorWith("\"sum\": \"0x3", "\"sum\": \"3"),
            "'s.json': tensor 'x': field 'sum' must be like "
            "\"-0x1a2bp-149\": a whole number of units");
  EXPECT_EQ(errorWith("\"producer\": \"quantx test\"", "\"producer\": 3"),
            "'s.json': field 'producer' must be a string");
  EXPECT_EQ(errorWith("\"tensors\": {", "\"tensors\": {\"y\": 3, "),
            "'s.json': tensor 'y' must be an object");
  EXPECT_EQ(errorWith("\"data\": [", "\"data\": [3,"),
            "'s.json': data record 0 must be an object");
}

TEST(StatisticsReject, BadDataRecords) {
  EXPECT_EQ(errorWith("[0,3]", "[3,0]"),
            "'s.json': data record 0: field 'samples' must hold [begin, end] "
            "with begin < end");
  EXPECT_EQ(errorWith("[0,3]", "[0,3], [2,4]"),
            "'s.json': data record 0: sample 2 of 'a.npy' would be counted "
            "twice for input 'image'");
  EXPECT_EQ(errorWith("\"aaaa", "\"aaa"),
            "'s.json': data record 0: field 'sha256' must be 64 hexadecimal "
            "digits");
}

TEST(StatisticsReject, BadRuns) {
  std::string expected =
      "'s.json': tensor 'x': field 'histogram' is invalid: 's.json': tensor "
      "'x': field 'histogram': field 'runs' must hold [first bin, [count, "
      "...]], ascending, over at most 16385 bins";
  for (const char *run :
       {"[4096,[]]", "[4096]", "[4096,[-1]]", "4096", "[0,[1]]",
        "[\"4096\",[1]]", "[100000,[1]]", "[99999999999,[1]]"})
    EXPECT_EQ(errorWith("[4096,[1]]", run), expected) << run;
}

TEST(StatisticsReject, NumbersThatNoValuesGive) {
  auto tensor = [](StringRef what) {
    return "'s.json': tensor 'x': " + what.str();
  };
  EXPECT_EQ(errorWith("\"min\": 0", "\"min\": 2"),
            tensor("field 'min': is larger than 'max'"));
  EXPECT_EQ(errorWith("\"max\": 1", "\"max\": 4"),
            tensor("field 'histogram': bins are 2^-13 wide, but 'min' and "
                   "'max' make them 2^-11"));
  EXPECT_EQ(errorWith("[8192,[1]]", "[8191,[1]]"),
            tensor("field 'histogram': its first and last bin must be those "
                   "of 'min' and 'max', 0 and 8192"));
  EXPECT_EQ(errorWith("[8192,[1]]", "[8192,[0]]"),
            tensor("field 'histogram': its first and last bin must be those "
                   "of 'min' and 'max', 0 and 8192"));
  EXPECT_EQ(errorWith("[4096,[1]]", "[4096,[2]]"),
            tensor("field 'histogram': its counts do not add up to 'count'"));
  EXPECT_EQ(errorWith("[4096,[1]]", "[4096,[18446744073709551615]]"),
            tensor("field 'histogram': its counts do not add up to 'count'"));
  EXPECT_EQ(errorWith("\"sum\": \"0x3", "\"sum\": \"-0x3"),
            tensor("field 'sum': is not between 'count' times 'min' and "
                   "'count' times 'max'"));
  EXPECT_EQ(errorWith("\"sum\": \"0x3", "\"sum\": \"0xf"),
            tensor("field 'sum': is not between 'count' times 'min' and "
                   "'count' times 'max'"));
  EXPECT_EQ(
      errorWith("\"sum_of_squares\": \"0x5", "\"sum_of_squares\": \"0xf5"),
      tensor("field 'sum_of_squares': is not between 0 and 'count' "
             "times the largest square"));
  EXPECT_EQ(errorWith("\"count\": 3", "\"count\": 9223372036854775807"),
            tensor("field 'count': is beyond 2^62"));
}

TEST(StatisticsReject, CutFiles) {
  std::string text = validText();
  for (size_t length = 0; length + 2 < text.size(); length += 7)
    EXPECT_NE(errorOf(StringRef(text).take_front(length)), "") << length;
}

} // namespace
