//===- JSONWriter.cpp - A comparison as JSON ------------------------------===//

#include "quantx/Report/Comparison.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::report;

namespace {

class Writer {
public:
  Writer(json::OStream &json, const Comparison &comparison)
      : json(json), comparison(comparison) {}

  void write();

private:
  void writeError(const ErrorMetrics &error);
  void writeTop1();
  void writeLayer(const LayerComparison &layer);
  void writeStorage(const StorageMetrics &stored);
  void writeHistogram(const LayerComparison &layer);
  void writeCost(const CalibratorCost &cost, StringRef calibrator);
  void writeSummaries();
  void writeLeftOut(StringRef field, ArrayRef<LeftOut> values);
  void writeRange(StringRef field, double min, double max);
  void writeOptional(StringRef field, std::optional<double> value);

  json::OStream &json;
  const Comparison &comparison;
};

} // namespace

void Writer::writeOptional(StringRef field, std::optional<double> value) {
  json.attribute(field, value ? json::Value(*value) : json::Value(nullptr));
}

void Writer::writeRange(StringRef field, double min, double max) {
  json.attribute(field, json::Array{min, max});
}

void Writer::writeError(const ErrorMetrics &error) {
  json.attribute("count", error.getCount());
  json.attribute("non_finite", error.getNonFiniteCount());
  json.attribute("non_finite_mismatches", error.getNonFiniteMismatches());
  json.attribute("signal_power", error.getSignalPower());
  json.attribute("noise_power", error.getNoisePower());
  writeOptional("sqnr_db", error.getSQNR());
  writeOptional("cosine", error.getCosine());
  json.attribute("max_abs_error", error.getMaxAbsError());
  json.attribute("mean_error", error.getMeanError());
}

void Writer::writeTop1() {
  auto rate = [&](int64_t part) {
    return static_cast<double>(part) / static_cast<double>(comparison.samples);
  };
  if (comparison.agreeing) {
    json.attribute("agreeing", *comparison.agreeing);
    json.attribute("agreement", rate(*comparison.agreeing));
  }
  if (comparison.floatCorrect) {
    json.attribute("float_correct", *comparison.floatCorrect);
    json.attribute("float_top1", rate(*comparison.floatCorrect));
  }
  if (comparison.quantizedCorrect) {
    json.attribute("quantized_correct", *comparison.quantizedCorrect);
    json.attribute("quantized_top1", rate(*comparison.quantizedCorrect));
  }
}

void Writer::writeStorage(const StorageMetrics &stored) {
  const IntegerStorage &storage = stored.getStorage();
  json.attributeArray("scales", [&] {
    for (const auto &params : storage.params)
      json.value(params.scale);
  });
  json.attributeArray("zero_points", [&] {
    for (const auto &params : storage.params)
      json.value(params.zeroPoint);
  });
  writeRange("range", storage.getMin(), storage.getMax());
  json.attribute("clipped_below", stored.getClippedBelow());
  json.attribute("clipped_above", stored.getClippedAbove());
  writeOptional("storage_sqnr_db", stored.getSQNR());
}

void Writer::writeHistogram(const LayerComparison &layer) {
  DisplayHistogram shown = makeDisplayHistogram(layer);
  json.attribute("below", shown.below);
  json.attribute("above", shown.above);
  writeRange("range", shown.low, shown.high);
  json.attributeArray("counts", [&] {
    for (uint64_t count : shown.counts)
      json.value(count);
  });
}

void Writer::writeCost(const CalibratorCost &cost, StringRef calibrator) {
  json.attribute("calibrator", calibrator);
  if (!cost.range) {
    json.attribute("problem", cost.problem);
    return;
  }
  writeRange("range", cost.range->min, cost.range->max);
  writeOptional("sqnr_db", cost.sqnr);
}

void Writer::writeLayer(const LayerComparison &layer) {
  json.attribute("name", layer.name);
  json.attribute("position", layer.position);
  json.attribute("storage", layer.storage);
  writeError(layer.error);
  if (layer.stored)
    writeStorage(*layer.stored);
  if (layer.values.getCount() != 0) {
    writeRange("observed", layer.values.getMin(), layer.values.getMax());
    json.attributeObject("histogram", [&] { writeHistogram(layer); });
  }
  if (layer.costs.empty())
    return;
  json.attributeArray("calibrators", [&] {
    for (auto [cost, calibrator] :
         zip_equal(layer.costs, comparison.calibrators))
      json.object([&, &cost = cost, &calibrator = calibrator] {
        writeCost(cost, calibrator);
      });
  });
}

void Writer::writeSummaries() {
  auto summaries = summarizeCalibrators(comparison);
  for (auto [summary, calibrator] :
       zip_equal(summaries, comparison.calibrators))
    json.object([&, &summary = summary, &calibrator = calibrator] {
      json.attribute("calibrator", calibrator);
      json.attribute("layers", summary.layers);
      json.attribute("best", summary.best);
      writeOptional("mean_sqnr_db", summary.mean);
      writeOptional("lowest_sqnr_db", summary.lowest);
      if (summary.lowest)
        json.attribute("lowest_layer",
                       comparison.layers[summary.lowestLayer].name);
    });
}

void Writer::writeLeftOut(StringRef field, ArrayRef<LeftOut> values) {
  json.attributeArray(field, [&] {
    for (const LeftOut &value : values)
      json.object([&] {
        json.attribute("name", value.name);
        json.attribute("reason", value.reason);
      });
  });
}

void Writer::write() {
  json.attribute("format", "quantx-comparison");
  json.attribute("version", 1);
  json.attribute("producer", comparison.producer);
  json.attribute("float_model", comparison.floatModel);
  json.attribute("quantized_model", comparison.quantizedModel);
  json.attribute("target", comparison.target);
  json.attributeArray("inputs", [&] {
    for (const std::string &input : comparison.inputs)
      json.value(input);
  });
  json.attribute("samples", comparison.samples);
  json.attribute("batch_size", comparison.batchSize);
  writeTop1();
  json.attributeArray("outputs", [&] {
    for (const OutputComparison &output : comparison.outputs)
      json.object([&] {
        json.attribute("name", output.name);
        writeError(output.error);
      });
  });
  json.attributeArray("layers", [&] {
    for (const LayerComparison &layer : comparison.layers)
      json.object([&] { writeLayer(layer); });
  });
  if (!comparison.calibrators.empty()) {
    json.attribute("statistics", comparison.statistics);
    json.attributeArray("calibrators", [&] { writeSummaries(); });
  }
  json.attributeObject("not_compared", [&] {
    writeLeftOut("float", comparison.leftOutFloat);
    writeLeftOut("quantized", comparison.leftOutQuantized);
  });
}

void report::printJSON(raw_ostream &os, const Comparison &comparison) {
  json::OStream json(os, /*IndentSize=*/1);
  json.object([&] { Writer(json, comparison).write(); });
  json.flush();
  os << "\n";
}
