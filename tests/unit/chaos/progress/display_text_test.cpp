#include "progress/display_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("pod"), 3U);
  EXPECT_EQ(display_width("é"), 1U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("🔥"), 2U);
}

TEST(Displayable, EscapesControlSequences) {
  EXPECT_EQ(displayable("a\nb\tc"), "a?b?c");
  EXPECT_EQ(displayable("\033[2Jgone"), "?[2Jgone");
  EXPECT_EQ(displayable("\u009b31m"), "?31m");
  EXPECT_EQ(displayable("\u202etxt"), "?txt");
  EXPECT_EQ(displayable("\xff"), "\uFFFD");
  EXPECT_EQ(displayable("日本 é"), "日本 é");
}

TEST(Fitted, CutsWithAnEllipsis) {
  EXPECT_EQ(fitted("short", 5), "short");
  EXPECT_EQ(fitted("longer", 5), "long…");
  EXPECT_EQ(fitted("日本語", 5), "日本…");
  EXPECT_EQ(fitted("日本語", 4), "日…");
  EXPECT_EQ(fitted("any", 0), "");
}

TEST(Wrapped, BreaksAtSpaces) {
  EXPECT_THAT(wrapped("", 10), IsEmpty());
  EXPECT_THAT(wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("one two three", 80), ElementsAre("one two three"));
  EXPECT_THAT(wrapped("a verylongword b", 4), ElementsAre("a", "verylongword", "b"));
  EXPECT_THAT(wrapped("日本 語語", 5), ElementsAre("日本", "語語"));
}

TEST(Wrapped, KeepsLineBreaks) {
  EXPECT_THAT(wrapped("one\n\ntwo three\n", 5), ElementsAre("one", "", "two", "three"));
}

}  // namespace
}  // namespace chaos
