#include "json/json_reader.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace chaos {
namespace {

std::string error_of(std::string_view text) {
  try {
    parse_json(text);
  } catch (const JsonSyntaxError& e) {
    return e.what();
  }
  return "";
}

TEST(JsonReader, ReadsEveryKindOfValue) {
  const Json value =
      parse_json(R"( {"a": [1, -2, 1.5, true, false, null, "text"], "b": {}, "c": []} )");
  const auto expected = R"({"a":[1,-2,1.5,true,false,null,"text"],"b":{},"c":[]})";
  EXPECT_EQ(value.dump(), expected);
}

TEST(JsonReader, KeepsTheOrderOfKeys) {
  EXPECT_EQ(parse_json(R"({"z": 1, "a": 2, "m": 3})").dump(), R"({"z":1,"a":2,"m":3})");
}

TEST(JsonReader, TheLastOfDuplicateKeysWinsAtThePositionOfTheFirst) {
  EXPECT_EQ(parse_json(R"({"a": 1, "b": 2, "a": 3})").dump(), R"({"a":3,"b":2})");
}

TEST(JsonReader, DetectsRepeatedKeys) {
  bool repeats_keys = true;
  parse_json(R"({"a": 1, "b": {"a": 1}})", &repeats_keys);
  EXPECT_FALSE(repeats_keys);
  parse_json(R"({"b": [{"a": 1, "a": 1}]})", &repeats_keys);
  EXPECT_TRUE(repeats_keys);
}

TEST(JsonReader, KeepsKeysAndValuesTogetherAfterADuplicate) {
  // Short keys, which are stored inside the string, and more of them than are compared linearly.
  std::string text = R"({"a": 0, "a": 1)";
  Json expected = {{"a", 1}};
  for (int i = 0; i < 40; ++i) {
    text += fmt::format(R"(, "k{0}": -1, "k{0}": {0})", i);
    expected["k" + std::to_string(i)] = i;
  }
  EXPECT_EQ(parse_json(text + "}"), expected);
}

TEST(JsonReader, FindsDuplicatesAmongManyKeys) {
  std::string text = "{";
  for (int i = 0; i < 200; ++i) {
    text += "\"k" + std::to_string(i % 100) + "\": " + std::to_string(i) + ",";
  }
  text.back() = '}';
  const Json value = parse_json(text);
  ASSERT_EQ(value.size(), 100U);
  EXPECT_EQ(value["k0"], 100);
  EXPECT_EQ(value.begin().key(), "k0");
}

TEST(JsonReader, AcceptsPythonsNonFiniteNumbers) {
  const Json value = parse_json("[NaN, Infinity, -Infinity, 1e999, -1e999, 1e-999]");
  EXPECT_TRUE(std::isnan(value[0].get<double>()));
  EXPECT_EQ(value[1], INFINITY);
  EXPECT_EQ(value[2], -INFINITY);
  EXPECT_EQ(value[3], INFINITY);
  EXPECT_EQ(value[4], -INFINITY);
  EXPECT_EQ(value[5], 0.0);
}

TEST(JsonReader, KeepsIntegersOfAnySize) {
  const Json value = parse_json(
      "[9223372036854775807, 18446744073709551615, 18446744073709551616, -9223372036854775809]");
  EXPECT_TRUE(value[0].is_number_integer());
  EXPECT_TRUE(value[1].is_number_unsigned());
  EXPECT_EQ(extended_kind(value[2]), Extended::kInteger);
  EXPECT_EQ(extended_text(value[2]), "18446744073709551616");
  EXPECT_EQ(extended_text(value[3]), "-9223372036854775809");
}

TEST(JsonReader, DecodesEscapes) {
  EXPECT_EQ(parse_json(R"("\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00")"),
            "\"\\/\b\f\n\r\t\xC3\xA9\xF0\x9F\x98\x80");
}

TEST(JsonReader, ReplacesLoneSurrogates) {
  EXPECT_EQ(parse_json(R"("\ud83d-\ude00-\ud83d\u0041")"),
            "\xEF\xBF\xBD-\xEF\xBF\xBD-\xEF\xBF\xBD"
            "A");
}

TEST(JsonReader, UsesPythonsMessages) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "Expecting value: line 1 column 1 (char 0)"},
      {"[", "Expecting value: line 1 column 2 (char 1)"},
      {"[1,]", "Expecting value: line 1 column 4 (char 3)"},
      {"[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"},
      {"[1", "Expecting ',' delimiter: line 1 column 3 (char 2)"},
      {"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
      {"{\"a\": 1,\n}",
       "Expecting property name enclosed in double quotes: line 2 column 1 (char 9)"},
      {"{\"a\"", "Expecting ':' delimiter: line 1 column 5 (char 4)"},
      {"{\"a\":", "Expecting value: line 1 column 6 (char 5)"},
      {"1 2", "Extra data: line 1 column 3 (char 2)"},
      {"01", "Extra data: line 1 column 2 (char 1)"},
      {"-", "Expecting value: line 1 column 1 (char 0)"},
      {"nul", "Expecting value: line 1 column 1 (char 0)"},
      {"[1.]", "Expecting ',' delimiter: line 1 column 3 (char 2)"},
      {"\"abc", "Unterminated string starting at: line 1 column 1 (char 0)"},
      {"\"abc\\", "Unterminated string starting at: line 1 column 1 (char 0)"},
      {"\"a\nb\"", "Invalid control character at: line 1 column 3 (char 2)"},
      {"\"\\q\"", "Invalid \\escape: line 1 column 2 (char 1)"},
      {"\"\\u12\"", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"},
      {"\"\\ud83d\\u12x4\"", "Invalid \\uXXXX escape: line 1 column 9 (char 8)"},
      {"\xEF\xBB\xBF{}", "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"},
  };
  for (const auto& [text, message] : cases)
    EXPECT_EQ(error_of(text), message) << text;
}

TEST(JsonReader, CountsCharactersNotBytes) {
  EXPECT_EQ(error_of("[\"\xC3\xA9\xF0\x9F\x98\x80\"\n, \"\xC3\xA9\" x]"),
            "Expecting ',' delimiter: line 2 column 7 (char 12)");
}

TEST(JsonReader, ReportsThePositionOfAnError) {
  try {
    parse_json("{\n  \"a\": x}");
    FAIL();
  } catch (const JsonSyntaxError& e) {
    EXPECT_EQ(e.position().line, 2U);
    EXPECT_EQ(e.position().column, 8U);
  }
}

TEST(JsonReader, RejectsInvalidUtf8) {
  EXPECT_EQ(error_of("[\"\xFF\"]"),
            "'utf-8' codec can't decode byte 0xff in position 2: invalid start byte");
}

TEST(JsonReader, RejectsOnlyDeepNesting) {
  EXPECT_EQ(error_of(std::string(900, '[') + std::string(900, ']')), "");
  EXPECT_EQ(error_of(std::string(901, '[')),
            "maximum recursion depth exceeded while decoding a JSON array from a unicode string: "
            "line 1 column 901 (char 900)");
}

}  // namespace
}  // namespace chaos
