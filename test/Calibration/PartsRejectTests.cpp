//===- PartsRejectTests.cpp - Channels, rows and batches that cannot be ---===//

#include "CalibrationTestUtils.h"

#include <gtest/gtest.h>

using namespace llvm;
using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

/// One sample of rows (0, 1), (2, 3) and (-4, 5).
std::string validText() {
  Samples samples;
  samples.numRows = 3;
  samples.numChannels = 2;
  samples.values = {0, 1, 2, 3, -4, 5};
  samples.channelHistograms = true;
  ModelStatistics statistics;
  statistics.model = "0123";
  statistics.producer = "quantx test";
  statistics.data.push_back(
      {"image", "a.npy", std::string(64, 'a'), {{0, 1}}, "1/255", {{4, 6}}});
  statistics.tensors.emplace("x", keepNaively(samples, 0, 1));
  return toText(statistics);
}

std::string errorOf(StringRef text) {
  auto result = parseStatistics({text, "s.json"});
  return result ? "" : toString(result.takeError());
}

/// The error after replacing the last `from`, which must be there, by `to`.
std::string errorWith(StringRef from, StringRef to) {
  std::string text = validText();
  size_t at = text.rfind(from.str());
  EXPECT_NE(at, std::string::npos) << from.str();
  text.replace(at, from.size(), to.str());
  return errorOf(text);
}

std::string inField(StringRef field, StringRef what) {
  return "'s.json': tensor 'x': field '" + field.str() +
         "' is invalid: 's.json': tensor 'x': field '" + field.str() +
         "': " + what.str();
}

TEST(PartsReject, NothingInAValidFile) { EXPECT_EQ(errorOf(validText()), ""); }

TEST(PartsReject, OptionalPartsOfVersion1) {
  std::string text = validText();
  size_t at = text.find("\"version\": 2");
  text[at + 11] = '1';
  EXPECT_EQ(errorOf(text), "'s.json': data record 0: field 'missing' is not "
                           "known");
}

TEST(PartsReject, TotalsThatDoNotFollow) {
  EXPECT_EQ(errorWith("\"complete\": false", "\"complete\": true"),
            "'s.json': field 'complete' is true, but samples are missing");
  EXPECT_EQ(errorWith("[4,6]", ""),
            "'s.json': field 'complete' is false, but no samples are missing");
  EXPECT_EQ(errorWith("\"sample_count\": 1", "\"sample_count\": 2"),
            "'s.json': field 'sample_count' is 2, but the data records hold 1");
  EXPECT_EQ(errorWith("\"complete\": false", "\"complete\": 0"),
            "'s.json': field 'complete' must be true or false");
  EXPECT_EQ(errorWith("[4,6]", "[4,4]"),
            "'s.json': data record 0: field 'missing' must hold [begin, end] "
            "with begin < end");
}

TEST(PartsReject, BadChannels) {
  EXPECT_EQ(errorWith("\"min\": [-4,1]", "\"min\": [-4]"),
            inField("channels", "field 'min' must have an element for each of "
                                "2 channels, and has 1"));
  EXPECT_EQ(errorWith("\"min\": [-4,1]", "\"min\": [-4,1e99]"),
            inField("channels", "field 'min' must hold numbers that are a "
                                "finite f32 exactly"));
  EXPECT_EQ(errorWith("\"sum\": [\"-0x4", "\"sum\": [\"-0x04"),
            inField("channels",
                    "field 'sum' must hold texts like \"-0x1a2bp-13\", the "
                    "shortest for multiples of 2^-149"));
  EXPECT_EQ(errorWith("\"axis\": 2,\n    \"count\": [3,3]",
                      "\"axis\": -2,\n    \"count\": [3,3]"),
            inField("channels", "field 'axis' must be a non-negative integer"));
  EXPECT_EQ(errorWith("\"count\": [3,3]", "\"count\": [3,2]"),
            "'s.json': tensor 'x': channel 1: field 'histogram': its counts do "
            "not add up to 'count'");
  EXPECT_EQ(errorWith("\"count\": [3,3]", "\"count\": [3,0]"),
            "'s.json': tensor 'x': channel 1: field 'sum': must be 0 where "
            "'count' is 0");
  EXPECT_EQ(errorWith("\"sum\": [\"-0x4", "\"sum\": [\"-0x2"),
            "'s.json': tensor 'x': field 'channels': do not add up to the "
            "tensor's own values");
}

TEST(PartsReject, BadRows) {
  EXPECT_EQ(errorWith("\"seen\": 3", "\"seen\": 4"),
            "'s.json': tensor 'x': field 'rows' is invalid: field 'rows': of 4 "
            "rows and a capacity of 8 it must hold 4, but holds 3");
  EXPECT_EQ(errorWith("\"capacity\": 8", "\"capacity\": 0"),
            "'s.json': tensor 'x': field 'rows' is invalid: field 'rows': its "
            "capacity must be at least 1");
  std::string malformed =
      inField("rows", "field 'kept' must hold [16 hexadecimal digits, base64 "
                      "of little-endian f32]");
  // (0, 1): 00000000 0000803f.
  EXPECT_EQ(errorWith("AAAAAAAAgD8=", "AAAAAAAAgD8"), malformed);
  EXPECT_EQ(errorWith("AAAAAAAAgD8=", "AAAAAAAA"), malformed);
  EXPECT_EQ(errorWith("AAAAAAAAgD8=", "AAAAAAAAgH8="),
            "'s.json': tensor 'x': field 'rows' is invalid: field 'rows': a "
            "row must hold finite values");
  EXPECT_EQ(errorWith("AAAAAAAAgD8=", "AAAAAAAAgEE="),
            "'s.json': tensor 'x': field 'rows': hold values outside 'min' "
            "and 'max'");
  EXPECT_EQ(errorWith("AAAAAAAAgD8=", "AAAAAA=="),
            "'s.json': tensor 'x': field 'rows': along the channels must be as "
            "long as there are channels");
}

TEST(PartsReject, BadBatches) {
  EXPECT_EQ(errorWith("\"last\": [[-4,5]]", "\"last\": []"),
            "'s.json': tensor 'x': field 'batch_ranges' is invalid: field "
            "'batch_ranges': of 1 batches it must hold the last 1, but holds "
            "0");
  EXPECT_EQ(errorWith("\"last\": [[-4,5]]", "\"last\": [[-4,6]]"),
            "'s.json': tensor 'x': field 'batch_ranges': must lie between "
            "'min' and 'max'");
  EXPECT_EQ(errorWith("\"last\": [[-4,5]]", "\"last\": [[-4]]"),
            inField("batch_ranges", "field 'last' must hold [min, max], both "
                                    "exactly a finite f32"));
}

} // namespace
