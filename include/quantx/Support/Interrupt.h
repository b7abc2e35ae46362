//===- Interrupt.h - Ending early on request --------------------*- C++ -*-===//

#ifndef QUANTX_SUPPORT_INTERRUPT_H
#define QUANTX_SUPPORT_INTERRUPT_H

namespace quantx {

/// While one lives, the first SIGINT or SIGTERM is only noted, so that work can
/// end where it leaves something of use. After it the signals do what they did
/// before: a second Ctrl-C ends a process that does not listen. There is at
/// most one at a time.
class InterruptGuard {
public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard &) = delete;
  InterruptGuard &operator=(const InterruptGuard &) = delete;

  /// The signal that came; 0 for none.
  int getSignal() const;
};

} // namespace quantx

#endif // QUANTX_SUPPORT_INTERRUPT_H
