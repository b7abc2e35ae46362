//===- InsertQDQ.cpp - Quantize values by their ranges --------------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "DynamicPlan.h"
#include "ExplainPlan.h"
#include "QDQPlan.h"
#include "RangeSource.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/Transforms/RecipeOptions.h"
#include "llvm/Support/FormatVariadic.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXINSERTQDQ
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------===//

/// The smallest interval that holds the range of every channel.
static Interval getHull(RangeAttr range) {
  ArrayRef<float> mins = range.getMins(), maxs = range.getMaxs();
  return {*llvm::min_element(mins), *llvm::max_element(maxs)};
}

/// Removes the range ops and returns what they say, and in `sources` where it
/// comes from. Of two that disagree entirely, the later one counts.
static ValueRanges takeRanges(Operation *root, RangeSources &sources) {
  ValueRanges ranges;
  root->walk([&](RangeOp op) {
    Interval stated = getHull(op.getRange());
    auto [it, isNew] = ranges.try_emplace(op.getInput(), stated);
    Interval both = {std::max(it->second.min, stated.min),
                     std::min(it->second.max, stated.max)};
    if (!isNew)
      it->second = both.min <= both.max ? both : stated;
    if (std::string source = getRangeSource(op); !source.empty())
      sources[op.getInput()] = source;
    op.replaceAllUsesWith(op.getInput());
    op.erase();
  });
  return ranges;
}

//===----------------------------------------------------------------------===//
// Remarks
//===----------------------------------------------------------------------===//

static remark::RemarkOpts getRemarkOptions(StringRef name, Value value) {
  Operation *op = value.getParentRegion()->getParentOp();
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (!function)
    function = op->getParentOfType<FunctionOpInterface>();
  return remark::RemarkOpts::name(name)
      .category("quantx-insert-qdq")
      .function(function ? function.getName() : "");
}

static void emitMissed(StringRef name, Value value, StringRef reason) {
  remark::missed(value.getLoc(), getRemarkOptions(name, value))
      << describeValue(value) + " " + reason.str();
}

static void emitRemarks(const QDQPlan &plan, const ValueRanges &ranges) {
  for (const auto &[value, point] : plan.getPoints())
    remark::passed(value.getLoc(), getRemarkOptions("Quantized", value))
        << remark::detail::Remark::Arg("Params", point.params)
        << remark::detail::Remark::Arg("Why", "they " + point.why);
  for (const PlanRemark &remark : plan.getRemarks())
    emitMissed(remark.name, remark.value, remark.reason);
  for (auto &[value, range] : ranges)
    if (!plan.isOfUse(value))
      emitMissed("UnusedRange", value,
                 "has a range, but no op that gives or reads it has an integer "
                 "form");
}

//===----------------------------------------------------------------------===//
// Insertion
//===----------------------------------------------------------------------===//

/// Creates the pair at the builder's insertion point. A constant is quantized
/// right away if `fold`.
static std::pair<Value, Value> createPair(OpBuilder &builder, Value value,
                                          ParamsAttr params, bool fold = true) {
  Location loc = value.getLoc();
  Location quantizeLoc = getPartLocation(loc, "quantize");
  Value stored =
      fold ? builder.createOrFold<QuantizeOp>(quantizeLoc, value, params)
           : QuantizeOp::create(builder, quantizeLoc, value, params);
  Value real =
      DequantizeOp::create(builder, getPartLocation(loc, "dequantize"), stored,
                           params, getElementTypeOrSelf(value));
  return {stored, real};
}

/// Puts a second pair between a 16-bit value and the readers that want 8 bits.
static void insertNarrowPair(const QDQPlan &plan, Value wide, ParamsAttr params,
                             OpBuilder &builder) {
  builder.setInsertionPointAfterValue(wide);
  Value real = createPair(builder, wide, params).second;
  wide.replaceUsesWithIf(real,
                         [&](OpOperand &use) { return plan.readsNarrow(use); });
}

static void insertPairs(const QDQPlan &plan, OpBuilder &builder) {
  Operation *last = nullptr;
  for (const auto &[key, point] : plan.getPoints()) {
    Value value = key;
    // Pairs of arguments stand in the order of the arguments.
    bool isArgument = isa<BlockArgument>(value);
    if (isArgument && last && last->getBlock() == value.getParentBlock())
      builder.setInsertionPointAfter(last);
    else
      builder.setInsertionPointAfterValue(value);
    auto [stored, real] = createPair(builder, value, point.params);
    if (isArgument)
      last = real.getDefiningOp();
    Operation *quantize = stored.getDefiningOp();
    // An argument's shape is known without any op; that of a result is the
    // shape of what remains of it, which is the stored tensor.
    value.replaceUsesWithIf(real, [&](OpOperand &use) {
      return use.getOwner() != quantize &&
             !isa<ShapedDimOpInterface>(use.getOwner());
    });
    if (!isArgument)
      value.replaceUsesWithIf(
          stored, [&](OpOperand &use) { return use.getOwner() != quantize; });
    if (point.narrowParams)
      insertNarrowPair(plan, real, point.narrowParams, builder);
  }
}

/// Constants that nothing reads in float any more are erased; with
/// `keepFloat`, the quantize of each reads it.
static void insertConstantPairs(ArrayRef<ConstantPoint> constants,
                                bool keepFloat, OpBuilder &builder) {
  DenseMap<std::pair<Value, Attribute>, Value> pairs;
  for (const ConstantPoint &point : constants) {
    Value value = point.operand->get();
    Value &real = pairs[{value, point.params}];
    if (!real) {
      builder.setInsertionPointAfterValue(value);
      real = createPair(builder, value, point.params, !keepFloat).second;
    }
    point.operand->set(real);
    if (value.use_empty())
      value.getDefiningOp()->erase();
  }
}

namespace {
struct InsertQDQ : quantx::impl::QuantXInsertQDQBase<InsertQDQ> {
  using Base::Base;

  LogicalResult initialize(MLIRContext *context) override {
    recipe = Recipe();
    if (llvm::Error error = fillRecipe())
      return emitError(UnknownLoc::get(context), toString(std::move(error)));
    applySettings();
    return success();
  }

  void runOnOperation() override {
    QuantizationScheme scheme = makeScheme();
    RangeSources sources;
    ValueRanges ranges = takeRanges(getOperation(), sources);
    if (mode != QuantizationMode::Static)
      return quantizeContractions(scheme);
    quantizeByRanges(ranges, sources, scheme);
    // A rule may be about another function than the one at hand.
    if (isa<ModuleOp>(getOperation()))
      for (const std::string &rule : recipe.getUnmatchedRules())
        emitWarning(getOperation()->getLoc()) << rule << ", matches nothing";
  }

private:
  QuantizationScheme makeScheme() const {
    QuantizationScheme scheme;
    scheme.activation = {activation, activationSymmetric, activationBounds};
    // What has 16 bits needs no other parameters for those who want them.
    if (activation == StorageType::I16)
      scheme.wideActivation = scheme.activation;
    scheme.weight = {weight, weightSymmetric, weightBounds};
    scheme.weightGranularity = weightGranularity;
    scheme.weightBlock = weightBlock;
    scheme.divisor = divisor;
    scheme.zeroPointRounding = zeroPointRounding;
    return scheme;
  }

  /// Settings of the recipe stand for options that are not given.
  void applySettings() {
    const RecipeSettings &settings = recipe.getSettings();
    applySetting(settings.mode, mode);
    applySetting(settings.activation.type, activation);
    applySetting(settings.activation.symmetric, activationSymmetric);
    applySetting(settings.activation.bounds, activationBounds);
    applySetting(settings.activationGranularity, activationGranularity);
    applySetting(settings.weight.type, weight);
    applySetting(settings.weight.symmetric, weightSymmetric);
    applySetting(settings.weight.bounds, weightBounds);
    applySetting(settings.weight.granularity, weightGranularity);
    applySetting(settings.weight.block, weightBlock);
    applySetting(settings.divisor, divisor);
    applySetting(settings.zeroPointRounding, zeroPointRounding);
  }

  /// What the options say, then what the file does.
  llvm::Error fillRecipe() {
    for (StringRef name : floatClasses) {
      llvm::Expected<OpClass> opClass = parseOpClass(name);
      if (!opClass)
        return opClass.takeError();
      recipe.keepFloat(*opClass);
    }
    if (!wideClasses.empty())
      recipe.clearWide();
    for (StringRef name : wideClasses) {
      llvm::Expected<OpClass> opClass = parseOpClass(name);
      if (!opClass)
        return opClass.takeError();
      recipe.readWide(*opClass);
    }
    return recipeFile.empty() ? llvm::Error::success()
                              : recipe.load(recipeFile);
  }

  void quantizeByRanges(const ValueRanges &ranges, const RangeSources &sources,
                        const QuantizationScheme &scheme) {
    QDQPlan plan(getOperation(), ranges, scheme, recipe);
    emitRemarks(plan, ranges);
    if (explain)
      explainPlan(plan, sources, llvm::errs());
    for (const auto &[op, reason] : plan.getFloatOps())
      markFloat(op, reason);
    OpBuilder builder(&getContext());
    insertConstantPairs(plan.getConstants(), keepFloatConstants, builder);
    insertPairs(plan, builder);
  }

  void quantizeContractions(const QuantizationScheme &scheme) {
    DynamicPlan plan(getOperation(), scheme, recipe, mode,
                     activationGranularity);
    for (const auto &[op, reason] : plan.getFloatOps())
      markFloat(op, reason);
    for (const PlanRemark &remark : plan.getRemarks())
      emitMissed(remark.name, remark.value, remark.reason);
    OpBuilder builder(&getContext());
    insertConstantPairs(plan.getConstants(), keepFloatConstants, builder);
    insertDynamicPoints(plan, activationSymmetric, builder);
  }

  Recipe recipe;
};
} // namespace
