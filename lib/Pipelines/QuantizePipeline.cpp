//===- QuantizePipeline.cpp - A float module to integers ------------------===//

#include "quantx/Pipelines/QuantizePipeline.h"

#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace quantx;

void quantx::buildPreparePipeline(OpPassManager &pm) {
  pm.addPass(createQuantXRaiseAggregates());
  pm.addPass(createQuantXFusePointwise());
  pm.addPass(createQuantXSinkReshapes());
  pm.addPass(createQuantXFoldAffine());
}

/// From a float module to one with quantize and dequantize.
static void addInsertion(OpPassManager &pm,
                         const QuantizePipelineOptions &options, bool explain) {
  buildPreparePipeline(pm);
  if (!options.statistics.empty() || !options.ranges.empty()) {
    QuantXAnnotateRangesOptions ranges;
    ranges.statisticsFile = options.statistics;
    ranges.rangesFile = options.ranges;
    ranges.rangesFormat = options.rangesFormat;
    ranges.calibratorSpec = options.calibrator;
    ranges.symmetric = options.activationSymmetric;
    pm.addPass(createQuantXAnnotateRanges(ranges));
  }
  QuantXInsertQDQOptions scheme;
  scheme.mode = options.mode;
  scheme.activation = options.activation;
  scheme.activationSymmetric = options.activationSymmetric;
  scheme.weight = options.weight;
  scheme.weightSymmetric = options.weightSymmetric;
  scheme.weightGranularity = options.weightGranularity;
  scheme.activationGranularity = options.activationGranularity;
  scheme.weightBlock = options.weightBlock;
  scheme.floatClasses.assign(options.floatClasses.begin(),
                             options.floatClasses.end());
  scheme.wideClasses.assign(options.wideClasses.begin(),
                            options.wideClasses.end());
  scheme.recipeFile = options.recipe;
  scheme.explain = explain;
  scheme.keepFloatConstants = options.biasCorrection;
  pm.addPass(createQuantXInsertQDQ(scheme));
  if (options.biasCorrection)
    pm.addPass(createQuantXCorrectBias({options.statistics}));
}

void quantx::buildExplainPipeline(OpPassManager &pm,
                                  const QuantizePipelineOptions &options) {
  addInsertion(pm, options, /*explain=*/true);
}

void quantx::buildQuantizePipeline(OpPassManager &pm,
                                   const QuantizePipelineOptions &options) {
  addInsertion(pm, options, options.explain);
  pm.addPass(createQuantXFoldQDQ());
  QuantXLowerToIntegerOptions lowering;
  lowering.rounding = options.rounding;
  lowering.observeErrors = options.observeErrors;
  pm.addPass(createQuantXLowerToInteger(lowering));
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  if (options.verify == IntegerOnlyCheck::None || options.observeErrors)
    return;
  QuantXVerifyIntegerOnlyOptions check;
  check.severity = options.verify == IntegerOnlyCheck::Error
                       ? IntegerOnlySeverity::Error
                       : IntegerOnlySeverity::Remark;
  check.mode = options.mode;
  pm.addPass(createQuantXVerifyIntegerOnly(check));
}

void quantx::registerQuantizePipeline() {
  PassPipelineRegistration<>(
      "quantx-prepare-pipeline",
      "Write a float module as calibration and quantization want it",
      buildPreparePipeline);
  PassPipelineRegistration<QuantizePipelineOptions>(
      "quantx-quantize-pipeline",
      "Turn a calibrated float module into an integer one",
      buildQuantizePipeline);
  PassPipelineRegistration<QuantizePipelineOptions>(
      "quantx-explain",
      "Print what quantization decides about each value, and why",
      buildExplainPipeline);
}
