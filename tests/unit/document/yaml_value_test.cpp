#include "document/yaml_value.h"

#include <gtest/gtest.h>

#include <string>

#include "document/yaml_reader.h"

namespace chaos {
namespace {

YamlValue::Pointer read(std::string_view text) {
  return parse_yaml_value(text, "test.yaml");
}

std::string shown(std::string_view text) {
  return python_str(*read(text));
}

TEST(YamlValue, KeepsKeysOfAnyType) {
  EXPECT_EQ(shown("{yes: 1, 2: b, ~: c, 1.5: d, 2024-01-02: e, '3': f}"),
            "{True: 1, 2: 'b', None: 'c', 1.5: 'd', datetime.date(2024, 1, 2): 'e', '3': 'f'}");
}

TEST(YamlValue, MergesKeysThatAreEqualInPython) {
  EXPECT_EQ(shown("{1: a, b: c, yes: d, 1.0: e}"), "{1: 'e', 'b': 'c'}");
  EXPECT_EQ(shown("{1: a, '1': b}"), "{1: 'a', '1': 'b'}");
}

TEST(YamlValue, SharesTheValuesOfAliases) {
  const auto value = read("{a: &x [1], b: *x, c: [1]}");
  EXPECT_EQ(value->members[0].second, value->members[1].second);
  EXPECT_NE(value->members[0].second, value->members[2].second);
}

TEST(YamlValue, MergesMappings) {
  const auto value = read("{a: &x {l: [1], m: 2}, b: {<<: *x, m: 3}}");
  EXPECT_EQ(python_str(*value), "{'a': {'l': [1], 'm': 2}, 'b': {'l': [1], 'm': 3}}");
  EXPECT_EQ(value->members[0].second->members[0].second,
            value->members[1].second->members[0].second);
}

TEST(YamlValue, IsNullForAnEmptyDocument) {
  EXPECT_EQ(shown(""), "None");
  EXPECT_EQ(shown("# nothing\n"), "None");
}

TEST(YamlValue, ShowsScalarsLikePython) {
  EXPECT_EQ(shown("text"), "text");
  EXPECT_EQ(shown("[text, 1.0, no, ~, {}, []]"), "['text', 1.0, False, None, {}, []]");
  EXPECT_EQ(shown("[[1, 1], [1]]"), "[[1, 1], [1]]");
}

TEST(YamlValue, BecomesJson) {
  EXPECT_EQ(to_json(*read("{yes: 1, 2: [b, &x {c: ~}], d: *x}")),
            Json::parse(R"({"true": 1, "2": ["b", {"c": null}], "d": {"c": null}})"));
}

TEST(YamlValue, ComesFromJson) {
  const Json json = Json::parse(R"({"a": [1, "b", {"c": null}], "d": {}})");
  EXPECT_EQ(to_json(*to_yaml_value(json)), json);
}

TEST(YamlValue, RejectsWhatParseYamlRejects) {
  EXPECT_THROW(read("[1"), YamlError);
  EXPECT_THROW(read("&a [*a]"), YamlError);
  EXPECT_THROW(read("{[1]: 2}"), YamlError);
  EXPECT_THROW(read("{a: !x 1}"), YamlError);
}

}  // namespace
}  // namespace chaos
