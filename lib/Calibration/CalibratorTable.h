//===- CalibratorTable.h - The calibrators there are ------------*- C++ -*-===//
//
// A calibrator is a file of its own that defines one function below, and a row
// of the table in Calibrator.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_CALIBRATION_CALIBRATORTABLE_H
#define QUANTX_LIB_CALIBRATION_CALIBRATORTABLE_H

#include "quantx/Calibration/Calibrator.h"

#include "llvm/ADT/StringMap.h"

#include <utility>

namespace quantx::calibration {

/// The KEY=VALUE pairs of a calibrator's specification.
class CalibratorOptions {
public:
  /// Parses "KEY=VALUE:KEY=VALUE".
  static llvm::Expected<CalibratorOptions> parse(llvm::StringRef text);

  /// Sets `value` where option `key` was given. Each option a calibrator has
  /// is taken once; `finish` then refuses what is left over.
  llvm::Error take(llvm::StringRef key, double &value);
  /// The same for a whole number in `bounds`, both included.
  llvm::Error take(llvm::StringRef key, unsigned &value,
                   std::pair<unsigned, unsigned> bounds);
  llvm::Error finish();

private:
  llvm::StringMap<std::string> given;
  llvm::SmallVector<std::string> known;
};

using CalibratorOrError = llvm::Expected<std::unique_ptr<Calibrator>>;

/// The range of what was seen, cut at the magnitude `limit` > 0 on both sides
/// of 0. Where all values lie beyond it, on one side, it is the nearest of
/// them.
Range clampMagnitude(const TensorStatistics &statistics, double limit);

CalibratorOrError createCrossEntropyCalibrator(CalibratorOptions &options);
CalibratorOrError createEntropyCalibrator(CalibratorOptions &options);
CalibratorOrError createMSECalibrator(CalibratorOptions &options);
CalibratorOrError createMinMaxCalibrator(CalibratorOptions &options);
CalibratorOrError createMovingAverageCalibrator(CalibratorOptions &options);
CalibratorOrError createPercentileCalibrator(CalibratorOptions &options);

} // namespace quantx::calibration

#endif // QUANTX_LIB_CALIBRATION_CALIBRATORTABLE_H
