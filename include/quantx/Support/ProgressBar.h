//===- ProgressBar.h - How far, how fast, how long still --------*- C++ -*-===//

#ifndef QUANTX_SUPPORT_PROGRESSBAR_H
#define QUANTX_SUPPORT_PROGRESSBAR_H

#include "llvm/ADT/StringRef.h"

#include <chrono>
#include <string>

namespace quantx {

/// Says on standard error how far work is. On a terminal that is a line which
/// is drawn over while work goes on, and removed at its end. Elsewhere, in the
/// log of a batch job, it is a line after 10 seconds, 20, 40 and so on, later
/// one every ten minutes; short work says nothing.
class ProgressBar {
public:
  /// `label` says what is being done to `total` things; a `quiet` one says
  /// nothing.
  ProgressBar(llvm::StringRef label, uint64_t total, bool quiet = false);
  ~ProgressBar();

  /// `done` of them are done. Cheap: draws at most ten times a second.
  void update(uint64_t done);

  /// The line for `done` things after `seconds`:
  /// "label [#####     ] 5/10 2.5/s 0:02 left".
  std::string render(uint64_t done, double seconds) const;

  /// The same for a log: "label: 5/10, 2.5/s, 0:02 left".
  std::string renderPlain(uint64_t done, double seconds) const;

  /// Whether a log has not been told for long enough, after `seconds` in all.
  /// Asking counts as telling.
  bool isLineDue(double seconds);

private:
  using Clock = std::chrono::steady_clock;

  std::string label;
  uint64_t total;
  bool quiet;
  bool onTerminal;
  bool drawn = false;
  /// When a log gets its next line, in seconds.
  double nextLine = 10;
  Clock::time_point start, lastDrawn;
};

} // namespace quantx

#endif // QUANTX_SUPPORT_PROGRESSBAR_H
