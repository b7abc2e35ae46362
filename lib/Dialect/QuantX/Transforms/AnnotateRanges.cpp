//===- AnnotateRanges.cpp - Ranges from calibration statistics ------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "RangeCalibrators.h"
#include "RangeSource.h"
#include "StatisticsOfModule.h"
#include "TableRanges.h"

#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "quantx/Analysis/QuantizationChain.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/Transforms/RecipeOptions.h"
#include "llvm/Support/Format.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXANNOTATERANGES
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;
using calibration::ModelStatistics;
using calibration::Range;
using calibration::TensorStatistics;

/// Tells of values that no range can hold.
static void reportNotFinite(Value value, StringRef key,
                            const TensorStatistics &statistics) {
  uint64_t count = statistics.getNaNCount() +
                   statistics.getPositiveInfinityCount() +
                   statistics.getNegativeInfinityCount();
  if (count == 0)
    return;
  remark::analysis(
      value.getLoc(),
      remark::RemarkOpts::name("NotFinite").category("quantx-annotate-ranges"))
      << remark::add(
             "'{0}' took {1} values that are NaN or infinite; its range "
             "leaves them out",
             key.str(), count);
}

static std::string print(float min, float max) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format(
      "[%g, %g]", static_cast<double>(min), static_cast<double>(max));
  return text;
}

/// Says what gave a range, and how much of what was seen it holds.
static void reportRange(Value value, const TensorStatistics &statistics,
                        Range range, const std::string &source) {
  remark::passed(value.getLoc(), remark::RemarkOpts::name("Range").category(
                                     "quantx-annotate-ranges"))
      << print(range.min, range.max) + " of " +
             print(statistics.getMin(), statistics.getMax()) + " by " + source;
}

namespace {
/// A range and what gave it.
struct SourcedRange {
  Range range;
  std::string source;
};
} // namespace

/// Makes all users of `value` read it through a range op. Its shape needs none.
static void insertRange(OpBuilder &builder, Value value,
                        const SourcedRange &found) {
  Range range = found.range;
  MLIRContext *context = builder.getContext();
  auto attr =
      RangeAttr::get(context, DenseF32ArrayAttr::get(context, range.min),
                     DenseF32ArrayAttr::get(context, range.max),
                     /*axis=*/std::nullopt);
  builder.setInsertionPointAfterValue(value);
  auto op = RangeOp::create(builder, value.getLoc(), value, attr);
  setRangeSource(op, found.source);
  value.replaceUsesWithIf(op, [&](OpOperand &use) {
    return use.getOwner() != op && !isa<ShapedDimOpInterface>(use.getOwner());
  });
}

namespace {
struct AnnotateRanges : quantx::impl::QuantXAnnotateRangesBase<AnnotateRanges> {
  using Base::Base;

  LogicalResult initialize(MLIRContext *context) override {
    recipe = Recipe();
    if (!recipeFile.empty())
      if (llvm::Error error = recipe.load(recipeFile))
        return emitError(UnknownLoc::get(context), toString(std::move(error)));
    applySetting(recipe.getSettings().calibrator, calibratorSpec);
    applySetting(recipe.getSettings().activation.symmetric, symmetric);
    return success();
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (statisticsFile.empty() && rangesFile.empty()) {
      emitError(module.getLoc(),
                "quantx-annotate-ranges needs statistics=FILE, a file that "
                "quant-calibrate wrote, or ranges=FILE, a table of ranges");
      return signalPassFailure();
    }
    ValueNaming naming(module);
    auto ranges = findRanges(module, naming);
    if (failed(ranges))
      return signalPassFailure();
    OpBuilder builder(&getContext());
    for (const auto &[value, range] : *ranges)
      insertRange(builder, value, range);
  }

  using FoundRanges = std::vector<std::pair<Value, SourcedRange>>;

  /// Those of the table come first, then what a calibrator makes of statistics.
  FailureOr<FoundRanges> findRanges(ModuleOp module,
                                    const ValueNaming &naming) {
    bool hasStatistics = !statisticsFile.empty();
    FailureOr<ModelStatistics> statistics = ModelStatistics();
    if (hasStatistics)
      statistics = readStatisticsOf(module, getArgument(), statisticsFile,
                                    acceptPartial);
    auto calibrators =
        RangeCalibrators::create(module, calibratorSpec, symmetric, recipe);
    if (!calibrators)
      return emitError(module.getLoc(),
                       llvm::toString(calibrators.takeError()));
    auto stated = TableRanges::read(module, rangesFile, rangesFormat);
    DenseSet<Value> inner = getInnerValues(module);
    std::vector<Value> needed;
    llvm::copy_if(naming.getValues(), std::back_inserter(needed),
                  [&](Value value) { return !inner.contains(value); });
    if (failed(statistics) || failed(stated) ||
        failed(stated->checkNames(module, naming, needed, hasStatistics)))
      return failure();
    FoundRanges ranges;
    for (Value value : naming.getValues()) {
      StringRef key = naming.getKey(value);
      if (auto range = stated->lookup(key, calibrators->getSymmetry(value))) {
        ranges.emplace_back(value, SourcedRange{*range, rangesFile});
        continue;
      }
      if (!hasStatistics || inner.contains(value))
        continue;
      auto range = computeRange(value, key, *statistics, *calibrators);
      if (failed(range))
        return failure();
      ranges.emplace_back(value,
                          SourcedRange{*range, calibrators->describe(value)});
    }
    return ranges;
  }

  FailureOr<Range> computeRange(Value value, StringRef key,
                                const ModelStatistics &statistics,
                                const RangeCalibrators &calibrators) {
    auto it = statistics.tensors.find(key.str());
    if (it == statistics.tensors.end())
      return emitError(value.getLoc())
             << "the statistics in '" << statisticsFile
             << "' hold nothing about the tensor '" << key
             << "'; run quant-calibrate on this model again";
    reportNotFinite(value, key, it->second);
    auto range = calibration::computeRange(calibrators.get(value), it->second,
                                           calibrators.getSymmetry(value));
    if (!range)
      return emitError(value.getLoc())
             << "tensor '" << key << "' in '" << statisticsFile
             << "': " << llvm::toString(range.takeError());
    reportRange(value, it->second, *range, calibrators.describe(value));
    return *range;
  }

  Recipe recipe;
};
} // namespace
