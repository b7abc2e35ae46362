//===- StatisticsFileTests.cpp - Statistics in a file
//----------------------===//

#include "CalibrationTestUtils.h"

#include <gtest/gtest.h>

using namespace llvm;
using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

DataRecord record(std::vector<SampleRange> samples, StringRef file = "a.npy") {
  return {"image", file.str(), std::string(64, 'a'), std::move(samples)};
}

ModelStatistics model(ArrayRef<float> x, ArrayRef<float> y,
                      std::vector<SampleRange> samples) {
  ModelStatistics statistics;
  statistics.model = "sha256:0123";
  statistics.producer = "quantx test";
  statistics.data.push_back(record(std::move(samples)));
  statistics.tensors.emplace("x", statisticsOf(x));
  statistics.tensors.emplace("a \"quoted\"/name", statisticsOf(y));
  return statistics;
}

TEST(StatisticsFile, RoundTrips) {
  std::mt19937 random(11);
  for (int i = 0; i < 20; ++i) {
    ModelStatistics statistics =
        model(makeValues(random, 1000), makeValues(random, i % 3), {{0, 1000}});
    std::string text = toText(statistics);
    ModelStatistics back = cantFail(parseStatistics({text, "file"}));
    EXPECT_EQ(back.tensors, statistics.tensors);
    EXPECT_EQ(toText(back), text);
  }
}

TEST(StatisticsFile, LooksLikeThis) {
  ModelStatistics statistics = model({0, 0.5f, 1}, {}, {{0, 3}, {5, 8}});
  statistics.tensors.erase("a \"quoted\"/name");
  EXPECT_EQ(toText(statistics), R"({
 "format": "quantx-statistics",
 "version": 2,
 "producer": "quantx test",
 "model": "sha256:0123",
 "complete": true,
 "sample_count": 6,
 "data": [
  {
   "input": "image",
   "file": "a.npy",
   "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
   "samples": [
    [0,3],
    [5,8]
   ]
  }
 ],
 "tensors": {
  "x": {
   "count": 3,
   "nan": 0,
   "positive_infinity": 0,
   "negative_infinity": 0,
   "min": 0,
   "max": 1,
   "sum": "0x30000000000000000000000000000000000000p-149",
   "sum_of_squares": "0x500000000000000000000000000000000000000000000000000000000000000000000000000p-298",
   "histogram": {
    "log2_bin_width": -13,
    "runs": [
     [0,[1]],
     [4096,[1]],
     [8192,[1]]
    ]
   }
  }
 }
}
)");
}

TEST(StatisticsFile, ShardsMergeToTheSameBytes) {
  std::mt19937 random(12);
  std::vector<float> x = makeValues(random, 900), y = makeValues(random, 900);
  auto shard = [&](uint64_t begin, uint64_t end) {
    return model(ArrayRef(x).slice(begin, end - begin),
                 ArrayRef(y).slice(begin, end - begin), {{begin, end}});
  };
  std::string whole = toText(shard(0, 900));
  ModelStatistics a = shard(600, 900), b = shard(0, 250), c = shard(250, 600);
  EXPECT_EQ(toString(mergeStatistics(b, a)), "");
  EXPECT_EQ(toString(mergeStatistics(b, c)), "");
  EXPECT_EQ(toText(b), whole);
  EXPECT_EQ(toString(mergeStatistics(a, shard(250, 600))), "");
  EXPECT_EQ(toString(mergeStatistics(a, shard(0, 250))), "");
  EXPECT_EQ(toText(a), whole);
}

TEST(StatisticsFile, PartsRoundTrip) {
  std::mt19937 random(13);
  for (int i = 0; i < 20; ++i) {
    ModelStatistics statistics = model({}, {}, {{0, 20}});
    Samples samples = makeSamples(random, i);
    statistics.tensors["x"] = keepNaively(samples, 0, samples.size());
    std::string text = toText(statistics);
    ModelStatistics back = cantFail(parseStatistics({text, "file"}));
    EXPECT_EQ(back.tensors, statistics.tensors);
    EXPECT_EQ(toText(back), text);
  }
}

TEST(StatisticsFile, PartsLookLikeThis) {
  Samples samples;
  samples.numRows = 2;
  samples.numChannels = 2;
  samples.values = {0, 1, 2, 0.1f};
  ModelStatistics statistics = model({}, {}, {{0, 1}});
  statistics.tensors["x"] = keepNaively(samples, 0, 1);
  std::string text = toText(statistics);
  text.erase(0, text.find("   \"channels\""));
  EXPECT_EQ(text, R"(   "channels": {
    "axis": 2,
    "count": [2,2],
    "min": [0,0.10000000149011612],
    "max": [2,1],
    "sum": ["0x4p-1","0x23333334p-29"],
    "sum_of_squares": ["0x1p2","0x40a3d70a8f5c29p-54"]
   },
   "rows": {
    "axis": 2,
    "capacity": 8,
    "seen": 2,
    "kept": [
     ["0e84005887639c7b","AAAAQM3MzD0="],
     ["875488f1447114cc","AAAAAAAAgD8="]
    ]
   },
   "batch_ranges": {
    "count": 1,
    "last": [[0,2]]
   }
  }
 }
}
)");
}

TEST(StatisticsFile, ReadsVersion1) {
  // What version 2 has beyond it is optional or follows.
  ModelStatistics statistics = model({0, 0.5f, 1}, {}, {{0, 3}});
  std::string text = toText(statistics), old = text;
  for (StringRef line : {" \"complete\": true,\n", " \"sample_count\": 3,\n"}) {
    size_t at = old.find(line.str());
    ASSERT_NE(at, std::string::npos);
    old.erase(at, line.size());
  }
  old[old.find("\"version\": 2") + 11] = '1';
  EXPECT_EQ(toText(cantFail(parseStatistics({old, "file"}))), text);
}

TEST(StatisticsFile, MissingSamplesAreFilledIn) {
  DataRecord all = record({{0, 10}, {20, 30}});
  auto partial = [&](std::vector<SampleRange> seen,
                     std::vector<SampleRange> missing) {
    ModelStatistics statistics = model({1}, {1}, std::move(seen));
    statistics.data.front().missing = std::move(missing);
    return statistics;
  };
  ModelStatistics a = partial({{0, 4}}, {{4, 10}, {20, 30}});
  EXPECT_FALSE(a.isComplete());
  EXPECT_EQ(a.getNumSamples(), 4u);
  EXPECT_EQ(toText(cantFail(parseStatistics({toText(a), "file"}))), toText(a));
  ModelStatistics b = partial({{4, 10}, {22, 25}}, {{25, 30}});
  EXPECT_EQ(toString(mergeStatistics(a, b)), "");
  EXPECT_EQ(a.data.front().missing,
            (std::vector<SampleRange>{{20, 22}, {25, 30}}));
  EXPECT_EQ(toString(mergeStatistics(a, partial({{20, 22}, {25, 30}}, {}))),
            "");
  EXPECT_TRUE(a.isComplete());
  EXPECT_EQ(a.data.front().samples, all.samples);
}

TEST(StatisticsFile, RefusesToMixScales) {
  std::vector<DataRecord> data;
  DataRecord bytes = record({{0, 4}}), floats = record({{4, 6}});
  bytes.scale = "1/255";
  EXPECT_EQ(toString(addDataRecord(data, bytes)), "");
  EXPECT_EQ(toString(addDataRecord(data, floats)),
            "'a.npy' was scaled by 1/255 and by an unknown number for input "
            "'image'; statistics of both do not merge");
}

TEST(StatisticsFile, RefusesToMixKinds) {
  std::mt19937 random(14);
  Samples samples = makeSamples(random, 3);
  ModelStatistics a = model({1}, {1}, {{0, 5}}), b = model({1}, {1}, {{5, 6}});
  a.tensors["x"] = keepNaively(samples, 0, 3);
  EXPECT_EQ(toString(mergeStatistics(a, b)),
            "tensor 'x': only one has statistics by channel");
}

TEST(StatisticsFile, DataRecordsAreSorted) {
  std::vector<DataRecord> data;
  EXPECT_EQ(toString(addDataRecord(data, record({{4, 6}}, "b.npy"))), "");
  EXPECT_EQ(toString(addDataRecord(data, record({{4, 6}}))), "");
  EXPECT_EQ(toString(addDataRecord(data, record({{0, 4}, {9, 9}}, "b.npy"))),
            "");
  ASSERT_EQ(data.size(), 2u);
  EXPECT_EQ(data[0].file, "a.npy");
  EXPECT_EQ(data[1].samples, (std::vector<SampleRange>{{0, 6}}));
}

TEST(StatisticsFile, RefusesToCountSamplesTwice) {
  ModelStatistics a = model({1}, {1}, {{0, 5}});
  EXPECT_EQ(toString(mergeStatistics(a, model({1}, {1}, {{4, 6}}))),
            "sample 4 of 'a.npy' would be counted twice for input 'image'");
}

TEST(StatisticsFile, RefusesToMixModels) {
  ModelStatistics other = model({1}, {1}, {{5, 6}});
  other.model = "sha256:4567";
  ModelStatistics a = model({1}, {1}, {{0, 5}});
  EXPECT_EQ(toString(mergeStatistics(a, other)),
            "the statistics are of different models: 'sha256:0123' and "
            "'sha256:4567'");
  other.model = a.model;
  other.producer = "quantx 9";
  EXPECT_EQ(toString(mergeStatistics(a, other)),
            "the statistics are of different producers: 'quantx test' and "
            "'quantx 9'");
  other.producer = a.producer;
  other.tensors.erase("x");
  EXPECT_EQ(toString(mergeStatistics(a, other)),
            "tensor 'x' is only in one of them");
  EXPECT_EQ(toString(mergeStatistics(other, model({1}, {1}, {{7, 8}}))),
            "tensor 'x' is only in one of them");
}

} // namespace
