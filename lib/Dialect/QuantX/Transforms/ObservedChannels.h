//===- ObservedChannels.h - Statistics of channels --------------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_OBSERVEDCHANNELS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_OBSERVEDCHANNELS_H

#include "ChannelView.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Calibration/StatisticsFile.h"

#include <string>
#include <vector>

namespace quantx {

/// What the elements of one channel were.
struct ObservedChannel {
  double min = 0;
  double max = 0;
  double sum = 0;
  double count = 0;

  double getMagnitude() const;
  double getMean() const { return count == 0 ? 0 : sum / count; }
};

/// Looks up what calibration saw of the values behind a tensor: the observed
/// values that reshapes, paddings and the like, and quantization, make it of.
class ObservedChannels {
public:
  /// `statistics` are those of the module of `root`, and outlive this.
  ObservedChannels(mlir::Operation *root,
                   const calibration::ModelStatistics &statistics)
      : naming(root), statistics(statistics) {}

  /// One entry for each channel of `view`, a view of `data`; what pads it does
  /// not count. Empty, and `reason` says why, where that is not known.
  std::vector<ObservedChannel> getChannels(mlir::Value data,
                                           const ChannelView &view,
                                           std::string &reason) const;

  /// Vectors of one value per channel that occurred together, as many as the
  /// statistics hold. Empty, and `reason` says why, where there are none.
  std::vector<std::vector<float>>
  getRows(mlir::Value data, const ChannelView &view, std::string &reason) const;

private:
  /// An observed value, and how channels are counted in it.
  struct Source {
    const calibration::TensorStatistics *statistics;
    ChannelView view;
    std::string key;
    mlir::RankedTensorType type;
  };
  bool findSources(mlir::Value data, const ChannelView &view,
                   std::vector<Source> &sources, std::string &reason) const;

  ValueNaming naming;
  const calibration::ModelStatistics &statistics;
};

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_OBSERVEDCHANNELS_H
