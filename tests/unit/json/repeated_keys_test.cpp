#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "json/json_reader.h"

namespace chaos {
namespace {

std::string text_of(const Position& position) {
  return std::to_string(position.line) + ":" + std::to_string(position.column);
}

TEST(RepeatedKeys, AreFoundWithBothPlaces) {
  const auto keys = repeated_keys_in_json(
      "{\"a\": [true, {\"x\": \"}\", \"y/\": -1.5e3,\n\"y/\": null}], \"a\": {}, \"b\": [], \"a\": "
      "\"\"}");
  ASSERT_EQ(keys.size(), 3U);
  EXPECT_EQ(keys[0].key, "y/");
  EXPECT_EQ(keys[0].pointer, "/a/1/y~1");
  EXPECT_EQ(text_of(keys[0].first), "1:25");
  EXPECT_EQ(text_of(keys[0].again), "2:1");
  EXPECT_EQ(keys[1].pointer, "/a");
  EXPECT_EQ(text_of(keys[1].first), "1:2");
  EXPECT_EQ(text_of(keys[1].again), "2:15");
  EXPECT_EQ(text_of(keys[2].first), "1:2");
  EXPECT_EQ(text_of(keys[2].again), "2:33");
}

TEST(RepeatedKeys, DoNotIncludeOtherObjects) {
  EXPECT_TRUE(repeated_keys_in_json(R"([{"a": {"a": 1}}, {"a": 2}])").empty());
  EXPECT_TRUE(repeated_keys_in_json("1").empty());
  EXPECT_TRUE(repeated_keys_in_json(R"({"a": 1, "a")").empty());
}

}  // namespace
}  // namespace chaos
