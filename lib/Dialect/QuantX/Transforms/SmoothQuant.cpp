//===- SmoothQuant.cpp - Outliers of activations into weights -------------===//
//
// Xiao et al., "SmoothQuant: Accurate and Efficient Post-Training Quantization
// for Large Language Models", arXiv 2211.10438.
//
//===----------------------------------------------------------------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "ChannelScaling.h"
#include "SmoothingSearch.h"
#include "StatisticsOfModule.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "quantx/Dialect/QuantX/Utils/StructuredOps.h"

#include <cmath>
#include <deque>

namespace quantx {
#define GEN_PASS_DEF_QUANTXSMOOTHQUANT
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Remarks
//===----------------------------------------------------------------------===//

static remark::RemarkOpts getOptions(StringRef name) {
  return remark::RemarkOpts::name(name).category("quantx-smooth-quant");
}

static void emitMissed(const ChannelGroup &group, StringRef reason) {
  for (const GroupFactor &consumer : group.consumers)
    if (consumer.isContraction)
      remark::missed(consumer.result.getLoc(), getOptions("NotSmoothed"))
          << remark::reason("the inputs of {0} are not smoothed: {1}",
                            describeValue(consumer.result), reason);
}

static std::string describe(const SmoothingChoice &choice, bool searched) {
  auto [low, high] =
      std::minmax_element(choice.scales.begin(), choice.scales.end());
  std::string text = "are divided by " + formatNumber(*low) + " to " +
                     formatNumber(*high) + ", alpha " +
                     formatNumber(*choice.alpha);
  if (searched)
    text += ", relative squared error " + formatNumber(choice.errorAfter) +
            " instead of " + formatNumber(choice.errorBefore);
  return text;
}

static void emitPassed(const ChannelGroup &group, const SmoothingChoice &choice,
                       bool searched) {
  for (const GroupFactor &consumer : group.consumers)
    if (consumer.isContraction)
      remark::passed(consumer.result.getLoc(), getOptions("Smoothed"))
          << remark::add("the {0} channels of the inputs of {1} {2}",
                         group.size, describeValue(consumer.result),
                         describe(choice, searched));
}

//===----------------------------------------------------------------------===//
// Multiplications of their own
//===----------------------------------------------------------------------===//

/// `data` times `factors`, channel by channel.
static Value insertMultiplication(Value data, const ChannelView &view,
                                  ArrayRef<double> factors) {
  OpBuilder builder(data.getContext());
  builder.setInsertionPointAfterValue(data);
  auto type = cast<RankedTensorType>(data.getType());
  GridDomain domain;
  for (const ChannelDigit &digit : view.getDigits())
    domain.include({{digit.dim}, {type.getDimSize(digit.dim)}});
  Grid<float> grid =
      generateGrid(domain, type.getRank(), [&](ArrayRef<int64_t> index) {
        return static_cast<float>(factors[view.getChannel(index)]);
      });
  Location loc = getPartLocation(data.getLoc(), "smoothed");
  Value numbers = createGridConstant(builder, loc, grid);
  Value empty = createEmptyLike(builder, loc, data, type.getElementType());
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  AffineMap map = grid.getDomain().getMap(type.getRank(), data.getContext());
  SmallVector<utils::IteratorType> loops(type.getRank(),
                                         utils::IteratorType::parallel);
  auto product = linalg::GenericOp::create(
      builder, loc, type, ValueRange{data, numbers}, empty,
      ArrayRef<AffineMap>{identity, map, identity}, loops,
      [](OpBuilder &nested, Location nestedLoc, ValueRange args) {
        Value value =
            arith::MulFOp::create(nested, nestedLoc, args[0], args[1]);
        linalg::YieldOp::create(nested, nestedLoc, value);
      });
  return product.getResult(0);
}

/// Lets the contractions of `group` read products of what they read.
static void multiplyData(ChannelGroup &group, ArrayRef<double> factors) {
  DenseMap<Value, Value> products;
  for (const GroupFactor &consumer : group.consumers) {
    Value &product = products[consumer.data->get()];
    if (!product)
      product = insertMultiplication(consumer.data->get(), consumer.valueView,
                                     factors);
    consumer.data->set(product);
  }
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
/// A group that is smoothed.
struct Smoothed {
  ChannelGroup *group;
  SmoothingChoice choice;
  /// f = 1 / s.
  std::vector<double> factors;
};

struct SmoothQuant : quantx::impl::QuantXSmoothQuantBase<SmoothQuant> {
  using Base::Base;

  LogicalResult initialize(MLIRContext *context) override {
    isSearch = alpha == "search";
    if (isSearch || (!StringRef(alpha).getAsDouble(fixedAlpha) &&
                     fixedAlpha >= 0 && fixedAlpha <= 1))
      return success();
    return emitError(UnknownLoc::get(context))
           << "quantx-smooth-quant: alpha is '" << alpha
           << "', and has to be a number in [0, 1] or 'search'";
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto statistics =
        readStatisticsOf(module, getArgument(), statisticsFile, acceptPartial);
    if (failed(statistics))
      return signalPassFailure();
    ObservedChannels observed(module, *statistics);
    ChannelGroups groups(module, /*throughClamps=*/false);
    // Groups that nothing before can be divided for, without what they share
    // with that. They must not move.
    std::deque<ChannelGroup> apart;
    std::vector<Smoothed> plans;
    for (ChannelGroup &group : groups.getGroups()) {
      ChannelGroup *smoothed = &group;
      if (group.isRefused() && insertMultiplications)
        smoothed = &apart.emplace_back(getContractions(group));
      else if (group.isRefused())
        emitMissed(group, group.refusal);
      if (!smoothed->isRefused())
        if (auto choice = choose(*smoothed, observed))
          plans.push_back({smoothed, std::move(*choice), {}});
    }
    apply(plans);
  }

private:
  static ChannelGroup getContractions(const ChannelGroup &group) {
    ChannelGroup result;
    result.size = group.size;
    llvm::copy_if(group.consumers, std::back_inserter(result.consumers),
                  [](const GroupFactor &f) { return f.isContraction; });
    return result;
  }

  /// What to divide the activation of `group` by; none, with a remark, where
  /// that is not known or makes nothing better.
  std::optional<SmoothingChoice> choose(const ChannelGroup &group,
                                        const ObservedChannels &observed) {
    ChannelGroup contractions = getContractions(group);
    SmoothedActivation activation;
    activation.channels.resize(group.size);
    activation.weights.assign(group.size, 0.0);
    std::string reason;
    for (const GroupFactor &consumer : contractions.consumers) {
      takeLarger(activation.weights, getLargestMagnitudes(consumer));
      gather(consumer, observed, activation, reason);
    }
    if (!reason.empty()) {
      emitMissed(group, reason);
      return std::nullopt;
    }
    if (!isSearch)
      return SmoothingChoice{fixedAlpha,
                             getSmoothingScales(activation, fixedAlpha), 0, 0};
    SmoothingChoice choice =
        searchSmoothing(activation, contractions.consumers);
    if (choice.alpha)
      return choice;
    emitMissed(group, "no alpha has a smaller error than none");
    return std::nullopt;
  }

  /// Adds what `consumer` reads. Contractions of one activation may read it
  /// through different reshapes and paddings.
  void gather(const GroupFactor &consumer, const ObservedChannels &observed,
              SmoothedActivation &activation, std::string &reason) {
    if (!reason.empty())
      return;
    Value data = consumer.data->get();
    std::vector<ObservedChannel> channels =
        observed.getChannels(data, consumer.valueView, reason);
    if (channels.empty())
      return;
    for (auto [into, channel] :
         llvm::zip_equal(activation.channels, channels)) {
      into.min = std::fmin(into.min, channel.min);
      into.max = std::fmax(into.max, channel.max);
    }
    if (isSearch && activation.rows.empty())
      activation.rows = observed.getRows(data, consumer.valueView, reason);
  }

  void apply(std::vector<Smoothed> &plans) {
    for (Smoothed &plan : plans)
      for (double scale : plan.choice.scales)
        plan.factors.push_back(1 / scale);
    ChannelScaling scaling;
    for (Smoothed &plan : plans)
      scaling.add(*plan.group, plan.factors);
    scaling.apply();
    for (Smoothed &plan : plans) {
      ChannelGroup &group = *plan.group;
      if (group.isRefused()) {
        emitMissed(group, group.refusal);
        continue;
      }
      emitPassed(group, plan.choice, isSearch);
      if (group.producers.empty())
        multiplyData(group, plan.factors);
    }
  }

  bool isSearch = false;
  double fixedAlpha = 0;
};
} // namespace
