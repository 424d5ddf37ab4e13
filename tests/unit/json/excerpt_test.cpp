#include "json/excerpt.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

TEST(ReportExcerpt, ShortStringsAreComplete) {
  EXPECT_EQ(beginning_of("text", 4).text, "text");
  EXPECT_EQ(beginning_of("text", 4).omitted, 0U);
}

TEST(ReportExcerpt, CharactersAreNotSplit) {
  const Excerpt excerpt = beginning_of("a日本", 5);  // each of them is three bytes long
  EXPECT_EQ(excerpt.text, "a日");
  EXPECT_EQ(excerpt.omitted, 3U);
}

TEST(ReportExcerpt, InvalidUtf8IsCutToo) {
  EXPECT_EQ(beginning_of(std::string(100, '\x80'), 10).omitted, 94U);
}

TEST(ReportExcerpt, ValuesAreJson) {
  EXPECT_EQ(excerpt_of(Json("text"), 10).text, "text");
  EXPECT_EQ(excerpt_of(Json{{"a", 1}}, 100).text, "{\n  \"a\": 1\n}");
  EXPECT_EQ(excerpt_of(Json(), 10).text, "null");
}

TEST(ReportExcerpt, OneLineHasNoLineBreaks) {
  EXPECT_EQ(one_line("a\nb\tc", 10), "a b c");
  EXPECT_EQ(one_line("abcdef", 3), "abc…");
}

TEST(ReportExcerpt, SizesAreForPeople) {
  EXPECT_EQ(human_size(80), "80 bytes");
  EXPECT_EQ(human_size(12u << 10), "12 KiB");
  EXPECT_EQ(human_size((3u << 20) + (1u << 19)), "3.5 MiB");
}

}  // namespace
}  // namespace chaos
