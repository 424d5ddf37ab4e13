#include "json/utf8.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

TEST(Utf8, DecodesAndEncodesEveryLength) {
  for (const char32_t code : {U'a', U'\u00e9', U'\u20ac', U'\U0001f600', U'\U0010ffff'}) {
    std::string text;
    append_utf8(text, code);
    const DecodedChar decoded = decode_utf8(text, 0);
    EXPECT_TRUE(decoded.valid);
    EXPECT_EQ(decoded.code_point, code);
    EXPECT_EQ(decoded.length, text.size());
  }
}

TEST(Utf8, FindsInvalidSequences) {
  EXPECT_EQ(find_invalid_utf8("a\xC3\xA9"), std::string::npos);
  EXPECT_EQ(find_invalid_utf8("a\x80"), 1U);
  EXPECT_EQ(find_invalid_utf8("\xC0\x80"), 0U) << "overlong";
  EXPECT_EQ(find_invalid_utf8("\xED\xA0\x80"), 0U) << "surrogate";
  EXPECT_EQ(find_invalid_utf8("\xF4\x90\x80\x80"), 0U) << "beyond Unicode";
  EXPECT_EQ(find_invalid_utf8("ab\xE2\x82"), 2U) << "cut off";
}

TEST(Utf8, DescribesThemLikePython) {
  EXPECT_EQ(describe_invalid_utf8("a\xFF", 1),
            "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte");
  EXPECT_EQ(describe_invalid_utf8("\xE2(", 0),
            "'utf-8' codec can't decode byte 0xe2 in position 0: invalid continuation byte");
  EXPECT_EQ(describe_invalid_utf8("\xE2\x82(", 0),
            "'utf-8' codec can't decode bytes in position 0-1: invalid continuation byte");
  EXPECT_EQ(describe_invalid_utf8("\xE2\x82", 0),
            "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data");
}

TEST(Utf8, ReplacesThemLikePython) {
  EXPECT_EQ(replace_invalid_utf8("\xF0\x9F\x98"
                                 "a\xED\xA0\x80"),
            "\xEF\xBF\xBD"
            "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Utf8, CountsCodePoints) {
  EXPECT_EQ(count_code_points("a\xC3\xA9\xF0\x9F\x98\x80"), 3U);
}

}  // namespace
}  // namespace chaos
