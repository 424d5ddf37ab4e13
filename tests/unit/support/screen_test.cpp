#include "support/screen.h"

#include <gtest/gtest.h>

namespace chaos::testing {
namespace {

std::string shown(std::string_view output) {
  return Screen(output, 10, 3).text();
}

TEST(ScreenTest, BreaksLinesOnlyWhenMoreIsToCome) {
  EXPECT_EQ(shown("one\r\ntwo"), "one\ntwo\n");
  EXPECT_EQ(shown("0123456789\r\nabc"), "0123456789\nabc\n");
  EXPECT_EQ(shown("0123456789abc"), "0123456789\nabc\n");
  EXPECT_EQ(shown("012345678日本"), "012345678\n日本\n");
}

TEST(ScreenTest, OverwritesExistingText) {
  EXPECT_EQ(shown("one\rtw"), "twe\n");
  EXPECT_EQ(shown("one\r\ntwo\r\n\033[2A\r\033[Jnew"), "new\n");
  EXPECT_EQ(shown("one\r\ntwo\r\n\033[1A\r\033[J"), "one\n");
}

TEST(ScreenTest, CannotReachWhatHasScrolledAway) {
  EXPECT_EQ(shown("1\r\n2\r\n3\r\n4\r\n\033[9A\r\033[Jnew"), "1\n2\nnew\n");
}

TEST(ScreenTest, ShowsColoursWhenAsked) {
  const Screen screen("\033[32mgreen\033[39m not\r\n\033[1;31mred\033[0m", 20, 3);
  EXPECT_EQ(screen.text(), "green not\nred\n");
  EXPECT_EQ(screen.text_with_colours(), "<32>green<> not\n<1;31>red<>\n");
}

TEST(ScreenTest, KnowsItsLastLine) {
  const Screen screen("one\r\ntwo\r\n", 10, 3);
  EXPECT_EQ(screen.last_line(), "two");
  EXPECT_TRUE(screen.is_at_line_start());
  EXPECT_FALSE(Screen("one", 10, 3).is_at_line_start());
  EXPECT_EQ(Screen("", 10, 3).last_line(), "");
}

TEST(ScreenTest, WaitsForTheRestOfASequence) {
  EXPECT_EQ(shown("one\033["), "one\n");
  EXPECT_EQ(shown("one\033[3"), "one\n");
}

}  // namespace
}  // namespace chaos::testing
