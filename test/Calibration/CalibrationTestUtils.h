//===- CalibrationTestUtils.h - Values to gather statistics of --*- C++ -*-===//

#ifndef QUANTX_TEST_CALIBRATION_CALIBRATIONTESTUTILS_H
#define QUANTX_TEST_CALIBRATION_CALIBRATIONTESTUTILS_H

#include "quantx/Calibration/Calibrator.h"
#include "quantx/Calibration/StatisticsFile.h"

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
  TensorStatistics statistics;
  statistics.add(values);
  return statistics;
}

/// Values of a tensor, [sample][row][channel], and what to keep of it.
struct Samples {
  size_t numRows = 1;
  size_t numChannels = 1;
  bool channelHistograms = false;
  size_t rowCapacity = 8;
  size_t batchSize = 1;
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

/// What is kept of samples [begin, end), one value after the other.
inline TensorStatistics keepNaively(const Samples &samples, size_t begin,
                                    size_t end) {
  TensorStatistics whole;
  std::vector<Channel> channels(samples.numChannels);
  RowReservoir reservoir(/*axis=*/2, samples.rowCapacity);
  BatchRanges batches;
  for (size_t sample = begin; sample < end; ++sample) {
    llvm::ArrayRef<float> all =
        llvm::ArrayRef(samples.values)
            .slice(sample * samples.getSampleSize(), samples.getSampleSize());
    whole.add(all);
    TensorStatistics batch = statisticsOf(all);
    if (batch.getCount() > 0)
      batches.add(batch.getMin(), batch.getMax());
    for (size_t row = 0; row < samples.numRows; ++row) {
      llvm::ArrayRef<float> values =
          all.slice(row * samples.numChannels, samples.numChannels);
      bool finite = true;
      for (size_t c = 0; c < samples.numChannels; ++c) {
        finite &= std::isfinite(values[c]);
        if (std::isfinite(values[c]))
          channels[c].add(values[c], samples.channelHistograms);
      }
      if (finite)
        reservoir.add(hashRow(sampleKey(sample), row), values);
    }
  }
  TensorStatistics::Fields fields = whole.getFields();
  fields.channels.emplace(/*axis=*/2, std::move(channels),
                          samples.channelHistograms);
  fields.rows = std::move(reservoir);
  fields.batchRanges = std::move(batches);
  return llvm::cantFail(TensorStatistics::fromFields(std::move(fields)));
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
