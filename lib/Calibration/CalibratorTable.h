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

namespace quantx::calibration {

/// The KEY=VALUE pairs of a calibrator's specification.
class CalibratorOptions {
public:
  /// Parses "KEY=VALUE:KEY=VALUE".
  static llvm::Expected<CalibratorOptions> parse(llvm::StringRef text);

  /// Sets `value` where option `key` was given. Each option a calibrator has
  /// is taken once; `finish` then refuses what is left over.
  llvm::Error take(llvm::StringRef key, double &value);
  llvm::Error finish();

private:
  llvm::StringMap<std::string> given;
  llvm::SmallVector<std::string> known;
};

using CalibratorOrError = llvm::Expected<std::unique_ptr<Calibrator>>;

CalibratorOrError createMinMaxCalibrator(CalibratorOptions &options);
CalibratorOrError createPercentileCalibrator(CalibratorOptions &options);

} // namespace quantx::calibration

#endif // QUANTX_LIB_CALIBRATION_CALIBRATORTABLE_H
