#include <gtest/gtest.h>

#include "support/tolerance_judge.h"

namespace chaos {
namespace {

using testing::Judge;
using testing::refusal;

Json path(const std::string& text, Json more = Json::object()) {
  more["type"] = "jsonpath";
  more["path"] = text;
  return more;
}

TEST(JsonPathTolerance, IsMetIfAnythingIsFound) {
  EXPECT_TRUE(Judge().within(path("$.a"), Json{{"a", nullptr}}));
  EXPECT_FALSE(Judge().within(path("$.b"), Json{{"a", 1}}));
}

TEST(JsonPathTolerance, CountsWhatIsFound) {
  const Json value = {1, 2, 3};
  EXPECT_TRUE(Judge().within(path("$[*]", {{"count", 3}}), value));
  EXPECT_FALSE(Judge().within(path("$[*]", {{"count", 2}}), value));
  EXPECT_TRUE(Judge().within(path("$.a", {{"count", 0}}), value));
  EXPECT_TRUE(Judge().within(path("$[0]", {{"count", true}}), value));
  EXPECT_TRUE(Judge().within(path("$[*]", {{"count", nullptr}}), value));
}

TEST(JsonPathTolerance, ComparesWithTheExpectation) {
  const Json value = parse_json(R"({"a": [1, 2], "b": "x"})");
  EXPECT_TRUE(Judge().within(path("$.b", {{"expect", "x"}}), value));
  EXPECT_TRUE(Judge().within(path("$.a[*]", {{"expect", {1, 2}}}), value));
  EXPECT_FALSE(Judge().within(path("$.a", {{"expect", {1, 2}}}), value));
  EXPECT_TRUE(Judge().within(path("$.c", {{"expect", Json::array()}}), value));
  EXPECT_FALSE(Judge().within(path("$.c", {{"expect", nullptr}}), value));
  // `expect` takes precedence over `count`.
  EXPECT_TRUE(Judge().within(path("$.b", {{"expect", "x"}, {"count", 5}}), value));
}

TEST(JsonPathTolerance, SubstitutesPathAndExpectation) {
  const Judge judge{.configuration = {{"name", "b"}, {"text", "x"}, {"list", {1, 2}}}};
  const Json value = parse_json(R"({"a": [1, 2], "b": "x"})");
  EXPECT_TRUE(judge.within(path("$.${name}", {{"expect", "${text}"}}), value));
  EXPECT_TRUE(judge.within(path("$.a[*]", {{"expect", "${list}"}}), value));
}

TEST(JsonPathTolerance, ParsesStringsThatAreJson) {
  EXPECT_TRUE(Judge().within(path("$.a"), R"({"a": 1})"));
  EXPECT_TRUE(Judge().within(path("$.length()", {{"expect", 5}}), "{\"a\":"));
  EXPECT_TRUE(Judge().within(path("$.a"), make_extended(Extended::kBytes, R"({"a": 1})")));
  EXPECT_EQ(Judge().error(path("$"), make_extended(Extended::kBytes, "\xff")),
            "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte");
}

TEST(JsonPathTolerance, JudgesItsTarget) {
  const Json tolerance = path("$.a", {{"target", "body"}});
  EXPECT_TRUE(Judge().within(tolerance, Json{{"status", 200}, {"body", R"({"a": 1})"}}));
  EXPECT_TRUE(Judge().within(tolerance, Json{{"a", 1}}));
  EXPECT_EQ(Judge().error(tolerance, "text"), "'str' object has no attribute 'get'");
}

TEST(JsonPathTolerance, FailsForInvalidPaths) {
  const Judge judge{.configuration = {{"n", 1}}};
  EXPECT_EQ(judge.error({{"type", "jsonpath"}}, 1), "'NoneType' object is not iterable");
  EXPECT_EQ(judge.error(path("${n}"), 1), "'int' object is not iterable");
  EXPECT_EQ(judge.error(path("a"), 1), R"(expected "$" at character 1, but found a)");
}

TEST(JsonPathTolerance, IsValidated) {
  EXPECT_EQ(refusal(path(" $.a[*]\u00a0")).message, "");
  EXPECT_EQ(refusal({{"type", "jsonpath"}}).message,
            "hypothesis jsonpath probe tolerance must have a `path` key");
  EXPECT_EQ(refusal({{"type", "jsonpath"}, {"path", 5}}).message,
            "hypothesis probe tolerance JSON path 5 has an invalid type");
  EXPECT_EQ(refusal(path("  ")).message, "hypothesis probe tolerance JSON path cannot be empty");
  const Diagnostic invalid = refusal(path(" $.a. "));
  EXPECT_EQ(invalid.message, "hypothesis probe tolerance JSON path $.a. is invalid");
  EXPECT_EQ(invalid.pointer, "/tolerance/path");
  EXPECT_EQ(invalid.hint, "expected a name or \"*\" at character 5, but the path ends");
}

}  // namespace
}  // namespace chaos
