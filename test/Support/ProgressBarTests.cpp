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

TEST(ProgressBar, TellsALogRarely) {
  quantx::ProgressBar bar("calibrating", 300000);
  EXPECT_EQ(bar.renderPlain(0, 0), "calibrating: 0/300000");
  EXPECT_EQ(bar.renderPlain(100, 50), "calibrating: 100/300000, 2.0/s, "
                                      "41:39:10 left");
  unsigned lines = 0;
  for (int second = 0; second < 24 * 3600; ++second)
    lines += bar.isLineDue(second);
  // After 10, 20, ..., 640 seconds, and then every ten minutes of a day.
  EXPECT_EQ(lines, 7u + 142u);
}

} // namespace
