//===- PartsTests.cpp - Channels, rows and batches that merge exactly -----===//

#include "CalibrationTestUtils.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace llvm;
using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

std::string bytesOf(const TensorStatistics &statistics) {
  ModelStatistics model;
  model.tensors.emplace("x", statistics);
  return toText(model);
}

/// Statistics of samples [begin, end), split at random; in the order of the
/// samples if `inOrder`.
TensorStatistics splitAndMerge(std::mt19937 &random, const Samples &samples,
                               size_t begin, size_t end, bool inOrder) {
  if (end - begin < 2 || random() % 4 == 0)
    return keepNaively(samples, begin, end);
  size_t cut = begin + random() % (end - begin + 1);
  TensorStatistics left = splitAndMerge(random, samples, begin, cut, inOrder);
  TensorStatistics right = splitAndMerge(random, samples, cut, end, inOrder);
  if (!inOrder && random() % 2)
    std::swap(left, right);
  EXPECT_EQ(toString(left.checkMergeable(right)), "");
  left.merge(right);
  return left;
}

TensorStatistics withoutBatches(const TensorStatistics &statistics) {
  TensorStatistics::Fields fields = statistics.getFields();
  fields.batchRanges.reset();
  return cantFail(TensorStatistics::fromFields(std::move(fields)));
}

TEST(Parts, AnySplitInOrderGivesTheSameBytes) {
  std::mt19937 random(21);
  for (int i = 0; i < 100; ++i) {
    Samples samples = makeSamples(random, random() % 40);
    TensorStatistics whole = keepNaively(samples, 0, samples.size());
    TensorStatistics pieces =
        splitAndMerge(random, samples, 0, samples.size(), /*inOrder=*/true);
    ASSERT_EQ(whole, pieces);
    ASSERT_EQ(bytesOf(whole), bytesOf(pieces));
  }
}

TEST(Parts, AllButBatchesAreTheSameInAnyOrder) {
  std::mt19937 random(22);
  for (int i = 0; i < 100; ++i) {
    Samples samples = makeSamples(random, random() % 40);
    TensorStatistics whole = keepNaively(samples, 0, samples.size());
    TensorStatistics pieces =
        splitAndMerge(random, samples, 0, samples.size(), /*inOrder=*/false);
    ASSERT_EQ(bytesOf(withoutBatches(whole)), bytesOf(withoutBatches(pieces)));
  }
}

TEST(Parts, OfDifferentKindsDoNotMerge) {
  std::mt19937 random(23);
  Samples samples = makeSamples(random, 4);
  samples.channelHistograms = true;
  auto errorWith = [&](auto change) {
    TensorStatistics mine = keepNaively(samples, 0, 2);
    TensorStatistics::Fields fields = keepNaively(samples, 2, 4).getFields();
    change(fields);
    auto theirs = cantFail(TensorStatistics::fromFields(std::move(fields)));
    return toString(mine.checkMergeable(theirs));
  };
  using Fields = TensorStatistics::Fields;
  EXPECT_EQ(errorWith([](Fields &) {}), "");
  EXPECT_EQ(errorWith([](Fields &fields) { fields.channels.reset(); }),
            "only one has statistics by channel");
  EXPECT_EQ(errorWith([](Fields &fields) { fields.rows.reset(); }),
            "only one has rows");
  EXPECT_EQ(errorWith([](Fields &fields) { fields.batchRanges.reset(); }),
            "only one has batch ranges");
  EXPECT_EQ(errorWith([](Fields &fields) {
              fields.channels.emplace(2, fields.channels->getChannels().vec(),
                                      /*hasHistograms=*/false);
            }),
            "only one has histograms by channel");
  size_t capacity = samples.rowCapacity;
  EXPECT_EQ(
      errorWith([&](Fields &fields) { fields.rows.emplace(2, capacity + 1); }),
      ("one keeps " + Twine(capacity) + " rows, the other " +
       Twine(capacity + 1))
          .str());
}

TEST(Parts, FreshStatisticsMergeWithAny) {
  std::mt19937 random(24);
  Samples samples = makeSamples(random, 4);
  TensorStatistics whole = keepNaively(samples, 0, 4), fresh;
  EXPECT_EQ(toString(fresh.checkMergeable(whole)), "");
  fresh.merge(whole);
  EXPECT_EQ(fresh, whole);
  whole.merge(TensorStatistics());
  EXPECT_EQ(fresh, whole);
}

TEST(Channel, SumsAreExact) {
  std::mt19937 random(25);
  for (int i = 0; i < 50; ++i) {
    std::vector<float> values = makeValues(random, 300);
    erase_if(values, [](float value) { return !std::isfinite(value); });
    Channel channel;
    channel.add(values, /*withHistogram=*/false);
    // Rationals with a common denominator: each value is an integer times
    // 2^-149, by a route of its own.
    APInt sum(640, 0), squares(640, 0);
    for (float value : values) {
      int exponent = 0;
      auto significand =
          static_cast<int64_t>(std::ldexp(std::frexp(value, &exponent), 24));
      APInt units(640, significand, /*isSigned=*/true);
      int shift = exponent - 24 + 149;
      units = shift >= 0 ? units << shift : units.ashr(-shift);
      sum += units;
      squares += units * units;
    }
    EXPECT_EQ(channel.sum.getUnits(), sum);
    EXPECT_EQ(channel.sumOfSquares.getUnits(), squares);
    EXPECT_EQ(channel.count, values.size());
  }
}

TEST(Channel, MeanIsRoundedOnce) {
  Channel channel;
  EXPECT_EQ(channel.getMean(), 0);
  channel.add({1, 2, 4}, /*withHistogram=*/false);
  EXPECT_EQ(channel.getMean(), 7.0 / 3);
  EXPECT_TRUE(channel.histogram.isEmpty());
}

TEST(RowReservoir, KeepsTheSmallestHashes) {
  std::mt19937_64 random(26);
  std::vector<TensorRow> all;
  RowReservoir reservoir(/*axis=*/1, /*capacity=*/32);
  for (int i = 0; i < 5000; ++i) {
    // Few hashes, so that the values have to decide.
    TensorRow row{random() % 1000, {float(random() % 4), -0.0f}};
    all.push_back(row);
    bool would = reservoir.wouldKeep(row.hash);
    if (would)
      reservoir.add(row.hash, row.values);
    else
      reservoir.skip(1);
  }
  std::sort(all.begin(), all.end());
  all.resize(32);
  EXPECT_EQ(reservoir.getRows(), ArrayRef(all));
  EXPECT_EQ(reservoir.getNumSeen(), 5000u);
}

TEST(RowReservoir, HashesTellSamplesAndRowsApart) {
  std::set<uint64_t> hashes;
  std::string a(64, 'a'), b(64, 'b');
  for (const std::string &file : {a, b})
    for (StringRef input : {"x", "y", ""})
      for (uint64_t sample = 0; sample < 50; ++sample)
        for (uint64_t row = 0; row < 50; ++row)
          hashes.insert(
              hashRow(hashSample(SampleSource{input, file, sample}), row));
  EXPECT_EQ(hashes.size(), 2u * 3 * 50 * 50);
  // Another order of two arguments is another sample.
  SampleSource x{"x", a, 1}, y{"y", b, 1};
  EXPECT_NE(hashSample({x, y}), hashSample({y, x}));
  // Files keep their meaning only as long as this does not change.
  EXPECT_EQ(hashRow(0, 0), 0xe220a8397b1dcdafu);
}

TEST(RowReservoir, SamplesEveryPlaceAlike) {
  // 64 of 64,000 rows: their mean index is that of all within 4 deviations.
  RowReservoir reservoir(/*axis=*/1, /*capacity=*/64);
  for (uint64_t sample = 0; sample < 1000; ++sample)
    for (uint64_t row = 0; row < 64; ++row)
      reservoir.add(hashRow(sampleKey(sample), row),
                    {float(sample), float(row)});
  double samples = 0, rows = 0;
  for (const TensorRow &row : reservoir.getRows()) {
    samples += row.values[0] / 64;
    rows += row.values[1] / 64;
  }
  EXPECT_NEAR(samples, 499.5, 4 * 1000 / std::sqrt(12.0 * 64));
  EXPECT_NEAR(rows, 31.5, 4 * 64 / std::sqrt(12.0 * 64));
}

TEST(BatchRanges, AverageIsThatOfPyTorch) {
  // MovingAverageMinMaxObserver on 1, 2 and 4 times [-3, 5].
  BatchRanges batches;
  for (float scale : {1.0f, 2.0f, 4.0f})
    batches.add(-3 * scale, 5 * scale);
  auto [min, max] = batches.computeAverage(0.01);
  EXPECT_NEAR(min, -3.1197, 1e-12);
  EXPECT_NEAR(max, 5.1995, 1e-12);
}

TEST(BatchRanges, ForgetsWhatHasNoWeight) {
  BatchRanges early, late, all;
  for (int i = 0; i < 9000; ++i) {
    auto value = static_cast<float>(i % 17);
    (i < 3500 ? early : late).add(-value, value);
    all.add(-value, value);
  }
  early.append(late);
  EXPECT_EQ(early, all);
  EXPECT_EQ(all.getRanges().size(), BatchRanges::window);
  EXPECT_EQ(all.getNumBatches(), 9000u);
  double max = 0;
  for (int i = 1; i < 9000; ++i)
    max += 0.01 * (i % 17 - max);
  EXPECT_NEAR(all.computeAverage(0.01).second, max, 1e-13);
}

} // namespace
