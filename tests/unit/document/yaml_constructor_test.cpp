#include "document/yaml_constructor.h"

#include <gtest/gtest.h>

#include <string>

#include "document/yaml_reader.h"

namespace chaos {
namespace {

std::string read(std::string_view text) {
  try {
    return to_json_text(parse_yaml(text, "e"));
  } catch (const YamlError& e) {
    return e.what();
  }
}

TEST(YamlConstructor, UsesExplicitTags) {
  EXPECT_EQ(read("[!!str 123, !!int '12', !!float 3, !!bool 'yes', !!null 'x', ! 5, ! '5']"),
            R"(["123", 12, 3.0, true, null, 5, 5])");
  EXPECT_EQ(read("- !<tag:yaml.org,2002:str> 1\n- &a ! 0x10\n- !!map {}\n- !!seq []\n"),
            R"(["1", 16, {}, []])");
}

TEST(YamlConstructor, PlainTextOnly) {
  EXPECT_EQ(read("[yes, 'yes', \"1\", 1, |x]").substr(0, 5), "while") << "no block in flow";
  EXPECT_EQ(read("[yes, 'yes', \"1\", 1]"), R"([true, "yes", "1", 1])");
}

TEST(YamlConstructor, CollectionsWithTags) {
  EXPECT_EQ(read("!!set {b, a}"), R"(["b", "a"])");
  EXPECT_EQ(read("!!omap [a: 1, b: [2]]"), R"([["a", 1], ["b", [2]]])");
  EXPECT_EQ(read("!!pairs [a: 1, a: 2]"), R"([["a", 1], ["a", 2]])");
}

TEST(YamlConstructor, WrongKindsOfNodes) {
  EXPECT_EQ(read("!!str [1]"),
            "expected a scalar node, but found sequence\n  in \"e\", line 1, column 1");
  EXPECT_EQ(read("!!map [1]"),
            "expected a mapping node, but found sequence\n  in \"e\", line 1, column 1");
  EXPECT_EQ(read("!!seq a"),
            "expected a sequence node, but found scalar\n  in \"e\", line 1, column 1");
  EXPECT_EQ(read("!!omap {}"),
            "while constructing an ordered map\nexpected a sequence, but found mapping\n"
            "  in \"e\", line 1, column 1");
  EXPECT_EQ(read("!!pairs [a]"),
            "while constructing pairs\n  in \"e\", line 1, column 1\n"
            "expected a mapping of length 1, but found scalar\n  in \"e\", line 1, column 10");
  EXPECT_EQ(read("!!omap [{a: 1, b: 2}]"),
            "while constructing an ordered map\n  in \"e\", line 1, column 1\n"
            "expected a single mapping item, but found 2 items\n  in \"e\", line 1, column 9");
}

TEST(YamlConstructor, UnknownTags) {
  EXPECT_EQ(read("title: !shiny thing"),
            "could not determine a constructor for the tag '!shiny'\n"
            "  in \"e\", line 1, column 8");
  EXPECT_EQ(read("- ="),
            "could not determine a constructor for the tag 'tag:yaml.org,2002:value'\n"
            "  in \"e\", line 1, column 3");
  EXPECT_EQ(read("- <<"),
            "could not determine a constructor for the tag 'tag:yaml.org,2002:merge'\n"
            "  in \"e\", line 1, column 3");
}

TEST(YamlConstructor, TheEqualsSignIsAnOrdinaryKey) {
  EXPECT_EQ(read("a: {=: 3}"), R"({"a": {"=": 3}})");
  EXPECT_EQ(read("!!int {=: 3}"), "3");
}

TEST(YamlConstructor, CollectionsAreNotKeys) {
  EXPECT_EQ(read("? [a]\n: b"),
            "while constructing a mapping\n  in \"e\", line 1, column 1\n"
            "found unhashable key\n  in \"e\", line 1, column 3");
}

TEST(YamlConstructor, OnlyMappingsMerge) {
  EXPECT_EQ(read("a:\n  <<: 5\n  b: 1"),
            "while constructing a mapping\n  in \"e\", line 2, column 3\n"
            "expected a mapping or list of mappings for merging, but found scalar\n"
            "  in \"e\", line 2, column 7");
  EXPECT_EQ(read("<<: [[]]"),
            "while constructing a mapping\n  in \"e\", line 1, column 1\n"
            "expected a mapping for merging, but found sequence\n  in \"e\", line 1, column 6");
}

TEST(YamlConstructor, RejectsWhatContainsItself) {
  EXPECT_EQ(read("&a [*a]"), "found unconstructable recursive node\n  in \"e\", line 1, column 1");
  EXPECT_EQ(read("&a {<<: *a}"),
            "found unconstructable recursive node\n  in \"e\", line 1, column 1");
}

TEST(YamlConstructor, ReportsThePositionOfAnInvalidValue) {
  EXPECT_EQ(read("a: 2024-13-45"), "month must be in 1..12\n  in \"e\", line 1, column 4");
}

}  // namespace
}  // namespace chaos
