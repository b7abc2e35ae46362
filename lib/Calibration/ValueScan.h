//===- ValueScan.h - A first look at values ---------------------*- C++ -*-===//

#ifndef QUANTX_LIB_CALIBRATION_VALUESCAN_H
#define QUANTX_LIB_CALIBRATION_VALUESCAN_H

#include "llvm/ADT/ArrayRef.h"

namespace quantx::calibration {

/// What one pass over values tells.
struct ValueScan {
  /// The extremes; meaningless unless all are finite, or where there are none.
  float min = 0;
  float max = 0;
  /// The smallest magnitude but 0; infinite where all are 0.
  float smallest = 0;
  bool areFinite = true;

  explicit ValueScan(llvm::ArrayRef<float> values);
};

} // namespace quantx::calibration

#endif // QUANTX_LIB_CALIBRATION_VALUESCAN_H
