//===- ForkedTask.cpp - Work that may crash -------------------------------===//

#include "ForkedTask.h"

#include "llvm/Support/ErrorHandling.h"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace quantx::fuzz;

static void writeAll(int descriptor, const std::string &text) {
  for (size_t done = 0; done < text.size();) {
    ssize_t count = write(descriptor, text.data() + done, text.size() - done);
    if (count <= 0)
      return;
    done += static_cast<size_t>(count);
  }
}

/// The child: the verdict, whether the module is of integers alone, then the
/// message. Nothing is cleaned up, since the process ends.
[[noreturn]] static void runChild(int descriptor,
                                  const std::function<Outcome()> &work) {
  for (int crash : {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE})
    std::signal(crash, SIG_DFL);
  Outcome outcome = work();
  std::string text = {static_cast<char>(outcome.verdict),
                      static_cast<char>(outcome.isIntegerOnly)};
  writeAll(descriptor, text + outcome.message);
  _exit(0);
}

ForkedTask::ForkedTask(const std::function<Outcome()> &work,
                       double timeoutSeconds)
    : deadline(std::chrono::steady_clock::now() +
               std::chrono::milliseconds(
                   static_cast<int64_t>(timeoutSeconds * 1000))) {
  int ends[2];
  if (pipe(ends) != 0)
    llvm::report_fatal_error("no pipe for a check");
  child = fork();
  if (child < 0)
    llvm::report_fatal_error("no process for a check");
  if (child == 0) {
    close(ends[0]);
    runChild(ends[1], work);
  }
  close(ends[1]);
  descriptor = ends[0];
  fcntl(descriptor, F_SETFL, O_NONBLOCK);
}

ForkedTask::~ForkedTask() {
  if (!isDone) {
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  close(descriptor);
}

void ForkedTask::finish() {
  int status = 0;
  waitpid(child, &status, 0);
  isDone = true;
  if (WIFSIGNALED(status))
    outcome = {Verdict::Crashed, strsignal(WTERMSIG(status))};
  else if (received.size() < 2)
    outcome = {Verdict::Crashed, "it ended without an answer"};
  else
    outcome = {static_cast<Verdict>(received[0]), received.substr(2),
               received[1] != 0};
}

bool ForkedTask::poll() {
  char buffer[4096];
  while (!isDone) {
    ssize_t count = read(descriptor, buffer, sizeof(buffer));
    if (count < 0)
      break;
    if (count == 0)
      finish();
    received.append(buffer, static_cast<size_t>(count));
  }
  if (!isDone && std::chrono::steady_clock::now() > deadline) {
    kill(child, SIGKILL);
    finish();
    outcome = {Verdict::TimedOut, "no answer in time"};
  }
  return isDone;
}

Outcome ForkedTask::run(const std::function<Outcome()> &work,
                        double timeoutSeconds) {
  ForkedTask task(work, timeoutSeconds);
  while (!task.poll()) {
    pollfd waited = {task.getDescriptor(), POLLIN, 0};
    ::poll(&waited, 1, 100);
  }
  return task.getOutcome();
}
