//===- MinMaxCalibrator.cpp - The observed extremes -----------------------===//

#include "CalibratorTable.h"

using namespace quantx::calibration;

namespace {
struct MinMaxCalibrator : Calibrator {
  Range computeRange(const TensorStatistics &statistics,
                     Symmetry) const override {
    return {statistics.getMin(), statistics.getMax()};
  }
};
} // namespace

CalibratorOrError
quantx::calibration::createMinMaxCalibrator(CalibratorOptions &) {
  return std::make_unique<MinMaxCalibrator>();
}
