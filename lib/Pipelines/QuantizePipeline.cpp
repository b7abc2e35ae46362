//===- QuantizePipeline.cpp - A float module to integers ------------------===//

#include "quantx/Pipelines/QuantizePipeline.h"

#include "Canonicalize.h"

#include "mlir/Transforms/Passes.h"
#include "quantx/Dialect/QuantX/Transforms/RecipeOptions.h"

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
    ranges.acceptPartial = options.acceptPartial;
    ranges.rangesFile = options.ranges;
    ranges.rangesFormat = options.rangesFormat;
    ranges.calibratorSpec = options.calibrator;
    ranges.symmetric = options.activationSymmetric;
    ranges.recipeFile = options.recipe;
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
  scheme.activationBounds = options.activationBounds;
  scheme.weightBounds = options.weightBounds;
  scheme.divisor = options.divisor;
  scheme.zeroPointRounding = options.zeroPointRounding;
  scheme.floatClasses.assign(options.floatClasses.begin(),
                             options.floatClasses.end());
  scheme.wideClasses.assign(options.wideClasses.begin(),
                            options.wideClasses.end());
  scheme.recipeFile = options.recipe;
  scheme.explain = explain;
  scheme.keepFloatConstants = options.biasCorrection;
  pm.addPass(createQuantXInsertQDQ(scheme));
  if (options.biasCorrection)
    pm.addPass(
        createQuantXCorrectBias({options.statistics, options.acceptPartial}));
}

void quantx::applyRecipe(QuantizePipelineOptions &options) {
  Recipe recipe;
  if (options.recipe.empty())
    return;
  if (llvm::Error error = recipe.load(options.recipe))
    return llvm::consumeError(std::move(error));
  const RecipeSettings &settings = recipe.getSettings();
  applySetting(settings.calibrator, options.calibrator);
  applySetting(settings.mode, options.mode);
  applySetting(settings.activation.type, options.activation);
  applySetting(settings.activation.symmetric, options.activationSymmetric);
  applySetting(settings.activation.bounds, options.activationBounds);
  applySetting(settings.activationGranularity, options.activationGranularity);
  applySetting(settings.weight.type, options.weight);
  applySetting(settings.weight.symmetric, options.weightSymmetric);
  applySetting(settings.weight.bounds, options.weightBounds);
  applySetting(settings.weight.granularity, options.weightGranularity);
  applySetting(settings.weight.block, options.weightBlock);
  applySetting(settings.divisor, options.divisor);
  applySetting(settings.zeroPointRounding, options.zeroPointRounding);
  applySetting(settings.integerOnly, options.verify);
}

void quantx::buildExplainPipeline(OpPassManager &pm,
                                  const QuantizePipelineOptions &given) {
  QuantizePipelineOptions options;
  options.copyOptionValuesFrom(given);
  applyRecipe(options);
  addInsertion(pm, options, /*explain=*/true);
}

void quantx::buildQuantizePipeline(OpPassManager &pm,
                                   const QuantizePipelineOptions &given) {
  QuantizePipelineOptions options;
  options.copyOptionValuesFrom(given);
  applyRecipe(options);
  addInsertion(pm, options, options.explain);
  pm.addPass(createQuantXFoldQDQ());
  QuantXLowerToIntegerOptions lowering;
  lowering.rounding = options.rounding;
  lowering.observeErrors = options.observeErrors;
  pm.addPass(createQuantXLowerToInteger(lowering));
  quantx::addCanonicalizer(pm);
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
