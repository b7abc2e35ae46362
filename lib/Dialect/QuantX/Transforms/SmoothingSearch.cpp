//===- SmoothingSearch.cpp - The best exponent for SmoothQuant ------------===//
//
// Products of stored rows with the weights, both quantized as they would be,
// against the same products in float.
//
//===----------------------------------------------------------------------===//

#include "SmoothingSearch.h"

#include "mlir/IR/Matchers.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Numerics/Parameters.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

/// Activations are divided by no less: a channel that is nearly 0 is not worth
/// more.
static constexpr double kSmallestScale = 1e-5;
static constexpr int kSteps = 20;

std::vector<double>
quantx::getSmoothingScales(const SmoothedActivation &activation, double alpha) {
  std::vector<double> scales;
  for (auto [channel, weight] :
       llvm::zip_equal(activation.channels, activation.weights)) {
    double magnitude = channel.getMagnitude();
    scales.push_back(
        magnitude > 0 && weight > 0
            ? std::fmax(kSmallestScale, std::pow(magnitude, alpha) /
                                            std::pow(weight, 1 - alpha))
            : 1.0);
  }
  return scales;
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

namespace {
/// A weight as a list of products: each element multiplies one channel and goes
/// into one sum; sums of one output channel share a scale.
class ProductList {
public:
  ProductList(const GroupFactor &factor, ArrayRef<std::vector<float>> rows)
      : numRows(rows.size()) {
    readWeight(factor);
    reference = multiply(transpose(rows), values);
    for (float value : reference)
      energy += static_cast<double>(value) * value;
  }

  /// The squared error when the channels of the weight are multiplied by
  /// `scales` and rounded, and `rows`, the channels one after the other, were
  /// divided by them and rounded; relative to the float results.
  double getError(ArrayRef<float> rows, ArrayRef<double> scales) const {
    std::vector<float> results = multiply(rows, quantizeWeight(scales));
    double error = 0;
    for (auto [result, exact] : llvm::zip_equal(results, reference)) {
      double difference = static_cast<double>(result) - exact;
      error += difference * difference;
    }
    return energy > 0 ? error / energy : error;
  }

  /// The channels one after the other.
  static std::vector<float> transpose(ArrayRef<std::vector<float>> rows) {
    std::vector<float> result;
    for (size_t channel = 0; channel < rows.front().size(); ++channel)
      for (const std::vector<float> &row : rows)
        result.push_back(row[channel]);
    return result;
  }

private:
  void readWeight(const GroupFactor &factor);

  std::vector<float> quantizeWeight(ArrayRef<double> scales) const {
    std::vector<float> scaled(values.size());
    std::vector<double> largest(numOutputs, 0.0);
    for (size_t i = 0; i < values.size(); ++i) {
      scaled[i] = static_cast<float>(values[i] * scales[channels[i]]);
      largest[outputs[i]] = std::fmax(
          largest[outputs[i]], std::fabs(static_cast<double>(scaled[i])));
    }
    numerics::ParamOptions options;
    options.symmetric = true;
    std::vector<numerics::QuantParams> params;
    for (double magnitude : largest)
      params.push_back(
          numerics::deriveParams(-magnitude, magnitude,
                                 numerics::StorageRange::full(8, true).narrow(),
                                 options)
              .params);
    for (size_t i = 0; i < values.size(); ++i)
      scaled[i] = numerics::dequantize(
          numerics::quantize(scaled[i], params[outputs[i]]),
          params[outputs[i]]);
    return scaled;
  }

  std::vector<float> multiply(ArrayRef<float> rows,
                              ArrayRef<float> weights) const {
    std::vector<float> results(numSums * numRows, 0.0f);
    for (size_t i = 0; i < weights.size(); ++i) {
      const float *row = rows.data() + channels[i] * numRows;
      float *result = results.data() + sums[i] * numRows;
      for (size_t r = 0; r < numRows; ++r)
        result[r] += row[r] * weights[i];
    }
    return results;
  }

  size_t numRows;
  size_t numSums = 0;
  size_t numOutputs = 0;
  std::vector<float> values;
  std::vector<uint32_t> channels, sums, outputs;
  std::vector<float> reference;
  double energy = 0;
};
} // namespace

void ProductList::readWeight(const GroupFactor &factor) {
  ElementsAttr elements;
  matchPattern(factor.operand->get(), m_Constant(&elements));
  ElementsReader reader = *ElementsReader::get(elements);
  ArrayRef<int64_t> shape = elements.getShapedType().getShape();
  auto flow = std::get<AccumulatingFlow>(getQuantizationFlow(factor.result));
  // A channel that the result has as well, as in a depthwise convolution, is
  // not summed over.
  auto isSummed = [&](int64_t dim) {
    return !llvm::is_contained(flow.weightChannelDims, dim) &&
           llvm::any_of(factor.view.getDigits(),
                        [&](const ChannelDigit &d) { return d.dim == dim; });
  };
  SmallVector<int64_t> sumDims, sumSizes, outputSizes;
  for (int64_t dim = 0; dim < static_cast<int64_t>(shape.size()); ++dim)
    if (!isSummed(dim)) {
      sumDims.push_back(dim);
      sumSizes.push_back(shape[dim]);
    }
  for (int64_t dim : flow.weightChannelDims)
    outputSizes.push_back(shape[dim]);
  ChannelView sumView = ChannelView::of(sumDims, sumSizes);
  ChannelView outputView = ChannelView::of(flow.weightChannelDims, outputSizes);
  numSums = sumView.size();
  numOutputs = outputView.size();
  ChannelCursor channel(factor.view, shape), sum(sumView, shape),
      output(outputView, shape);
  for (size_t i = 0; i < reader.size(); ++i) {
    values.push_back(reader.getFloat(i));
    channels.push_back(channel.get());
    sums.push_back(sum.get());
    outputs.push_back(output.get());
    channel.next();
    sum.next();
    output.next();
  }
}

//===----------------------------------------------------------------------===//
// Search
//===----------------------------------------------------------------------===//

/// The rows, channels one after the other, divided by `scales` and rounded to 8
/// bits.
static std::vector<float> quantizeRows(const SmoothedActivation &activation,
                                       ArrayRef<double> scales) {
  double min = 0, max = 0;
  for (auto [channel, scale] : llvm::zip_equal(activation.channels, scales)) {
    min = std::fmin(min, channel.min / scale);
    max = std::fmax(max, channel.max / scale);
  }
  numerics::QuantParams params =
      numerics::deriveParams(min, max, numerics::StorageRange::full(8, true))
          .params;
  std::vector<float> rows = ProductList::transpose(activation.rows);
  size_t numRows = activation.rows.size();
  for (auto [index, value] : llvm::enumerate(rows)) {
    auto scaled = static_cast<float>(value / scales[index / numRows]);
    value = numerics::dequantize(numerics::quantize(scaled, params), params);
  }
  return rows;
}

SmoothingChoice quantx::searchSmoothing(const SmoothedActivation &activation,
                                        ArrayRef<GroupFactor> consumers) {
  std::vector<ProductList> products;
  for (const GroupFactor &consumer : consumers)
    products.emplace_back(consumer, activation.rows);
  auto getError = [&](ArrayRef<double> scales) {
    std::vector<float> rows = quantizeRows(activation, scales);
    double error = 0;
    for (const ProductList &product : products)
      error += product.getError(rows, scales);
    return error;
  };
  SmoothingChoice best;
  best.scales.assign(activation.channels.size(), 1.0);
  best.errorBefore = best.errorAfter = getError(best.scales);
  for (int step = 0; step <= kSteps; ++step) {
    double alpha = static_cast<double>(step) / kSteps;
    std::vector<double> scales = getSmoothingScales(activation, alpha);
    double error = getError(scales);
    if (error >= best.errorAfter)
      continue;
    best.alpha = alpha;
    best.scales = std::move(scales);
    best.errorAfter = error;
  }
  return best;
}
