//===- Findings.cpp - Tensors that need a look ----------------------------===//

#include "quantx/Calibration/Findings.h"

#include "quantx/Calibration/StatisticsFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <tuple>

using namespace llvm;
using namespace quantx::calibration;

StringRef quantx::calibration::getName(FindingKind kind) {
  switch (kind) {
  case FindingKind::NotFinite:
    return "not finite";
  case FindingKind::Dead:
    return "dead";
  case FindingKind::DeadChannels:
    return "dead channels";
  case FindingKind::Constant:
    return "constant";
  case FindingKind::Saturating:
    return "saturating";
  }
  llvm_unreachable("no such kind");
}

StringRef quantx::calibration::getAdvice(FindingKind kind) {
  switch (kind) {
  case FindingKind::NotFinite:
    return "these values are counted and left out of the range; look where the "
           "model divides, takes a logarithm or overflows";
  case FindingKind::Dead:
    return "a range of 0 alone quantizes any other value to 0; do the samples "
           "reach this part of the model, and are they scaled as in training?";
  case FindingKind::DeadChannels:
    return "these channels cost time and give nothing; other samples may use "
           "them, otherwise they can be pruned";
  case FindingKind::Constant:
    return "quantization will return this value whatever comes; take more "
           "samples, or make it a constant of the model";
  case FindingKind::Saturating:
    return "most values are at the limits; are the samples scaled as in "
           "training?";
  }
  llvm_unreachable("no such kind");
}

double
quantx::calibration::computeSaturatedShare(const TensorStatistics &statistics) {
  if (statistics.getCount() == 0 || statistics.getMin() == statistics.getMax())
    return 0;
  const Histogram &histogram = statistics.getHistogram();
  ArrayRef<uint64_t> counts = histogram.getCounts();
  // Bins -1 and 0 are those on both sides of 0.
  auto touchesZero = [](int64_t bin) { return bin == -1 || bin == 0; };
  int64_t first = histogram.getFirstBin();
  int64_t last = first + static_cast<int64_t>(counts.size()) - 1;
  // One value reaches each end in any case.
  uint64_t saturated = 0;
  if (!touchesZero(first))
    saturated += counts.front() - 1;
  if (last != first && !touchesZero(last))
    saturated += counts.back() - 1;
  return static_cast<double>(saturated) /
         static_cast<double>(statistics.getCount());
}

static uint64_t countDeadChannels(const TensorStatistics &statistics) {
  const auto &channels = statistics.getChannels();
  if (!channels)
    return 0;
  return count_if(channels->getChannels(), [](const Channel &channel) {
    return channel.count != 0 && channel.min == 0 && channel.max == 0;
  });
}

static std::string printValue(float value) {
  std::string text;
  raw_string_ostream(text) << format("%.6g", value);
  return text;
}

namespace {
/// Judges one tensor after the other.
struct Examiner {
  void examine(StringRef name, const TensorStatistics &tensor);
  bool isArgument(StringRef name) const;
  bool isWholeArgument(StringRef name) const;

  void report(FindingKind kind, StringRef name, const Twine &seen) {
    findings.push_back({kind, name.str(), seen.str()});
  }

  ArrayRef<DataRecord> data;
  std::vector<Finding> findings;
};
} // namespace

/// Whether a tensor is an argument of the model, which data files name; those
/// without a name of their own are "function/arg#n".
bool Examiner::isArgument(StringRef name) const {
  return name.contains("/arg#") ||
         any_of(data, [=](const auto &record) { return record.input == name; });
}

/// Whether every call gets the same for this argument.
bool Examiner::isWholeArgument(StringRef name) const {
  return any_of(data, [=](const auto &record) {
    return record.input == name && record.samples.empty() &&
           record.missing.empty();
  });
}

void Examiner::examine(StringRef name, const TensorStatistics &tensor) {
  uint64_t infinite =
      tensor.getPositiveInfinityCount() + tensor.getNegativeInfinityCount();
  uint64_t notFinite = tensor.getNaNCount() + infinite;
  uint64_t count = tensor.getCount();
  if (notFinite != 0)
    report(FindingKind::NotFinite, name,
           Twine(tensor.getNaNCount()) + " NaN and " + Twine(infinite) +
               " infinite of " + Twine(count + notFinite) + " values");
  // A single value is always constant, and so is what is given once.
  if (count < 2 || isWholeArgument(name))
    return;
  float min = tensor.getMin(), max = tensor.getMax();
  if (min == 0 && max == 0)
    return report(FindingKind::Dead, name,
                  "all " + Twine(count) + " values are 0");
  if (min == max)
    return report(FindingKind::Constant, name,
                  "all " + Twine(count) + " values are " + printValue(min));
  if (uint64_t dead = countDeadChannels(tensor))
    report(FindingKind::DeadChannels, name,
           Twine(dead) + " of " + Twine(tensor.getChannels()->size()) +
               " channels are 0 for all samples");
  double share = computeSaturatedShare(tensor);
  if (share > 0.5 && !isArgument(name)) {
    std::string percent;
    raw_string_ostream(percent) << format("%.1f", 100 * share);
    report(FindingKind::Saturating, name,
           percent + " % of the values are at the ends of [" + printValue(min) +
               ", " + printValue(max) + "]");
  }
}

std::vector<Finding>
quantx::calibration::findConspicuous(const ModelStatistics &statistics) {
  Examiner examiner{statistics.data, {}};
  for (const auto &[name, tensor] : statistics.tensors)
    examiner.examine(name, tensor);
  llvm::sort(examiner.findings, [](const Finding &a, const Finding &b) {
    return std::tie(a.kind, a.tensor) < std::tie(b.kind, b.tensor);
  });
  return std::move(examiner.findings);
}
