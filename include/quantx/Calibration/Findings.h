//===- Findings.h - Tensors that need a look --------------------*- C++ -*-===//

#ifndef QUANTX_CALIBRATION_FINDINGS_H
#define QUANTX_CALIBRATION_FINDINGS_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>
#include <vector>

namespace quantx::calibration {

struct ModelStatistics;
class TensorStatistics;

/// What statistics can show that is rarely meant so, the worst first.
enum class FindingKind : uint8_t {
  /// Some values are NaN or infinite.
  NotFinite,
  /// All values are 0.
  Dead,
  /// All values of some channels, but not all, are 0.
  DeadChannels,
  /// All values are equal, and not 0.
  Constant,
  /// More than half of the values lie in the outermost bins of the histogram,
  /// at ends of the range other than 0: they were clipped inside the model, or
  /// a function such as tanh has come to its limits. Arguments are not judged:
  /// what is in the data is not clipped by the model.
  Saturating
};

struct Finding {
  FindingKind kind = FindingKind::NotFinite;
  std::string tensor;
  /// What was seen: "all 512 values are 0".
  std::string seen;
};

/// The share of the finite values that lie in the first and the last bin of the
/// histogram, where these do not touch 0, one value of each bin not counted; 0
/// where all values are equal.
double computeSaturatedShare(const TensorStatistics &statistics);

/// What is found, sorted by kind and name.
std::vector<Finding> findConspicuous(const ModelStatistics &statistics);

/// "saturating": the name of the kind in reports.
llvm::StringRef getName(FindingKind kind);

/// What it means for ranges, and what can be done.
llvm::StringRef getAdvice(FindingKind kind);

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_FINDINGS_H
