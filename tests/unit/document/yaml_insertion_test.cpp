#include "document/yaml_insertion.h"

#include <gtest/gtest.h>

#include "document/yaml_reader.h"

namespace chaos {
namespace {

std::string read(std::string_view text) {
  return to_json_text(parse_yaml(text, "e.yaml"));
}

TEST(YamlInsertion, KeepsTheBlankLinesOfFoldedScalars) {
  EXPECT_EQ(read("a: >+\n  x\n  y\n\nb: >2+ # c\n  z\n \n\nc: >+\n  x\nd: > # +\n  x\n\n"),
            R"({"a": "x y\n\n", "b": "z\n\n\n", "c": "x\n", "d": "x\n"})");
}

TEST(YamlInsertion, KeepsBlankLinesAfterALineThatIsNotFolded) {
  EXPECT_EQ(read("a: >+\n  x\n   y\n\nb: >1+\n   z\n\n"), R"({"a": "x\n y\n\n", "b": "  z\n\n"})");
}

TEST(YamlInsertion, IgnoresSpacesThatEndTheText) {
  EXPECT_EQ(read("a: >\n  x\n  "), R"({"a": "x\n"})");
  EXPECT_EQ(read("a: >-\n  x\n "), R"({"a": "x"})");
  EXPECT_EQ(read("a: >+\n  x\n  "), R"({"a": "x\n"})");
}

TEST(YamlInsertion, DoesNotChangeOtherScalars) {
  const std::string text = "\"a\" 'b' c";
  EXPECT_FALSE(keep_last_breaks(text, {YamlTokenKind::kScalar, 0, 3, false}));
  EXPECT_FALSE(keep_last_breaks(text, {YamlTokenKind::kScalar, 4, 7, false}));
  EXPECT_FALSE(keep_last_breaks(text, {YamlTokenKind::kScalar, 8, 9, false}));
}

}  // namespace
}  // namespace chaos
