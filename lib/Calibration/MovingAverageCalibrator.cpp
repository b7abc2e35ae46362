//===- MovingAverageCalibrator.cpp - The average range of batches ---------===//
//
// B. Jacob et al., "Quantization and Training of Neural Networks for Efficient
// Integer-Arithmetic-Only Inference", arXiv 1712.05877, section 3.1, with the
// first batch as the start and the coefficient of PyTorch's observer.
//
//===----------------------------------------------------------------------===//

#include "CalibratorTable.h"

using namespace llvm;
using namespace quantx::calibration;

namespace {
class MovingAverageCalibrator : public Calibrator {
public:
  explicit MovingAverageCalibrator(double c) : c(c) {}

  Range computeRange(const TensorStatistics &statistics,
                     Symmetry) const override {
    auto [min, max] = statistics.getBatchRanges()->computeAverage(c);
    return {static_cast<float>(min), static_cast<float>(max)};
  }

  Error checkStatistics(const TensorStatistics &statistics) const override {
    if (const auto &batches = statistics.getBatchRanges();
        batches && batches->getNumBatches() != 0)
      return Error::success();
    return createStringError(
        "the calibrator moving-average needs the ranges of batches, which the "
        "statistics do not hold; run quant-calibrate with --moving-average");
  }

private:
  double c;
};
} // namespace

CalibratorOrError
quantx::calibration::createMovingAverageCalibrator(CalibratorOptions &options) {
  double c = 0.01;
  if (Error error = options.take("c", c))
    return std::move(error);
  if (!(c > 0 && c <= 1))
    return createStringError("calibrator option 'c' must be in (0, 1]");
  return std::make_unique<MovingAverageCalibrator>(c);
}
