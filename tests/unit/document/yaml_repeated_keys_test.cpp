#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "document/yaml_reader.h"

namespace chaos {
namespace {

std::string text_of(const Position& position) {
  return std::to_string(position.line) + ":" + std::to_string(position.column);
}

TEST(YamlRepeatedKeys, AreFoundWithBothPlaces) {
  const std::string text = "a:\n  - {x: 1, 'x': 2}\nb: 1\n\"a\": 3\n";
  const auto keys = repeated_keys_in_yaml(text);
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].pointer, "/a/0/x");
  EXPECT_EQ(text_of(keys[0].first), "2:6");
  EXPECT_EQ(text_of(keys[0].again), "2:12");
  EXPECT_EQ(keys[1].key, "a");
  EXPECT_EQ(text_of(keys[1].first), "1:1");
  EXPECT_EQ(text_of(keys[1].again), "4:1");
  bool repeats_keys = false;
  parse_yaml(text, "", &repeats_keys);
  EXPECT_TRUE(repeats_keys);
}

TEST(YamlRepeatedKeys, DoNotIncludeMergedKeys) {
  EXPECT_TRUE(
      repeated_keys_in_yaml("base: &base {a: 1, b: 2}\nown:\n  <<: *base\n  a: 3\n").empty());
}

TEST(YamlRepeatedKeys, AreReportedOnceForAliases) {
  EXPECT_EQ(repeated_keys_in_yaml("x: &x {a: 1, a: 2}\ny: *x\nz: *x\n").size(), 1U);
}

TEST(YamlRepeatedKeys, AreEmptyForInvalidYaml) {
  EXPECT_TRUE(repeated_keys_in_yaml("a: [").empty());
  EXPECT_TRUE(repeated_keys_in_yaml("").empty());
}

}  // namespace
}  // namespace chaos
