//===- Interrupt.cpp - Ending early on request ----------------------------===//

#include "quantx/Support/Interrupt.h"

#include <csignal>
#include <iterator>

using namespace quantx;

namespace {

constexpr int signals[] = {SIGINT, SIGTERM};

// What a handler may read and write.
volatile std::sig_atomic_t received = 0;
struct sigaction previous[std::size(signals)];

void restoreHandlers() {
  for (size_t i = 0; i < std::size(signals); ++i)
    sigaction(signals[i], &previous[i], nullptr);
}

extern "C" void noteSignal(int signal) {
  received = signal;
  restoreHandlers();
}

} // namespace

InterruptGuard::InterruptGuard() {
  received = 0;
  struct sigaction action = {};
  action.sa_handler = noteSignal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  // All are saved before one can arrive.
  for (size_t i = 0; i < std::size(signals); ++i)
    sigaction(signals[i], nullptr, &previous[i]);
  for (int signal : signals)
    sigaction(signal, &action, nullptr);
}

InterruptGuard::~InterruptGuard() { restoreHandlers(); }

int InterruptGuard::getSignal() const { return received; }
