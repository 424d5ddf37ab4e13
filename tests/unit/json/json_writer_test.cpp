#include <gtest/gtest.h>

#include <limits>

#include "chaos/json.h"

namespace chaos {
namespace {

TEST(JsonWriter, WritesOnOneLine) {
  const Json value = Json::parse(R"({"a":[1,-2,true,false,null],"b":{},"c":[],"d":{"e":"f"}})");
  EXPECT_EQ(to_json_text(value),
            R"({"a": [1, -2, true, false, null], "b": {}, "c": [], "d": {"e": "f"}})");
}

TEST(JsonWriter, Indents) {
  const Json value = Json::parse(R"({"a":[1,{}],"b":[]})");
  EXPECT_EQ(to_json_text(value, 2), "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}");
  EXPECT_EQ(to_json_text(value, 0), "{\n\"a\": [\n1,\n{}\n],\n\"b\": []\n}");
}

TEST(JsonWriter, WritesFloatsLikePython) {
  const std::pair<double, const char*> cases[] = {
      {1.0, "1.0"},
      {-0.0, "-0.0"},
      {0.1, "0.1"},
      {1e15, "1000000000000000.0"},
      {1e16, "1e+16"},
      {1.5e16, "1.5e+16"},
      {0.0001, "0.0001"},
      {0.00001, "1e-05"},
      {1e22, "1e+22"},
      {5e-324, "5e-324"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {123456789.125, "123456789.125"},
  };
  for (const auto& [value, text] : cases)
    EXPECT_EQ(to_json_text(value), text);
}

TEST(JsonWriter, SpellsOutNonFiniteNumbers) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(to_json_text(Json::array({nan, -nan, kInfinity, -kInfinity})),
            "[NaN, NaN, Infinity, -Infinity]");
}

TEST(JsonWriter, EscapesWhatPythonEscapes) {
  EXPECT_EQ(to_json_text(std::string("\"\\/\b\f\n\r\t\x1f\x7f\0", 11)), R"("\"\\/\b\f\n\r\t\u001f)"
                                                                        "\x7f"
                                                                        R"(\u0000")");
  EXPECT_EQ(to_json_text("\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80"),
            "\"\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80\"");
  EXPECT_EQ(to_json_text(Json{{"k\n", 1}}), R"({"k\n": 1})");
}

TEST(JsonWriter, ReplacesInvalidUtf8) {
  EXPECT_EQ(to_json_text("a\xFF\xE2\x82z"), "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\"");
}

TEST(JsonWriter, WritesIntegersOfAnySize) {
  EXPECT_EQ(to_json_text(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(to_json_text(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(to_json_text(make_extended(Extended::kInteger, "-123456789012345678901")),
            "-123456789012345678901");
}

TEST(JsonWriter, WritesOtherKindsAsStrings) {
  EXPECT_EQ(to_json_text(make_extended(Extended::kBytes, "a\xFF\"")), "\"a\xEF\xBF\xBD\\\"\"");
  EXPECT_EQ(to_json_text(make_extended(Extended::kDate, "2020-01-31")), "\"2020-01-31\"");
  EXPECT_EQ(to_json_text(make_extended(Extended::kDateTime, "2020-01-31T10:00:00+00:00")),
            "\"2020-01-31T10:00:00+00:00\"");
}

}  // namespace
}  // namespace chaos
