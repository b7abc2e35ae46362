//===- ObservedChannels.cpp - Statistics of channels ----------------------===//

#include "ObservedChannels.h"

#include "SameScale.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace mlir;
using namespace quantx;
using calibration::TensorStatistics;

double ObservedChannel::getMagnitude() const {
  return std::fmax(std::fabs(min), std::fabs(max));
}

//===----------------------------------------------------------------------===//
// Observed values
//===----------------------------------------------------------------------===//

/// The tensor that `value` has the numbers of, apart from rounding; null if it
/// is no such copy.
static Value getRounded(Value value) {
  Operation *op = value.getDefiningOp();
  return isa_and_present<DequantizeOp, QuantizeOp, RangeOp>(op)
             ? op->getOperand(0)
             : Value();
}

bool ObservedChannels::findSources(Value data, const ChannelView &view,
                                   std::vector<Source> &sources,
                                   std::string &reason) const {
  SmallVector<std::pair<Value, ChannelView>> worklist = {{data, view}};
  llvm::SmallDenseSet<Value> visited;
  while (!worklist.empty()) {
    auto [value, valueView] = worklist.pop_back_val();
    if (!visited.insert(value).second)
      continue;
    if (StringRef key = naming.getKey(value); !key.empty()) {
      auto it = statistics.tensors.find(key.str());
      if (it == statistics.tensors.end()) {
        reason = llvm::formatv("the statistics hold nothing about '{0}'", key);
        return false;
      }
      sources.push_back({&it->second, valueView, key.str(),
                         cast<RankedTensorType>(value.getType())});
      continue;
    }
    if (Value rounded = getRounded(value)) {
      worklist.emplace_back(rounded, valueView);
      continue;
    }
    QuantizationFlow any = getQuantizationFlow(value);
    auto *flow = std::get_if<SameScaleFlow>(&any);
    if (!flow ||
        getSameScaleKind(cast<OpResult>(value)) != SameScaleKind::Move) {
      reason = describeValue(value) + " was not observed";
      return false;
    }
    for (OpOperand *operand : flow->data) {
      auto moved =
          operand->getOwner() == value.getDefiningOp()
              ? moveToOperand(cast<OpResult>(value), *operand, valueView)
              : std::nullopt;
      if (!moved || isConstantValue(operand->get())) {
        reason = describeValue(value) +
                 " holds constants, or mixes the channels that were observed";
        return false;
      }
      worklist.emplace_back(operand->get(), *moved);
    }
  }
  return true;
}

/// The channel of each index of `axis`; none if other dimensions count, too.
static std::optional<std::vector<int64_t>>
getChannelOfIndex(const ChannelView &view, RankedTensorType type,
                  unsigned axis) {
  for (const ChannelDigit &digit : view.getDigits())
    if (digit.dim != axis)
      return std::nullopt;
  SmallVector<int64_t> index(type.getRank(), 0);
  std::vector<int64_t> channels;
  for (index[axis] = 0; index[axis] < type.getDimSize(axis); ++index[axis])
    channels.push_back(view.getChannel(index));
  return channels;
}

//===----------------------------------------------------------------------===//
// What was seen of them
//===----------------------------------------------------------------------===//

std::vector<ObservedChannel>
ObservedChannels::getChannels(Value data, const ChannelView &view,
                              std::string &reason) const {
  std::vector<Source> sources;
  if (!findSources(data, view, sources, reason))
    return {};
  std::vector<ObservedChannel> result(view.size());
  for (const Source &source : sources) {
    const auto &observed = source.statistics->getChannels();
    auto channels = observed ? getChannelOfIndex(source.view, source.type,
                                                 observed->getAxis())
                             : std::nullopt;
    if (!channels || channels->size() != observed->size()) {
      reason = llvm::formatv("the statistics of '{0}' are not by these "
                             "channels; quant-calibrate gathers them unless "
                             "told otherwise",
                             source.key);
      return {};
    }
    for (auto [index, channel] : llvm::enumerate(*channels)) {
      const calibration::Channel &seen = (*observed)[index];
      ObservedChannel &into = result[channel];
      into.min = std::fmin(into.min, seen.min);
      into.max = std::fmax(into.max, seen.max);
      into.sum += seen.sum.toDouble();
      into.count += static_cast<double>(seen.count);
    }
  }
  return result;
}

std::vector<std::vector<float>>
ObservedChannels::getRows(Value data, const ChannelView &view,
                          std::string &reason) const {
  std::vector<Source> sources;
  if (!findSources(data, view, sources, reason))
    return {};
  std::vector<std::vector<float>> rows;
  for (const Source &source : sources) {
    const auto &reservoir = source.statistics->getRows();
    auto channels = reservoir ? getChannelOfIndex(source.view, source.type,
                                                  reservoir->getAxis())
                              : std::nullopt;
    // A row has one value per channel where the axis counts nothing else.
    if (!channels ||
        static_cast<int64_t>(channels->size()) != source.view.size())
      continue;
    for (const calibration::TensorRow &stored : reservoir->getRows()) {
      std::vector<float> &row = rows.emplace_back(channels->size());
      for (auto [value, channel] : llvm::zip_equal(stored.values, *channels))
        row[channel] = value;
    }
  }
  if (rows.empty())
    reason = "the statistics hold no rows of " + describeValue(data);
  return rows;
}
