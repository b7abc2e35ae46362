//===- CrossEntropyCalibrator.cpp - The least change of a softmax ---------===//
//
// M. Nagel et al., "A White Paper on Neural Network Quantization", arXiv
// 2106.08295, section 3.1, equation 16: for logits, where the order and the
// differences of the largest values matter more than the error of all.
//
//===----------------------------------------------------------------------===//

#include "CalibratorTable.h"
#include "RangeSearch.h"

#include "quantx/Numerics/Parameters.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;

/// The logarithm of the sum of the exponentials.
static double logSumExp(ArrayRef<double> values) {
  double largest = *std::max_element(values.begin(), values.end());
  double sum = 0;
  for (double value : values)
    sum += std::exp(value - largest);
  return largest + std::log(sum);
}

namespace {
/// The rows of a tensor with their softmax.
class Rows {
public:
  explicit Rows(const RowReservoir &reservoir);

  /// The sum over rows of -sum(softmax(v) * log(softmax(q(v)))), q being what
  /// quantizing and dequantizing gives.
  double computeCrossEntropy(const numerics::QuantParams &params) const;

private:
  /// Rows of a large vocabulary are slow to go through hundreds of times, and
  /// few of them say as much as many short ones. The first always counts.
  static constexpr size_t maxValues = 65536;

  struct Row {
    ArrayRef<float> values;
    std::vector<double> softmax;
  };
  std::vector<Row> rows;
};
} // namespace

Rows::Rows(const RowReservoir &reservoir) {
  size_t numValues = 0;
  for (const TensorRow &row : reservoir.getRows()) {
    numValues += row.values.size();
    if (numValues > maxValues && !rows.empty())
      return;
    std::vector<double> softmax(row.values.begin(), row.values.end());
    double total = logSumExp(softmax);
    for (double &value : softmax)
      value = std::exp(value - total);
    rows.push_back({row.values, std::move(softmax)});
  }
}

double Rows::computeCrossEntropy(const numerics::QuantParams &params) const {
  double sum = 0;
  std::vector<double> quantized;
  for (const Row &row : rows) {
    quantized.clear();
    for (float value : row.values)
      quantized.push_back(numerics::dequantizeExact(
          numerics::quantize(value, params), params.scale, params.zeroPoint));
    double total = logSumExp(quantized);
    for (size_t i = 0, e = quantized.size(); i < e; ++i)
      sum -= row.softmax[i] * (quantized[i] - total);
  }
  return sum;
}

namespace {
class CrossEntropyCalibrator : public Calibrator {
public:
  explicit CrossEntropyCalibrator(unsigned bits) : bits(bits) {}

  Range computeRange(const TensorStatistics &statistics,
                     Symmetry symmetry) const override;

  Error checkStatistics(const TensorStatistics &statistics) const override {
    if (const auto &rows = statistics.getRows();
        rows && !rows->getRows().empty())
      return Error::success();
    return createStringError(
        "the calibrator cross-entropy needs rows of values, which the "
        "statistics do not hold; they are kept of what softmax and products "
        "with constant weights read and of the function's results, unless "
        "quant-calibrate runs with --rows=0; choose another calibrator for the "
        "other tensors by a recipe");
  }

private:
  unsigned bits;
};
} // namespace

Range CrossEntropyCalibrator::computeRange(const TensorStatistics &statistics,
                                           Symmetry symmetry) const {
  Rows rows(*statistics.getRows());
  auto storage = numerics::StorageRange::full(bits, /*isSigned=*/true);
  numerics::ParamOptions options;
  options.symmetric = symmetry == Symmetry::Symmetric;
  return searchRange(statistics, symmetry, [&](Range range) {
    numerics::DerivedParams derived =
        numerics::deriveParams(range.min, range.max, storage, options);
    return derived.status == numerics::RangeStatus::Ok
               ? rows.computeCrossEntropy(derived.params)
               : std::numeric_limits<double>::infinity();
  });
}

CalibratorOrError
quantx::calibration::createCrossEntropyCalibrator(CalibratorOptions &options) {
  unsigned bits = 8;
  if (Error error = options.take("bits", bits, {2, 16}))
    return std::move(error);
  return std::make_unique<CrossEntropyCalibrator>(bits);
}
