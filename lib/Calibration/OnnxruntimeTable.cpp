//===- OnnxruntimeTable.cpp - Calibration tables of onnxruntime -----------===//
//
// The JSON that write_calibration_table of onnxruntime.quantization writes:
//
//   {"CLS": "TensorsData", "calibration_method": ..., "data": {
//     "x": {"CLS": "TensorData", "lowest": N, "highest": N, ...}}}
//
// where N is a number, or an array of numpy as {"CLS": "numpy.array", "data":
// ...}. Histograms and moments beside them are not needed. Versions before 1.16
// wrote {"x": [lowest, highest]}.
//
//===----------------------------------------------------------------------===//

#include "RangeFormats.h"

#include "quantx/Support/JSONFields.h"

#include <cmath>

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;

/// Collects the numbers of `value`: its own, or those of an array, which has
/// one for each channel where the table is per channel.
static bool collectNumbers(const json::Value *value,
                           SmallVectorImpl<float> &numbers) {
  if (!value)
    return false;
  if (std::optional<double> number = value->getAsNumber()) {
    numbers.push_back(static_cast<float>(*number));
    return std::isfinite(numbers.back());
  }
  if (const json::Object *object = value->getAsObject())
    return object->getString("CLS") == "numpy.array" &&
           collectNumbers(object->get("data"), numbers);
  const json::Array *array = value->getAsArray();
  return array && !array->empty() && all_of(*array, [&](const auto &element) {
           return collectNumbers(&element, numbers);
         });
}

/// The two ends in the entry of a tensor, in either form.
static std::optional<Range> readRange(const json::Value &value) {
  const json::Value *lowest = nullptr, *highest = nullptr;
  if (const json::Object *object = value.getAsObject()) {
    lowest = object->get("lowest");
    highest = object->get("highest");
  } else if (const json::Array *pair = value.getAsArray();
             pair && pair->size() >= 2) {
    lowest = &(*pair)[0];
    highest = &(*pair)[1];
  }
  SmallVector<float> low, high;
  if (!collectNumbers(lowest, low) || !collectNumbers(highest, high))
    return std::nullopt;
  Range range{*min_element(low), *max_element(high)};
  if (range.min > range.max)
    return std::nullopt;
  return range;
}

RangeTableOrError
quantx::calibration::parseOnnxruntimeTable(MemoryBufferRef buffer) {
  StringRef file = buffer.getBufferIdentifier();
  Expected<json::Value> root = parseJSON(buffer.getBuffer(), file);
  if (!root)
    return root.takeError();
  const json::Object *tensors = root->getAsObject();
  if (tensors && tensors->getString("CLS") == "TensorsData")
    tensors = tensors->getObject("data");
  else if (tensors && tensors->get("format"))
    return createStringError(
        "'" + file +
        "' is no table of ranges; if quant-calibrate wrote it, it is given as "
        "statistics=FILE");
  if (!tensors)
    return createStringError("'" + file +
                             "' is no calibration table of onnxruntime: an "
                             "object of tensors is needed");
  RangeTable table;
  table.format = RangeFormat::Onnxruntime;
  for (const auto &[key, value] : *tensors) {
    std::optional<Range> range = readRange(value);
    if (!range)
      return createStringError(
          "'" + file + "': tensor '" + StringRef(key) +
          "': finite numbers 'lowest' and 'highest' are needed, the first not "
          "larger than the second");
    float threshold = std::max(std::fabs(range->min), std::fabs(range->max));
    table.entries[StringRef(key).str()] = {threshold, *range, /*line=*/0};
  }
  return table;
}
