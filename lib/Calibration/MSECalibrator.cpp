//===- MSECalibrator.cpp - The least distance from what was seen ----------===//
//
// Minimizes the sum of |x - q(x)|^p over the values of a tensor, q being what
// quantizing and dequantizing gives, with the values of a bin spread evenly.
// p = 2: R. Banner et al., "Post training 4-bit quantization of convolutional
// networks for rapid-deployment", arXiv 1810.05723, section 2, with the error
// integrated as it is instead of by a model of the distribution. p = 2.4:
// the search for a scale in E. Frantar et al., "GPTQ", arXiv 2210.17323 (its
// published implementation).
//
//===----------------------------------------------------------------------===//

#include "CalibratorTable.h"
#include "Density.h"
#include "RangeSearch.h"
#include "RoundingErrors.h"

#include "quantx/Numerics/Parameters.h"

#include <limits>

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;

/// The error of all values when the range becomes parameters.
static double computeError(const Density &density, Range range,
                           const numerics::StorageRange &storage,
                           Symmetry symmetry, double p) {
  numerics::ParamOptions options;
  options.symmetric = symmetry == Symmetry::Symmetric;
  numerics::DerivedParams derived =
      numerics::deriveParams(range.min, range.max, storage, options);
  if (derived.status != numerics::RangeStatus::Ok)
    return std::numeric_limits<double>::infinity();
  return sumErrors(density, derived.params, p);
}

namespace {
class MSECalibrator : public Calibrator {
public:
  MSECalibrator(unsigned bits, double p) : bits(bits), p(p) {}

  Range computeRange(const TensorStatistics &statistics,
                     Symmetry symmetry) const override;

private:
  unsigned bits;
  double p;
};
} // namespace

Range MSECalibrator::computeRange(const TensorStatistics &statistics,
                                  Symmetry symmetry) const {
  Density density = symmetry == Symmetry::Symmetric
                        ? getAbsoluteDensity(statistics)
                        : getDensity(statistics);
  auto storage = numerics::StorageRange::full(bits, /*isSigned=*/true);
  return searchRange(statistics, symmetry, [&](Range range) {
    return computeError(density, range, storage, symmetry, p);
  });
}

CalibratorOrError
quantx::calibration::createMSECalibrator(CalibratorOptions &options) {
  unsigned bits = 8;
  double p = 2;
  if (Error error = options.take("bits", bits, {2, 16}))
    return std::move(error);
  if (Error error = options.take("p", p))
    return std::move(error);
  if (!(p >= 1 && p <= 16))
    return createStringError("calibrator option 'p' must be in [1, 16]");
  return std::make_unique<MSECalibrator>(bits, p);
}
