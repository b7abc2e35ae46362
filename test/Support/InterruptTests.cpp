//===- InterruptTests.cpp - Signals that are noted --------------*- C++ -*-===//

#include "quantx/Support/Interrupt.h"

#include <gtest/gtest.h>

#include <csignal>

namespace {

volatile std::sig_atomic_t outer = 0;

TEST(Interrupt, NotesTheFirstSignalOnly) {
  auto *before = std::signal(SIGTERM, [](int) { outer = outer + 1; });
  {
    quantx::InterruptGuard guard;
    EXPECT_EQ(guard.getSignal(), 0);
    std::raise(SIGTERM);
    EXPECT_EQ(guard.getSignal(), SIGTERM);
    EXPECT_EQ(outer, 0);
    // The second goes where it went before.
    std::raise(SIGTERM);
    EXPECT_EQ(outer, 1);
  }
  std::raise(SIGTERM);
  EXPECT_EQ(outer, 2);
  {
    quantx::InterruptGuard again;
    EXPECT_EQ(again.getSignal(), 0);
    std::raise(SIGINT);
    EXPECT_EQ(again.getSignal(), SIGINT);
  }
  std::signal(SIGTERM, before);
}

} // namespace
