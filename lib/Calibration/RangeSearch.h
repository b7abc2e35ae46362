//===- RangeSearch.h - The range with the least error -----------*- C++ -*-===//

#ifndef QUANTX_LIB_CALIBRATION_RANGESEARCH_H
#define QUANTX_LIB_CALIBRATION_RANGESEARCH_H

#include "quantx/Calibration/Calibrator.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace quantx::calibration {

/// The range inside the observed one for which `error` is least, as far as a
/// search of one magnitude at a time finds it: a grid of four per octave over
/// 14 octaves, refined by sections in the golden ratio around the best point.
///
/// First both ends are cut at one magnitude; that is all for a symmetric scale.
/// For others the upper and the lower end then move by themselves, twice at
/// most. Of equal errors the first counts, and the observed range is the first
/// of all: nothing is cut in vain.
Range searchRange(const TensorStatistics &statistics, Symmetry symmetry,
                  llvm::function_ref<double(Range)> error);

} // namespace quantx::calibration

#endif // QUANTX_LIB_CALIBRATION_RANGESEARCH_H
