//===- PercentileCalibrator.cpp - All but the outermost values ------------===//

#include "CalibratorTable.h"

#include <algorithm>

using namespace llvm;
using namespace quantx::calibration;

namespace {

/// Keeps the share p of the values: for an asymmetric range half of the rest is
/// left out at each end, for a symmetric one all of it beyond a magnitude.
class PercentileCalibrator : public Calibrator {
public:
  explicit PercentileCalibrator(double percent) : share(percent / 100) {}

  Range computeRange(const TensorStatistics &statistics,
                     Symmetry symmetry) const override;

private:
  double share;
};

} // namespace

Range PercentileCalibrator::computeRange(const TensorStatistics &statistics,
                                         Symmetry symmetry) const {
  double low = 0, high = 0;
  if (symmetry == Symmetry::Symmetric) {
    high = statistics.getHistogram().foldAbsolute().quantile(share);
    low = -high;
  } else {
    double tail = (1 - share) / 2;
    low = statistics.getHistogram().quantile(tail);
    high = statistics.getHistogram().quantile(1 - tail);
  }
  // Bins reach beyond the extremes, and need not begin at them.
  auto clamp = [&](double value) {
    return static_cast<float>(
        std::clamp(value, static_cast<double>(statistics.getMin()),
                   static_cast<double>(statistics.getMax())));
  };
  return {clamp(low), clamp(high)};
}

CalibratorOrError
quantx::calibration::createPercentileCalibrator(CalibratorOptions &options) {
  double percent = 99.99;
  if (Error error = options.take("p", percent))
    return std::move(error);
  if (!(percent > 0 && percent <= 100))
    return createStringError("calibrator option 'p' must be in (0, 100]");
  return std::make_unique<PercentileCalibrator>(percent);
}
