//===- TensorGathererTests.cpp - Vectors against one by one ---------------===//

#include "CalibrationTestUtils.h"

#include <gtest/gtest.h>

#include <limits>

using namespace llvm;
using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

/// Gathers calls of [begin, end) with channels last, or before the rows.
class Calls {
public:
  Calls(const Samples &samples, bool channelsLast)
      : samples(samples), channelsLast(channelsLast),
        gatherer(getOptions(samples, channelsLast)) {}

  void add(size_t begin, size_t end) {
    auto count = static_cast<int64_t>(end - begin);
    auto rows = static_cast<int64_t>(samples.numRows);
    auto channels = static_cast<int64_t>(samples.numChannels);
    std::vector<uint64_t> keys;
    for (size_t sample = begin; sample < end; ++sample)
      keys.push_back(sampleKey(sample));
    if (channelsLast) {
      ArrayRef<float> values = samples.values;
      size_t size = samples.getSampleSize();
      gatherer.add(values.slice(begin * size, (end - begin) * size),
                   {count, rows, channels}, keys);
      return;
    }
    std::vector<float> transposed;
    for (size_t sample = begin; sample < end; ++sample)
      for (size_t channel = 0; channel < samples.numChannels; ++channel)
        for (size_t row = 0; row < samples.numRows; ++row)
          transposed.push_back(samples.values[(sample * samples.numRows + row) *
                                                  samples.numChannels +
                                              channel]);
    gatherer.add(transposed, {count, channels, rows}, keys);
  }

  TensorStatistics getStatistics() { return gatherer.getStatistics(); }

private:
  static GatherOptions getOptions(const Samples &samples, bool channelsLast) {
    GatherOptions options;
    options.axis = channelsLast ? 2 : 1;
    options.numChannels = samples.numChannels;
    options.channelHistograms = samples.channelHistograms;
    options.rowAxis = options.axis;
    options.rowCapacity = samples.rowCapacity;
    options.batchRanges = true;
    return options;
  }

  const Samples &samples;
  bool channelsLast;
  TensorGatherer gatherer;
};

void checkAgainstNaive(std::mt19937 &random, const Samples &samples,
                       bool channelsLast) {
  Calls calls(samples, channelsLast);
  NaiveGatherer naive(samples, channelsLast ? 2 : 1);
  for (size_t begin = 0, end = 0; begin < samples.size(); begin = end) {
    end = begin + 1 + random() % (samples.size() - begin);
    calls.add(begin, end);
    naive.add(begin, end);
    if (random() % 4 == 0) {
      ASSERT_EQ(calls.getStatistics(), naive.getStatistics());
    }
  }
  ASSERT_EQ(calls.getStatistics(), naive.getStatistics());
}

TEST(TensorGatherer, AgreesWithOneByOne) {
  std::mt19937 random(31);
  for (int i = 0; i < 200; ++i) {
    Samples samples = makeSamples(random, random() % 20);
    samples.numChannels = 1 + random() % 40;
    samples.values = makeValues(random, samples.getSampleSize() * (i % 20));
    checkAgainstNaive(random, samples, i % 2);
  }
}

TEST(TensorGatherer, AgreesOnLargeTensors) {
  // More than a lane holds, more than a chunk.
  std::mt19937 random(32);
  for (auto [rows, channels] :
       {std::pair<size_t, size_t>{40000, 1}, {3001, 9}, {5, 16385}, {20011, 2}})
    for (bool channelsLast : {false, true}) {
      Samples samples;
      samples.numRows = rows;
      samples.numChannels = channels;
      samples.values = makeValues(random, rows * channels * 3);
      checkAgainstNaive(random, samples, channelsLast);
    }
}

TEST(TensorGatherer, AgreesOnTheWidestRange) {
  // Every exponent beside every other one, in turn the largest.
  std::mt19937 random(33);
  Samples samples;
  samples.numChannels = 3;
  for (int top : {-149, -140, -126, -110, -75, -37, 0, 64, 127})
    for (int below = 0; below < 140; ++below)
      for (float factor : {1.0f, 0x1.fffffep0f, -0x1.000002p0f}) {
        int exponent = std::max(top - below, -149);
        samples.values.push_back(std::ldexp(factor, exponent));
      }
  checkAgainstNaive(random, samples, /*channelsLast=*/true);
  checkAgainstNaive(random, samples, /*channelsLast=*/false);
}

TEST(TensorGatherer, LargestValuesDoNotOverflowTheSlices) {
  // As many of the largest as a lane takes, all of one sign.
  constexpr float largest = std::numeric_limits<float>::max();
  std::vector<float> values(100000, -largest);
  TensorStatistics statistics = statisticsOf(values);
  EXPECT_EQ(statistics.getSum().toDouble(), -1e5 * double(largest));
  ExactSum squares(ExactSum::squareUnit);
  for (size_t i = 0; i < values.size(); ++i)
    squares.addSquare(largest);
  EXPECT_EQ(statistics.getSumOfSquares(), squares);
}

TEST(TensorGatherer, BatchAndOrderDoNotShow) {
  std::mt19937 random(34);
  for (int i = 0; i < 30; ++i) {
    Samples samples = makeSamples(random, 1 + random() % 30);
    auto gather = [&](size_t batch, bool backwards) {
      Calls calls(samples, i % 2);
      std::vector<size_t> begins;
      for (size_t begin = 0; begin < samples.size(); begin += batch)
        begins.push_back(begin);
      if (backwards)
        std::reverse(begins.begin(), begins.end());
      for (size_t begin : begins)
        calls.add(begin, std::min(begin + batch, samples.size()));
      TensorStatistics::Fields fields = calls.getStatistics().getFields();
      fields.batchRanges.reset();
      return cantFail(TensorStatistics::fromFields(std::move(fields)));
    };
    TensorStatistics expected = gather(1, false);
    for (size_t batch : {2, 3, 7, 100})
      EXPECT_EQ(gather(batch, batch % 2), expected);
  }
}

TEST(TensorGatherer, PartsOfTheLeadingDimensionBelongToSamplesInTurn) {
  // Heads that were folded into the batch: two rows of each sample.
  GatherOptions options;
  options.rowAxis = 1;
  TensorGatherer folded(options), plain(options);
  std::vector<uint64_t> keys = {sampleKey(0), sampleKey(1)};
  folded.add({0, 1, 2, 3, 4, 5, 6, 7}, {4, 2}, keys);
  GatherOptions unfolded = options;
  unfolded.rowAxis = 2;
  TensorGatherer apart(unfolded);
  apart.add({0, 1, 2, 3, 4, 5, 6, 7}, {2, 2, 2}, keys);
  EXPECT_EQ(folded.getStatistics().getRows()->getRows(),
            apart.getStatistics().getRows()->getRows());
  // Rows that are nobody's are not kept.
  plain.add({0, 1, 2, 3, 4, 5}, {3, 2}, keys);
  plain.add({0, 1, 2, 3, 4, 5}, {3, 2});
  EXPECT_EQ(plain.getStatistics().getRows()->getNumSeen(), 0u);
  EXPECT_EQ(plain.getStatistics().getCount(), 12u);
}

TEST(TensorGatherer, LayoutInMemoryDoesNotShow) {
  std::mt19937 random(35);
  for (int i = 0; i < 60; ++i) {
    const int64_t shape[4] = {3, 4, 5, 6};
    std::vector<float> values = makeValues(random, 3 * 4 * 5 * 6);
    GatherOptions options;
    options.axis = i % 4;
    options.numChannels = shape[i % 4];
    options.rowAxis = 1 + i % 3;
    std::vector<uint64_t> keys = {sampleKey(0), sampleKey(1), sampleKey(2)};
    TensorGatherer plain(options), moved(options);
    std::vector<unsigned> order = {0, 1, 2, 3};
    for (int call = 0; call < 3; ++call) {
      std::shuffle(order.begin(), order.end(), random);
      // Element (a, b, c, d) at its place in memory.
      std::vector<float> memory(values.size());
      size_t strides[4], stride = 1;
      for (int k = 3; k >= 0; --k) {
        strides[order[k]] = stride;
        stride *= shape[order[k]];
      }
      size_t from = 0;
      for (int64_t a = 0; a < shape[0]; ++a)
        for (int64_t b = 0; b < shape[1]; ++b)
          for (int64_t c = 0; c < shape[2]; ++c)
            for (int64_t d = 0; d < shape[3]; ++d)
              memory[a * strides[0] + b * strides[1] + c * strides[2] +
                     d * strides[3]] = values[from++];
      moved.add(memory, shape, keys, order);
      plain.add(values, shape, keys);
    }
    ASSERT_EQ(moved.getStatistics(), plain.getStatistics());
  }
}

TEST(TensorGatherer, NothingIsNothing) {
  TensorGatherer gatherer;
  gatherer.add({}, {0, 3});
  EXPECT_EQ(gatherer.getStatistics(), TensorStatistics());
}

} // namespace
