//===- CalibrationTestUtils.h - Values to gather statistics of --*- C++ -*-===//

#ifndef QUANTX_TEST_CALIBRATION_CALIBRATIONTESTUTILS_H
#define QUANTX_TEST_CALIBRATION_CALIBRATIONTESTUTILS_H

#include "quantx/Calibration/Calibrator.h"
#include "quantx/Calibration/StatisticsFile.h"
#include "quantx/Calibration/TensorGatherer.h"

#include "llvm/ADT/bit.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace quantx::calibration::test {

/// Any f32 at all, subnormals, infinities and NaNs among them.
inline float anyFloat(std::mt19937 &random) {
  return llvm::bit_cast<float>(static_cast<uint32_t>(random()));
}

/// Values of the kinds that tensors hold: all bit patterns, a normal
/// distribution, one with half its values cut off at 0, tiny ones far from 0.
inline std::vector<float> makeValues(std::mt19937 &random, size_t size) {
  std::normal_distribution<float> normal;
  unsigned kind = random() % 4;
  std::vector<float> values(size);
  for (float &value : values) {
    value = normal(random);
    if (kind == 0)
      value = anyFloat(random);
    else if (kind == 1)
      value = std::max(value, 0.0f);
    else if (kind == 2)
      value = 1000.0f + value * 1e-4f;
  }
  return values;
}

inline TensorStatistics statisticsOf(llvm::ArrayRef<float> values) {
  TensorGatherer gatherer;
  gatherer.add(values);
  return gatherer.getStatistics();
}

/// Values of a tensor, [sample][row][channel], and what to keep of it.
struct Samples {
  size_t numRows = 1;
  size_t numChannels = 1;
  bool channelHistograms = false;
  size_t rowCapacity = 8;
  std::vector<float> values;

  size_t getSampleSize() const { return numRows * numChannels; }
  size_t size() const { return values.size() / getSampleSize(); }
};

inline Samples makeSamples(std::mt19937 &random, size_t size) {
  Samples samples;
  samples.numRows = 1 + random() % 5;
  samples.numChannels = 1 + random() % 7;
  samples.channelHistograms = random() % 2;
  samples.rowCapacity = 1 + random() % 20;
  samples.values = makeValues(random, size * samples.getSampleSize());
  return samples;
}

inline uint64_t sampleKey(uint64_t sample) {
  std::string sha256(64, 'a');
  SampleSource source{"image", sha256, sample};
  return hashSample(source);
}

/// What is kept of samples [begin, end), one value after the other: what
/// TensorGatherer has to give.
class NaiveGatherer {
public:
  NaiveGatherer(const Samples &samples, unsigned axis)
      : samples(samples), axis(axis), channels(samples.numChannels),
        reservoir(axis, samples.rowCapacity) {}

  void add(size_t begin, size_t end) {
    Channel batch;
    for (size_t sample = begin; sample < end; ++sample)
      for (size_t row = 0; row < samples.numRows; ++row)
        addRow(sample, row, batch);
    if (batch.count > 0)
      batches.add(batch.min, batch.max);
  }

  TensorStatistics getStatistics() const {
    TensorStatistics::Fields result = fields;
    result.count = whole.count;
    result.min = whole.min;
    result.max = whole.max;
    result.sum = whole.sum;
    result.sumOfSquares = whole.sumOfSquares;
    result.histogram = whole.histogram;
    result.channels.emplace(axis, channels, samples.channelHistograms);
    result.rows = reservoir;
    result.batchRanges = batches;
    return llvm::cantFail(TensorStatistics::fromFields(std::move(result)));
  }

private:
  void addRow(size_t sample, size_t row, Channel &batch) {
    llvm::ArrayRef<float> values =
        llvm::ArrayRef(samples.values)
            .slice(sample * samples.getSampleSize() + row * samples.numChannels,
                   samples.numChannels);
    bool finite = true;
    for (size_t c = 0; c < samples.numChannels; ++c) {
      float value = values[c];
      fields.nanCount += std::isnan(value);
      fields.positiveInfinityCount += std::isinf(value) && value > 0;
      fields.negativeInfinityCount += std::isinf(value) && value < 0;
      finite &= std::isfinite(value);
      if (!std::isfinite(value))
        continue;
      channels[c].add(value, samples.channelHistograms);
      whole.add(value, /*withHistogram=*/true);
      batch.add(value, /*withHistogram=*/false);
    }
    if (finite)
      reservoir.add(hashRow(sampleKey(sample), row), values);
  }

  const Samples &samples;
  unsigned axis;
  Channel whole;
  TensorStatistics::Fields fields;
  std::vector<Channel> channels;
  RowReservoir reservoir;
  BatchRanges batches;
};

/// Samples [begin, end) in calls of one sample each.
inline TensorStatistics keepNaively(const Samples &samples, size_t begin,
                                    size_t end) {
  NaiveGatherer gatherer(samples, /*axis=*/2);
  for (size_t sample = begin; sample < end; ++sample)
    gatherer.add(sample, sample + 1);
  return gatherer.getStatistics();
}

/// The range that the calibrator of that specification gives.
inline Range rangeOf(llvm::StringRef spec, const TensorStatistics &statistics,
                     Symmetry symmetry = Symmetry::Asymmetric) {
  return llvm::cantFail(computeRange(*llvm::cantFail(createCalibrator(spec)),
                                     statistics, symmetry));
}

inline std::string toText(const ModelStatistics &statistics) {
  std::string text;
  llvm::raw_string_ostream os(text);
  printStatistics(os, statistics);
  return text;
}

} // namespace quantx::calibration::test

#endif // QUANTX_TEST_CALIBRATION_CALIBRATIONTESTUTILS_H
