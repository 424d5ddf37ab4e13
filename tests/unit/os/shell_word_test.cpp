#include "os/shell_word.h"

#include <gtest/gtest.h>

namespace chaos::os {
namespace {

TEST(ShellWord, IsQuotedOnlyIfItNeedsToBe) {
  EXPECT_EQ(shell_word("/srv/a-b_c.json"), "/srv/a-b_c.json");
  EXPECT_EQ(shell_word("it's here"), "'it'\\''s here'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(ShellWord, IsNeverAnOption) {
  EXPECT_EQ(shell_word("-j.json"), "./-j.json");
  EXPECT_EQ(shell_word("--now please"), "'./--now please'");
}

}  // namespace
}  // namespace chaos::os
