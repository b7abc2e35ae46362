//===- EqualizeLayers.cpp - Cross-layer equalization ----------------------===//
//
// Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
// Correction", arXiv 1906.04721, section 4.1.
//
//===----------------------------------------------------------------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "ChannelClamps.h"
#include "ChannelScaling.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "quantx/Analysis/ValueNaming.h"

#include <cmath>

namespace quantx {
#define GEN_PASS_DEF_QUANTXEQUALIZELAYERS
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

/// Beyond this, equal weights are not worth what becomes of the activations.
static constexpr double kMaxFactor = 1024;
static constexpr int kMaxRounds = 100;

//===----------------------------------------------------------------------===//
// Finding the factors
//===----------------------------------------------------------------------===//

namespace {
/// A group and the factors f = 1 / s that its channels are multiplied by.
struct Equalized {
  ChannelGroup *group = nullptr;
  std::vector<double> factors;
};

/// The factors of all groups. Those of one are known from the weights as the
/// groups on their other sides scale them, so groups are visited in turn.
class Equalization {
public:
  explicit Equalization(MutableArrayRef<ChannelGroup> all) {
    for (ChannelGroup &group : all)
      if (!group.isRefused())
        groups.push_back({&group, std::vector<double>(group.size, 1.0)});
    // Only now, since the groups no longer move.
    for (Equalized &equalized : groups) {
      for (GroupFactor &factor : equalized.group->producers)
        producing[factor.operand] = {&equalized, &factor.view};
      for (GroupFactor &factor : equalized.group->consumers)
        consuming[factor.operand] = {&equalized, &factor.view};
    }
  }

  /// True if every factor settled.
  bool run(double tolerance) {
    for (int round = 0; round < kMaxRounds; ++round) {
      double change = 0;
      for (Equalized &equalized : groups)
        change = std::fmax(change, update(equalized));
      if (change <= tolerance)
        return true;
    }
    return false;
  }

  MutableArrayRef<Equalized> getGroups() { return groups; }

private:
  struct Side {
    const Equalized *equalized = nullptr;
    const ChannelView *view = nullptr;
  };

  /// What the group on the other side of a weight multiplies it by.
  static std::vector<double> getOther(const Side &side, bool divides) {
    std::vector<double> factors = side.equalized->factors;
    if (divides)
      for (double &factor : factors)
        factor = 1 / factor;
    return factors;
  }

  static std::vector<double>
  getRanges(int64_t size, ArrayRef<GroupFactor> weights,
            const DenseMap<OpOperand *, Side> &others, bool othersDivide) {
    std::vector<double> ranges(size, 0.0);
    for (const GroupFactor &weight : weights) {
      auto it = others.find(weight.operand);
      if (it == others.end()) {
        takeLarger(ranges, getLargestMagnitudes(weight));
        continue;
      }
      std::vector<double> factors = getOther(it->second, othersDivide);
      takeLarger(ranges,
                 getLargestMagnitudes(weight, {it->second.view, factors}));
    }
    return ranges;
  }

  /// Returns the share by which a factor changed, beside what all factors have
  /// in common: that travels through a chain of layers for long, and scales of
  /// whole weights are the same with or without it.
  double update(Equalized &equalized) {
    const ChannelGroup &group = *equalized.group;
    // What a group reads, another one divides, and the other way round.
    std::vector<double> r1 =
        getRanges(group.size, group.producers, consuming, true);
    std::vector<double> r2 =
        getRanges(group.size, group.consumers, producing, false);
    double lowest = HUGE_VAL, highest = -HUGE_VAL;
    for (auto [factor, given, read] :
         llvm::zip_equal(equalized.factors, r1, r2)) {
      if (!(given > 0 && read > 0 && std::isfinite(given + read)))
        continue;
      double next =
          std::clamp(std::sqrt(read / given), 1 / kMaxFactor, kMaxFactor);
      lowest = std::fmin(lowest, next / factor);
      highest = std::fmax(highest, next / factor);
      factor = next;
    }
    return highest > 0 ? highest / lowest - 1 : 0;
  }

  std::vector<Equalized> groups;
  /// The group whose values a weight gives, and the one whose values it reads.
  DenseMap<OpOperand *, Side> producing, consuming;
};
} // namespace

/// The nearest power of two, on a logarithmic scale.
static double roundToPowerOfTwo(double number) {
  return std::exp2(std::nearbyint(std::log2(number)));
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

static remark::RemarkOpts getOptions(StringRef name) {
  return remark::RemarkOpts::name(name).category("quantx-equalize-layers");
}

/// Groups that no layer gives, or that are only multiplied, are none of ours.
static void refuseUnequal(ChannelGroup &group) {
  for (auto *factors : {&group.producers, &group.consumers})
    for (const GroupFactor &factor : *factors)
      if (!factor.isContraction)
        group.refuse(factor.result, "multiplies by constants, whose range is "
                                    "not that of a weight");
}

static void emitMissed(const ChannelGroup &group) {
  for (const GroupFactor &consumer : group.consumers)
    remark::missed(consumer.result.getLoc(), getOptions("NotEqualized"))
        << remark::reason("the inputs of {0} are not equalized: {1}",
                          describeValue(consumer.result), group.refusal);
}

static void emitPassed(const Equalized &equalized) {
  auto [low, high] =
      std::minmax_element(equalized.factors.begin(), equalized.factors.end());
  std::string givers;
  for (const GroupFactor &producer : equalized.group->producers)
    givers += (givers.empty() ? "" : ", ") + describeValue(producer.result);
  for (const GroupFactor &consumer : equalized.group->consumers)
    remark::passed(consumer.result.getLoc(), getOptions("Equalized"))
        << remark::add("{0} channels of {1} are divided by {2} to {3} for {4}",
                       equalized.factors.size(), givers,
                       formatNumber(1 / *high), formatNumber(1 / *low),
                       describeValue(consumer.result));
}

namespace {
struct EqualizeLayers : quantx::impl::QuantXEqualizeLayersBase<EqualizeLayers> {
  using Base::Base;

  LogicalResult initialize(MLIRContext *context) override {
    if (tolerance > 0)
      return success();
    return emitError(UnknownLoc::get(context))
           << "quantx-equalize-layers: tolerance is " << formatNumber(tolerance)
           << ", and has to be greater than 0";
  }

  void runOnOperation() override {
    ChannelGroups groups(getOperation(), throughClamps);
    for (ChannelGroup &group : groups.getGroups())
      refuseUnequal(group);
    Equalization equalization(groups.getGroups());
    if (!equalization.run(tolerance))
      remark::analysis(getOperation()->getLoc(), getOptions("NotConverged"))
          << remark::add("after {0} rounds numbers still change by more than "
                         "the tolerance",
                         kMaxRounds);
    ChannelScaling scaling;
    for (Equalized &equalized : equalization.getGroups()) {
      if (powerOfTwo)
        for (double &factor : equalized.factors)
          factor = roundToPowerOfTwo(factor);
      scaling.add(*equalized.group, equalized.factors);
    }
    scaling.apply();
    for (Equalized &equalized : equalization.getGroups())
      if (!equalized.group->isRefused()) {
        emitPassed(equalized);
        scaleClamps(*equalized.group, equalized.factors);
      }
    for (const ChannelGroup &group : groups.getGroups())
      if (group.isRefused())
        emitMissed(group);
  }
};
} // namespace
