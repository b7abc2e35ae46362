//===- Scores.h - How good results are --------------------------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_SCORES_H
#define QUANTX_LIB_TOOLS_SCORES_H

#include "quantx/ExecutionEngine/FunctionSignature.h"
#include "quantx/ExecutionEngine/HostTensor.h"

#include <vector>

namespace quantx::tools {

/// For each row the position of its largest element, the first of equals. NaN
/// is never the largest; a row of NaNs gives -1.
llvm::Expected<std::vector<int64_t>> argmaxRows(const HostTensor &tensor);

/// Checks that `labels` are integers of shape [N], and N at least `needed`.
llvm::Error checkLabels(const HostTensor &labels, int64_t needed);

/// The number of rows of `outputs` whose largest element is at the place that
/// valid `labels` name: row i is compared with label first + i.
llvm::Expected<int64_t> countCorrect(const HostTensor &outputs,
                                     const HostTensor &labels, int64_t first);

/// How outputs differ from those of another run.
struct Comparison {
  /// Rows whose largest elements are at the same place.
  int64_t agreeing = 0;
  /// Over all elements; NaN against a number is infinity.
  double maxAbsDifference = 0;
  /// Whether every bit is equal.
  bool identical = false;
};

/// Checks that `reference` has at least `needed` rows of the size of
/// `result`'s.
llvm::Error checkReference(const HostTensor &reference,
                           const TensorSpec &result, int64_t needed);

/// Compares row i of `outputs` with row first + i of a valid `reference`.
llvm::Expected<Comparison> compareRows(const HostTensor &outputs,
                                       const HostTensor &reference,
                                       int64_t first);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_SCORES_H
