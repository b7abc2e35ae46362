//===- CalibrationTestUtils.h - Values to gather statistics of --*- C++ -*-===//

#ifndef QUANTX_TEST_CALIBRATION_CALIBRATIONTESTUTILS_H
#define QUANTX_TEST_CALIBRATION_CALIBRATIONTESTUTILS_H

#include "quantx/Calibration/StatisticsFile.h"

#include "llvm/ADT/bit.h"
#include "llvm/Support/raw_ostream.h"

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

inline std::string toText(const ModelStatistics &statistics) {
  std::string text;
  llvm::raw_string_ostream os(text);
  printStatistics(os, statistics);
  return text;
}

} // namespace quantx::calibration::test

#endif // QUANTX_TEST_CALIBRATION_CALIBRATIONTESTUTILS_H
