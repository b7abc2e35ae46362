//===- ProgressBar.h - How far, how fast, how long still --------*- C++ -*-===//

#ifndef QUANTX_SUPPORT_PROGRESSBAR_H
#define QUANTX_SUPPORT_PROGRESSBAR_H

#include "llvm/ADT/StringRef.h"

#include <chrono>
#include <string>

namespace quantx {

/// A line on standard error that is drawn over while work goes on, and removed
/// at its end. Where standard error is no terminal nothing is printed.
class ProgressBar {
public:
  /// `label` says what is being done to `total` things.
  ProgressBar(llvm::StringRef label, uint64_t total);
  ~ProgressBar();

  /// `done` of them are done. Cheap: draws at most ten times a second.
  void update(uint64_t done);

  /// The line for `done` things after `seconds`:
  /// "label [#####     ] 5/10 2.5/s 0:02 left".
  std::string render(uint64_t done, double seconds) const;

private:
  using Clock = std::chrono::steady_clock;

  std::string label;
  uint64_t total;
  bool enabled;
  bool drawn = false;
  Clock::time_point start, lastDrawn;
};

} // namespace quantx

#endif // QUANTX_SUPPORT_PROGRESSBAR_H
