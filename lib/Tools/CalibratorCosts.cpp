//===- CalibratorCosts.cpp - What each calibrator would choose ------------===//

#include "CalibratorCosts.h"

#include "quantx/Calibration/QuantizationNoise.h"
#include "quantx/Numerics/Parameters.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;
using namespace quantx::tools;

Expected<CalibratorCosts>
CalibratorCosts::create(const std::string &path, StringRef fingerprint,
                        std::vector<std::string> specs) {
  CalibratorCosts costs;
  costs.path = path;
  auto statistics = readStatisticsFile(path);
  if (!statistics)
    return statistics.takeError();
  if (statistics->model != fingerprint)
    return createStringError(
        "the statistics in '" + path +
        "' are of another model: they were taken from model " +
        statistics->model + ", and the float model is " + fingerprint +
        "; run quant-calibrate on the float model");
  costs.statistics = std::move(*statistics);
  costs.specs = std::move(specs);
  if (costs.specs.empty())
    costs.specs = getCalibratorNames();
  for (const std::string &spec : costs.specs) {
    auto calibrator = createCalibrator(spec);
    if (!calibrator)
      return calibrator.takeError();
    costs.calibrators.push_back(std::move(*calibrator));
  }
  return costs;
}

/// The module's scheme is symmetric where every zero point is that of a
/// symmetric one; a single layer may have it by chance.
static bool isSymmetric(const report::Comparison &comparison) {
  return all_of(comparison.layers, [](const report::LayerComparison &layer) {
    return !layer.stored || all_of(layer.stored->getStorage().params,
                                   [](const numerics::QuantParams &params) {
                                     return params.zeroPoint == 0;
                                   });
  });
}

report::CalibratorCost CalibratorCosts::compute(
    const Calibrator &calibrator, const TensorStatistics &tensor,
    const numerics::QuantParams &params, bool symmetric) const {
  report::CalibratorCost cost;
  auto range =
      computeRange(calibrator, tensor,
                   symmetric ? Symmetry::Symmetric : Symmetry::Asymmetric);
  if (!range) {
    cost.problem = toString(range.takeError());
    return cost;
  }
  numerics::ParamOptions options;
  options.symmetric = symmetric;
  numerics::DerivedParams derived =
      numerics::deriveParams(range->min, range->max, params.range, options);
  if (derived.status != numerics::RangeStatus::Ok) {
    cost.problem =
        std::string("gives a range that ") + numerics::describe(derived.status);
    return cost;
  }
  cost.range = *range;
  double signal = tensor.getSumOfSquares().toDouble() /
                  static_cast<double>(tensor.getCount());
  cost.sqnr = report::toDecibels(signal, predictNoise(tensor, derived.params));
  return cost;
}

void CalibratorCosts::addTo(report::Comparison &comparison) const {
  comparison.statistics = path;
  comparison.calibrators = specs;
  bool symmetric = isSymmetric(comparison);
  for (report::LayerComparison &layer : comparison.layers) {
    if (!layer.stored || layer.stored->getStorage().params.size() != 1)
      continue;
    auto it = statistics.tensors.find(layer.name);
    for (const auto &calibrator : calibrators) {
      if (it == statistics.tensors.end())
        layer.costs.push_back(
            {std::nullopt, std::nullopt, "has no statistics of this value"});
      else
        layer.costs.push_back(compute(*calibrator, it->second,
                                      layer.stored->getStorage().params.front(),
                                      symmetric));
    }
  }
}
