//===- AnnotateRanges.cpp - Ranges from calibration statistics ------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "StatisticsOfModule.h"
#include "TableRanges.h"

#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "quantx/Analysis/QuantizationChain.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Calibration/Calibrator.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXANNOTATERANGES
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;
using calibration::Calibrator;
using calibration::ModelStatistics;
using calibration::Range;
using calibration::Symmetry;
using calibration::TensorStatistics;

static FailureOr<std::unique_ptr<Calibrator>> makeCalibrator(ModuleOp module,
                                                             StringRef spec) {
  auto calibrator = calibration::createCalibrator(spec);
  if (!calibrator)
    return emitError(module.getLoc(), llvm::toString(calibrator.takeError()));
  return std::move(*calibrator);
}

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

/// Makes all users of `value` read it through a range op. Its shape needs none.
static void insertRange(OpBuilder &builder, Value value, Range range) {
  MLIRContext *context = builder.getContext();
  auto attr =
      RangeAttr::get(context, DenseF32ArrayAttr::get(context, range.min),
                     DenseF32ArrayAttr::get(context, range.max),
                     /*axis=*/std::nullopt);
  builder.setInsertionPointAfterValue(value);
  auto op = RangeOp::create(builder, value.getLoc(), value, attr);
  value.replaceUsesWithIf(op, [&](OpOperand &use) {
    return use.getOwner() != op && !isa<ShapedDimOpInterface>(use.getOwner());
  });
}

namespace {
struct AnnotateRanges : quantx::impl::QuantXAnnotateRangesBase<AnnotateRanges> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (statisticsFile.empty() && rangesFile.empty()) {
      emitError(module.getLoc(),
                "quantx-annotate-ranges needs statistics=FILE, a file that "
                "quant-calibrate wrote, or ranges=FILE, a table of ranges");
      return signalPassFailure();
    }
    bool hasStatistics = !statisticsFile.empty();
    FailureOr<ModelStatistics> statistics = ModelStatistics();
    if (hasStatistics)
      statistics = readStatisticsOf(module, statisticsFile);
    auto calibrator = makeCalibrator(module, calibratorSpec);
    auto stated = TableRanges::read(module, rangesFile, rangesFormat);
    ValueNaming naming(module);
    DenseSet<Value> inner = getInnerValues(module);
    std::vector<Value> needed;
    llvm::copy_if(naming.getValues(), std::back_inserter(needed),
                  [&](Value value) { return !inner.contains(value); });
    if (failed(statistics) || failed(calibrator) || failed(stated) ||
        failed(stated->checkNames(module, naming, needed, hasStatistics)))
      return signalPassFailure();

    std::vector<std::pair<Value, Range>> ranges;
    for (Value value : naming.getValues()) {
      if (auto range = stated->lookup(naming.getKey(value), getSymmetry())) {
        ranges.emplace_back(value, *range);
        continue;
      }
      if (!hasStatistics || inner.contains(value))
        continue;
      auto range =
          computeRange(value, naming.getKey(value), *statistics, **calibrator);
      if (failed(range))
        return signalPassFailure();
      ranges.emplace_back(value, *range);
    }
    OpBuilder builder(&getContext());
    for (auto [value, range] : ranges)
      insertRange(builder, value, range);
  }

  Symmetry getSymmetry() const {
    return symmetric ? Symmetry::Symmetric : Symmetry::Asymmetric;
  }

  FailureOr<Range> computeRange(Value value, StringRef key,
                                const ModelStatistics &statistics,
                                const Calibrator &calibrator) {
    auto it = statistics.tensors.find(key.str());
    if (it == statistics.tensors.end())
      return emitError(value.getLoc())
             << "the statistics in '" << statisticsFile
             << "' hold nothing about the tensor '" << key
             << "'; run quant-calibrate on this model again";
    reportNotFinite(value, key, it->second);
    auto range =
        calibration::computeRange(calibrator, it->second, getSymmetry());
    if (!range)
      return emitError(value.getLoc())
             << "tensor '" << key << "' in '" << statisticsFile
             << "': " << llvm::toString(range.takeError());
    return *range;
  }
};
} // namespace
