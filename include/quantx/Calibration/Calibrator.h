//===- Calibrator.h - From statistics to a range ----------------*- C++ -*-===//
//
// A calibrator decides which part of the values that a tensor took its storage
// should represent. The statistics hold whole histograms, so that another
// calibrator needs no new run of the model.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_CALIBRATION_CALIBRATOR_H
#define QUANTX_CALIBRATION_CALIBRATOR_H

#include "quantx/Calibration/TensorStatistics.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace quantx::calibration {

/// A range of values, min <= max, both finite. It need not hold 0.
struct Range {
  float min = 0;
  float max = 0;
};

/// How the range becomes a scale: on both ends, or by the larger magnitude.
enum class Symmetry : uint8_t { Asymmetric, Symmetric };

class Calibrator {
public:
  virtual ~Calibrator() = default;

  /// The range to represent, inside [min, max] of the statistics. Under
  /// Symmetric only the larger magnitude of its ends matters. The statistics
  /// hold at least one finite value.
  virtual Range computeRange(const TensorStatistics &statistics,
                             Symmetry symmetry) const = 0;

  /// Fails, saying what to do, where the statistics lack what this calibrator
  /// reads: rows or batches, which are kept on request.
  virtual llvm::Error checkStatistics(const TensorStatistics &) const {
    return llvm::Error::success();
  }
};

/// Makes the calibrator that `spec` names: "NAME" or "NAME:KEY=VALUE:...", for
/// example "percentile:p=99.9". Errors list the names or keys there are.
llvm::Expected<std::unique_ptr<Calibrator>>
createCalibrator(llvm::StringRef spec);

/// The names of all calibrators.
std::vector<std::string> getCalibratorNames();

/// Prints name, options and meaning of every calibrator.
void printCalibrators(llvm::raw_ostream &os);

/// `calibrator.computeRange`, or an error where the tensor had no finite value
/// or the statistics lack what the calibrator reads.
llvm::Expected<Range> computeRange(const Calibrator &calibrator,
                                   const TensorStatistics &statistics,
                                   Symmetry symmetry);

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_CALIBRATOR_H
