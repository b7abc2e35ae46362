//===- CalibratorCosts.h - What each calibrator would choose ----*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_CALIBRATORCOSTS_H
#define QUANTX_LIB_TOOLS_CALIBRATORCOSTS_H

#include "quantx/Calibration/Calibrator.h"
#include "quantx/Calibration/StatisticsFile.h"
#include "quantx/Report/Comparison.h"

#include <memory>
#include <string>
#include <vector>

namespace quantx::tools {

/// Calibrators beside one another, by the same statistics.
class CalibratorCosts {
public:
  /// Reads the statistics in `path`, which must be of the model with
  /// `fingerprint`, and makes the calibrators that `specs` name; all there are
  /// for none.
  static llvm::Expected<CalibratorCosts> create(const std::string &path,
                                                llvm::StringRef fingerprint,
                                                std::vector<std::string> specs);

  /// Adds to each layer that is stored by one scale what each calibrator would
  /// make of it.
  void addTo(report::Comparison &comparison) const;

private:
  report::CalibratorCost
  compute(const calibration::Calibrator &calibrator,
          const calibration::TensorStatistics &statistics,
          const numerics::QuantParams &params, bool symmetric) const;

  std::string path;
  calibration::ModelStatistics statistics;
  std::vector<std::string> specs;
  std::vector<std::unique_ptr<calibration::Calibrator>> calibrators;
};

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_CALIBRATORCOSTS_H
