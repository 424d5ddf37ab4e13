#include "experiment/model/text_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos::hub::experiment {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// " same", "-removed", "+added"
std::vector<std::string> shown(std::string_view before, std::string_view after) {
  std::vector<std::string> lines;
  for (const DiffLine& line : diff_of(before, after)) {
    const char* sign = line.kind == DiffLine::Kind::kSame      ? " "
                       : line.kind == DiffLine::Kind::kRemoved ? "-"
                                                               : "+";
    lines.push_back(sign + line.text);
  }
  return lines;
}

TEST(TextDiff, KeepsCommonLines) {
  EXPECT_THAT(shown("a\nb\nc\n", "a\nb\nc\n"), ElementsAre(" a", " b", " c"));
  EXPECT_THAT(shown("a\nb\nc\n", "a\nx\nc\n"), ElementsAre(" a", "-b", "+x", " c"));
  EXPECT_THAT(shown("a\nb\nc\nd", "b\nd\ne"), ElementsAre("-a", " b", "-c", " d", "+e"));
  EXPECT_THAT(shown("", "a\n"), ElementsAre("+a"));
  EXPECT_THAT(shown("a\n", ""), ElementsAre("-a"));
  EXPECT_THAT(shown("", ""), IsEmpty());
  EXPECT_THAT(shown("a\n\nb", "a\nb"), ElementsAre(" a", "-", " b"));
}

TEST(TextDiff, NumbersTheLinesOfBothTexts) {
  const auto lines = diff_of("a\nb\nc", "a\nc");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1].before, 2U);
  EXPECT_EQ(lines[1].after, 0U);
  EXPECT_EQ(lines[2].before, 3U);
  EXPECT_EQ(lines[2].after, 2U);
}

TEST(TextDiff, TreatsVeryDifferentTextsAsEntirelyDifferent) {
  std::string before;
  std::string after;
  for (int i = 0; i < 3000; ++i) {
    before += "b" + std::to_string(i) + "\n";
    after += "a" + std::to_string(i) + "\n";
  }
  EXPECT_EQ(diff_of(before, after).size(), 6000U);
}

}  // namespace
}  // namespace chaos::hub::experiment
