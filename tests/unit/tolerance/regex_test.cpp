#include <gtest/gtest.h>

#include "support/tolerance_judge.h"

namespace chaos {
namespace {

using testing::Judge;
using testing::refusal;

Json regex(const Json& pattern) {
  return {{"type", "regex"}, {"pattern", pattern}};
}

TEST(RegexTolerance, SearchesTheString) {
  EXPECT_TRUE(Judge().within(regex("b+"), "abbc"));
  EXPECT_FALSE(Judge().within(regex("^b"), "abbc"));
  EXPECT_TRUE(Judge().within(regex("ok$"), "ok\n"));
}

TEST(RegexTolerance, SubstitutesThePattern) {
  const Judge judge{.configuration = {{"word", "b+"}, {"n", 5}}};
  EXPECT_TRUE(judge.within(regex("a${word}$"), "abb"));
  EXPECT_EQ(judge.error(regex("${n}"), "5"), "first argument must be string or compiled pattern");
}

TEST(RegexTolerance, JudgesItsTarget) {
  Json tolerance = regex("^v1");
  tolerance["target"] = "version";
  EXPECT_TRUE(Judge().within(tolerance, Json{{"version", "v1.2"}}));
  EXPECT_EQ(Judge().error(tolerance, Json{{"other", "v1.2"}}),
            "expected string or bytes-like object, got 'dict'");
  EXPECT_EQ(Judge().error(tolerance, "v1.2"), "'str' object has no attribute 'get'");
  tolerance["target"] = 5;
  EXPECT_EQ(Judge().error(tolerance, Json{{"version", "v1.2"}}),
            "expected string or bytes-like object, got 'dict'");
  tolerance["target"] = {1};
  EXPECT_EQ(Judge().error(tolerance, Json{{"version", "v1.2"}}), "unhashable type: 'list'");
  tolerance["target"] = "";
  EXPECT_TRUE(Judge().within(tolerance, "v1.2"));
}

TEST(RegexTolerance, FailsForWhatIsNotAString) {
  EXPECT_EQ(Judge().error(regex("a"), nullptr),
            "expected string or bytes-like object, got 'NoneType'");
  EXPECT_EQ(Judge().error(regex("a"), make_extended(Extended::kBytes, "a")),
            "cannot use a string pattern on a bytes-like object");
}

TEST(RegexTolerance, FailsForInvalidPatterns) {
  EXPECT_EQ(Judge().error({{"type", "regex"}}, "a"),
            "first argument must be string or compiled pattern");
  EXPECT_EQ(Judge().error(regex(Json::array()), "a"), "unhashable type: 'list'");
  EXPECT_EQ(Judge().error(regex("("), "a"), "missing ), unterminated subpattern");
  EXPECT_EQ(Judge().error(regex(make_extended(Extended::kBytes, "a")), "a"),
            "cannot use a bytes pattern on a string-like object");
}

TEST(RegexTolerance, AbortsHopelessSearches) {
  EXPECT_EQ(Judge().error(regex("^(a+)+$"), std::string(40, 'a') + "b"),
            "the search for the pattern was abandoned: match limit exceeded");
}

TEST(RegexTolerance, IsValidated) {
  EXPECT_EQ(refusal(regex("^a{,3}(?P<x>b)(?P=x)\\Z")).message, "");
  EXPECT_EQ(refusal(regex(make_extended(Extended::kBytes, "a"))).message, "");
  EXPECT_EQ(refusal({{"type", "regex"}}).message,
            "hypothesis regex probe tolerance must have a `pattern` key");
  EXPECT_EQ(refusal(regex(5)).message, "hypothesis probe tolerance pattern 5 has an invalid type");
  EXPECT_EQ(refusal(regex(nullptr)).message,
            "hypothesis probe tolerance pattern None has an invalid type");
  const Diagnostic invalid = refusal(regex("[a-z"));
  EXPECT_EQ(invalid.message,
            "hypothesis probe tolerance pattern [a-z seems invalid: unterminated character set");
  EXPECT_EQ(invalid.pointer, "/tolerance/pattern");
}

}  // namespace
}  // namespace chaos
