//===- SmoothingSearch.h - The best exponent for SmoothQuant ----*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_SMOOTHINGSEARCH_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_SMOOTHINGSEARCH_H

#include "ChannelGroups.h"
#include "ObservedChannels.h"

namespace quantx {

/// The activation of some contractions, channel by channel.
struct SmoothedActivation {
  std::vector<ObservedChannel> channels;
  /// The largest magnitude of the weights that read each channel.
  std::vector<double> weights;
  /// Values that occurred together, for the search.
  std::vector<std::vector<float>> rows;
};

/// What each channel is divided by: max(1e-5, |X|^alpha / |W|^(1 - alpha)), and
/// 1 where one of the two is 0.
std::vector<double> getSmoothingScales(const SmoothedActivation &activation,
                                       double alpha);

/// The result of a search: an exponent, or none where dividing by nothing is
/// best.
struct SmoothingChoice {
  std::optional<double> alpha;
  std::vector<double> scales;
  /// Squared errors of all products, each relative to what that contraction
  /// gives in float, without scales and with the chosen ones.
  double errorBefore = 0;
  double errorAfter = 0;
};

/// Tries 0, 0.05, ..., 1 on the rows. `consumers` are the contractions that
/// read the activation.
SmoothingChoice searchSmoothing(const SmoothedActivation &activation,
                                llvm::ArrayRef<GroupFactor> consumers);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_SMOOTHINGSEARCH_H
