//===- ProgressBarTests.cpp - How far, how fast, how long still
//------------===//

#include "quantx/Support/ProgressBar.h"

#include <gtest/gtest.h>

namespace {

TEST(ProgressBar, ShowsRateAndTimeLeft) {
  quantx::ProgressBar bar("calibrating", 300);
  EXPECT_EQ(bar.render(0, 0),
            "calibrating [" + std::string(30, ' ') + "] 0/300");
  EXPECT_EQ(bar.render(100, 50), "calibrating [##########" +
                                     std::string(20, ' ') +
                                     "] 100/300 2.0/s 1:40 left");
  EXPECT_EQ(bar.render(300, 10), "calibrating [" + std::string(30, '#') +
                                     "] 300/300 30/s 0:00 left");
}

TEST(ProgressBar, StaysInBounds) {
  quantx::ProgressBar none("x", 0);
  EXPECT_EQ(none.render(5, 1),
            "x [" + std::string(30, '#') + "] 1/1 1.0/s 0:00 left");
}

} // namespace
