#include "progress/timed_line.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

const ProgressStyle kPlain{.columns = 20, .unicode = true, .colour = false};
const ProgressStyle kColoured{.columns = 20, .unicode = true, .colour = true};

TEST(ClockText, HasHoursOnlyIfNeeded) {
  EXPECT_EQ(clock_text(0), "0:00");
  EXPECT_EQ(clock_text(65.9), "1:05");
  EXPECT_EQ(clock_text(3600), "1:00:00");
  EXPECT_EQ(clock_text(-3), "0:00");
}

TEST(TimedLine, HasTheTimeAtItsEnd) {
  EXPECT_EQ(timed_line("Method", "0:07", "", kPlain), "Method          0:07");
  EXPECT_EQ(timed_line("Method", "", "", kPlain), "Method              ");
  EXPECT_EQ(timed_line("a name that is too long", "0:07", "", kPlain), "a name that is… 0:07");
}

TEST(TimedLine, ColoursTheTextOnly) {
  EXPECT_EQ(timed_line("Method", "0:07", "1", kColoured), "\033[1mMethod\033[0m          0:07");
  EXPECT_EQ(timed_line("Method", "0:07", "", kColoured), "Method          0:07");
}

TEST(MarksOf, UseAsciiIfAskedTo) {
  EXPECT_STREQ(marks_of(kPlain).phase, "▶");
  EXPECT_STREQ(marks_of({.unicode = false}).phase, ">");
}

}  // namespace
}  // namespace chaos
