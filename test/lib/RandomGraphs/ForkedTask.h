//===- ForkedTask.h - Work that may crash -----------------------*- C++ -*-===//

#ifndef QUANTX_TEST_RANDOMGRAPHS_FORKEDTASK_H
#define QUANTX_TEST_RANDOMGRAPHS_FORKEDTASK_H

#include "ModuleCheck.h"

#include <chrono>
#include <functional>

namespace quantx::fuzz {

/// A check in a process of its own, which takes nobody with it when it crashes
/// or hangs.
class ForkedTask {
public:
  /// Starts `work` in a copy of this process.
  ForkedTask(const std::function<Outcome()> &work, double timeoutSeconds);
  ForkedTask(const ForkedTask &) = delete;
  ForkedTask &operator=(const ForkedTask &) = delete;
  ~ForkedTask();

  /// Reads what is there; true when the outcome is known.
  bool poll();
  /// To wait on.
  int getDescriptor() const { return descriptor; }
  const Outcome &getOutcome() const { return outcome; }

  /// Runs `work` to its end.
  static Outcome run(const std::function<Outcome()> &work,
                     double timeoutSeconds);

private:
  void finish();

  pid_t child = -1;
  int descriptor = -1;
  std::chrono::steady_clock::time_point deadline;
  std::string received;
  bool isDone = false;
  Outcome outcome;
};

} // namespace quantx::fuzz

#endif // QUANTX_TEST_RANDOMGRAPHS_FORKEDTASK_H
