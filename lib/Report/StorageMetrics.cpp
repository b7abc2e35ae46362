//===- StorageMetrics.cpp - What storing values costs ---------------------===//

#include "quantx/Report/StorageMetrics.h"

#include "quantx/Numerics/Parameters.h"
#include "quantx/Report/ErrorMetrics.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace quantx;
using namespace quantx::report;

double IntegerStorage::getMin() const {
  double min = std::numeric_limits<double>::infinity();
  for (const numerics::QuantParams &one : params)
    min = std::min(min, numerics::representedMin(one));
  return min;
}

double IntegerStorage::getMax() const {
  double max = -std::numeric_limits<double>::infinity();
  for (const numerics::QuantParams &one : params)
    max = std::max(max, numerics::representedMax(one));
  return max;
}

void StorageMetrics::add(llvm::ArrayRef<float> values) {
  for (uint64_t i = 0, e = values.size(); i < e; ++i) {
    float value = values[i];
    if (!std::isfinite(value))
      continue;
    const numerics::QuantParams &params = storage.at(i);
    double unclamped =
        std::rint(static_cast<double>(numerics::divide(value, params.scale))) +
        static_cast<double>(params.zeroPoint);
    below += unclamped < static_cast<double>(params.range.qmin);
    above += unclamped > static_cast<double>(params.range.qmax);
    int64_t stored = numerics::quantize(value, params);
    double error =
        numerics::dequantizeExact(stored, params.scale, params.zeroPoint) -
        static_cast<double>(value);
    ++count;
    squares += static_cast<double>(value) * static_cast<double>(value);
    errorSquares += error * error;
  }
}

std::optional<double> StorageMetrics::getSQNR() const {
  return toDecibels(squares, errorSquares);
}
