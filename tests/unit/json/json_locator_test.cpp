#include <gtest/gtest.h>

#include <string>

#include "json/json_reader.h"

namespace chaos {
namespace {

std::string place_of(std::string_view text, const char* pointer, bool key = false) {
  const Position position = locate_in_json(text, JsonPointer(pointer), key);
  return std::to_string(position.line) + ":" + std::to_string(position.column);
}

constexpr std::string_view kText = R"({
  "title": "a, ] and }",
  "method": [
    {"name": "x"}, {"a/b": [1, 2]}
  ],
  "é": 1, "after": {},
  "title": null
})";

TEST(JsonLocator, FindsTheDocument) {
  EXPECT_EQ(place_of("  {}", ""), "1:3");
  EXPECT_EQ(place_of("", ""), "0:0");
}

TEST(JsonLocator, FindsValuesAndKeys) {
  EXPECT_EQ(place_of(kText, "/method"), "3:13");
  EXPECT_EQ(place_of(kText, "/method", true), "3:3");
  EXPECT_EQ(place_of(kText, "/method/1"), "4:20");
  EXPECT_EQ(place_of(kText, "/method/0/name"), "4:14");
  EXPECT_EQ(place_of(kText, "/method/1/a~1b/1"), "4:32");
}

TEST(JsonLocator, UsesTheLastOfDuplicateKeys) {
  EXPECT_EQ(place_of(kText, "/title"), "7:12");
}

TEST(JsonLocator, CountsCharacters) {
  EXPECT_EQ(place_of(kText, "/after"), "6:20");
}

TEST(JsonLocator, FindsNothingForMissingValues) {
  EXPECT_EQ(place_of(kText, "/missing"), "0:0");
  EXPECT_EQ(place_of(kText, "/method/2"), "0:0");
  EXPECT_EQ(place_of(kText, "/method/00"), "0:0");
  EXPECT_EQ(place_of(kText, "/method/name"), "0:0");
  EXPECT_EQ(place_of(kText, "/after/x"), "0:0");
}

TEST(JsonLocator, SurvivesInvalidJson) {
  EXPECT_EQ(place_of("[}", "/0"), "0:0");
  EXPECT_EQ(place_of("[\"", "/1"), "0:0");
  EXPECT_EQ(place_of("{\"a\" 1}", "/a"), "0:0");
  EXPECT_EQ(place_of("{\"a\": \xFF}", "/a"), "0:0");
}

}  // namespace
}  // namespace chaos
