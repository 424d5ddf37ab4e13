#include <gtest/gtest.h>

#include <string>

#include "document/yaml_reader.h"

namespace chaos {
namespace {

std::string place_of(std::string_view text, const char* pointer, bool key = false) {
  const Position position = locate_in_yaml(text, JsonPointer(pointer), key);
  return std::to_string(position.line) + ":" + std::to_string(position.column);
}

constexpr std::string_view kText = R"(# an experiment
title: "a: b"
base: &base
  x: 1
  y: [p, 'é', {q: r}]
child:
  <<: *base
  x: 2
copy: *base
empty:
1: one
title: again
lone: {é: 1, a
  }
after: !!str 1
)";

TEST(YamlLocator, FindsTheDocument) {
  EXPECT_EQ(place_of(kText, ""), "2:1");
  EXPECT_EQ(place_of("", ""), "0:0");
}

TEST(YamlLocator, FindsValuesAndKeys) {
  EXPECT_EQ(place_of(kText, "/base"), "3:7");
  EXPECT_EQ(place_of(kText, "/base", true), "3:1");
  EXPECT_EQ(place_of(kText, "/base/y/0"), "5:7");
  EXPECT_EQ(place_of(kText, "/base/y/2/q"), "5:19");
  EXPECT_EQ(place_of(kText, "/after"), "15:8");
}

TEST(YamlLocator, FollowsAliasesAndMerges) {
  EXPECT_EQ(place_of(kText, "/copy/x"), "4:6");
  EXPECT_EQ(place_of(kText, "/child/y"), "5:6");
  EXPECT_EQ(place_of(kText, "/child/x"), "8:6");
}

TEST(YamlLocator, UsesTheLastOfDuplicateKeys) {
  EXPECT_EQ(place_of(kText, "/title"), "12:8");
}

TEST(YamlLocator, FindsKeysThatAreNotStrings) {
  EXPECT_EQ(place_of(kText, "/1"), "11:4");
}

TEST(YamlLocator, PointsAtTheKeyOfAnOmittedValue) {
  EXPECT_EQ(place_of(kText, "/empty"), "10:1");
  EXPECT_EQ(place_of(kText, "/lone/a"), "13:14");
}

TEST(YamlLocator, FindsNothingForMissingValues) {
  EXPECT_EQ(place_of(kText, "/missing"), "0:0");
  EXPECT_EQ(place_of(kText, "/base/y/3"), "0:0");
  EXPECT_EQ(place_of(kText, "/base/x/0"), "0:0");
  EXPECT_EQ(place_of("a: [", "/a"), "0:0");
}

}  // namespace
}  // namespace chaos
