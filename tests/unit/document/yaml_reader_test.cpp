#include "document/yaml_reader.h"

#include <gtest/gtest.h>

#include <string>

namespace chaos {
namespace {

/// The document as JSON text, or the error message.
std::string read(std::string_view text) {
  try {
    return to_json_text(parse_yaml(text, "e.yaml"));
  } catch (const YamlError& e) {
    return e.what();
  }
}

TEST(YamlReader, ReadsBlockAndFlowCollections) {
  EXPECT_EQ(read("a: [1, {b: c}]\nd:\n- x\n-\n  - y\n-   e: f\n    g: h\n"),
            R"({"a": [1, {"b": "c"}], "d": ["x", ["y"], {"e": "f", "g": "h"}]})");
  EXPECT_EQ(read("{\"a\":1, b: [c: d], e, f: }"),
            R"({"a": 1, "b": [{"c": "d"}], "e": null, "f": null})");
}

TEST(YamlReader, AnEmptyDocumentIsNull) {
  EXPECT_EQ(read(""), "null");
  EXPECT_EQ(read("# nothing here\n"), "null");
  EXPECT_EQ(read("---\n...\n"), "null");
}

TEST(YamlReader, TheLastOfDuplicateKeysWins) {
  EXPECT_EQ(read("a: 1\nb: 2\na: 3\n"), R"({"a": 3, "b": 2})");
}

TEST(YamlReader, KeysBecomeJsonStrings) {
  EXPECT_EQ(read("{1: a, ~: b, 1.5: c, no: d, .inf: e, 2024-01-02: f, 0x10: g}"),
            R"({"1": "a", "null": "b", "1.5": "c", "false": "d", "Infinity": "e", )"
            R"("2024-01-02": "f", "16": "g"})");
}

TEST(YamlReader, EqualNumbersAreOneKey) {
  EXPECT_EQ(read("{1: int, yes: bool, 1.0: float}"), R"({"1": "float"})");
  EXPECT_EQ(read("{'1': text, 1: int}"), R"({"1": "int"})");
}

TEST(YamlReader, CopiesAliases) {
  EXPECT_EQ(read("a: &v [1, {k: v}]\nb: *v\nc: &s text\n*s : *s\n"),
            R"({"a": [1, {"k": "v"}], "b": [1, {"k": "v"}], "c": "text", "text": "text"})");
}

TEST(YamlReader, MergesMappings) {
  EXPECT_EQ(read("base: &b {x: 1, y: 2}\nchild:\n  y: 3\n  <<: *b\n  z: 4\n"),
            R"({"base": {"x": 1, "y": 2}, "child": {"x": 1, "y": 3, "z": 4}})");
  EXPECT_EQ(read("<<: [{a: 1}, {a: 2, b: {<<: {c: 3}}}]\n"), R"({"a": 1, "b": {"c": 3}})");
}

TEST(YamlReader, ReadsBlockScalars) {
  EXPECT_EQ(read("a: |\n  one\n   two\n\nb: >-\n  x\n  y\n\n  z\nc: |+\n  k\n\nd: |2\n    i\n"),
            R"({"a": "one\n two\n", "b": "x y\nz", "c": "k\n\n", "d": "  i\n"})");
}

TEST(YamlReader, ABlockScalarEndsAsTheTextDoes) {
  EXPECT_EQ(read("a: |\n  b"), R"({"a": "b"})");
}

TEST(YamlReader, ABlockScalarInAListMayHaveAnAnchorOrATag) {
  EXPECT_EQ(read("- &a |\n  one\n- !!str >\n  two\n  lines\n- *a\n- &b |2\n    i\n- end\n"),
            R"(["one\n", "two lines\n", "one\n", "  i\n", "end"])");
  EXPECT_EQ(read("k:\n  - - &a !!str |-\n      one\n    - two\n"), R"({"k": [["one", "two"]]})");
  EXPECT_EQ(read("k: &a |\n  one\nl: [*a]\n"), R"({"k": "one\n", "l": ["one\n"]})");
}

TEST(YamlReader, ReadsScalarsOverSeveralLines) {
  EXPECT_EQ(read("a: one\n  two\n\n  three\nb: \"q\n  r\n\n  s \\\n  t\"\nc: 'u\n  it''s'\n"),
            R"({"a": "one two\nthree", "b": "q r\ns t", "c": "u it's"})");
}

TEST(YamlReader, DecodesEscapes) {
  EXPECT_EQ(read(R"("\0\a\b\e\f\n\r\t\v\x41\u00e9\U0001F600\/\\\"\_\N\L\P")"),
            "\"\\u0000\\u0007\\b\\u001b\\f\\n\\r\\t\\u000bA\xC3\xA9\xF0\x9F\x98\x80/\\\\\\\""
            "\xC2\xA0\xC2\x85\xE2\x80\xA8\xE2\x80\xA9\"");
}

TEST(YamlReader, ReadsEveryKindOfLineBreak) {
  EXPECT_EQ(read("a: |\r\n  x\r\n  y\r\nb: 1\rc: 2\xC2\x85"
                 "d: 3"),
            R"({"a": "x\ny\n", "b": 1, "c": 2, "d": 3})");
}

TEST(YamlReader, SkipsAByteOrderMark) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "a: 1"),
            R"({"a": 1})");
}

TEST(YamlReader, ReadsDirectivesAndMarkers) {
  EXPECT_EQ(read("%YAML 1.1\n%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 1\n...\n"),
            R"({"a": "1"})");
}

// Documents that yaml-cpp alone would reject or misread.

TEST(YamlReader, ReadsLoneKeysOverSeveralLines) {
  EXPECT_EQ(read("{a\n}"), R"({"a": null})");
  EXPECT_EQ(read("{'x': {...\n}, \"b\n c\",\nd: 1}"),
            R"({"x": {"...": null}, "b c": null, "d": 1})");
}

TEST(YamlReader, ReadsMarkedKeysWithoutSpace) {
  EXPECT_EQ(read("{?a : 1, ?\"b\": 2}"), R"({"a": 1, "b": 2})");
  EXPECT_EQ(read("? a\n?"), R"({"a": null, "null": null})");
  EXPECT_EQ(read("?\n: 1"), R"({"null": 1})");
}

TEST(YamlReader, ReadsTaggedEmptyScalarsAtTheEnd) {
  EXPECT_EQ(read("a: !!str"), R"({"a": ""})");
  EXPECT_EQ(read("a: &x !"), R"({"a": null})");
}

TEST(YamlReader, EndsNamesOfAliasesLikePyyaml) {
  EXPECT_EQ(read("a: &x 1\nb: [*x,*x]\n"), R"({"a": 1, "b": [1, 1]})");
  EXPECT_EQ(read("a: &x 1\n*x: 2\n"), R"({"a": 1, "1": 2})");
}

TEST(YamlReader, RejectsInsteadOfMisreading) {
  // yaml-cpp ends the scalar after its first line, and reads "," as infinitely many empty
  // documents.
  EXPECT_EQ(read("&x text\n,"),
            "this way of writing YAML is not supported: more nodes than expected\n"
            "  in \"e.yaml\", line 2, column 1");
}

TEST(YamlReader, LimitsAliases) {
  std::string text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  std::string merges = "a0: &a0 {k: 1}\n";
  for (int i = 1; i < 12; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    std::string items = alias;
    for (int k = 0; k < 9; ++k)
      items += " , " + alias;
    text += name + ": &" + name + " [" + items + "]\n";
    merges += name + ": &" + name + " {<<: [" + items + "]}\n";
  }
  EXPECT_TRUE(read(text).starts_with("aliases expand to more than 2000000 values\n"));
  EXPECT_TRUE(read(merges).starts_with("aliases expand to more than 2000000 values\n"));
}

TEST(YamlReader, LimitsTheDepth) {
  EXPECT_EQ(read(std::string(401, '[')),
            "collections are nested too deeply\n  in \"e.yaml\", line 1, column 401");
  EXPECT_TRUE(read(std::string(400, '[') + std::string(400, ']')).starts_with("[[["));
}

TEST(YamlReader, ReportsThePositionOfAnError) {
  try {
    parse_yaml("a: 1\n\xC3\xA9: b: c\n", "e.yaml");
    FAIL();
  } catch (const YamlError& e) {
    EXPECT_EQ(e.position().file, "e.yaml");
    EXPECT_EQ(e.position().line, 2U);
    EXPECT_EQ(e.position().column, 5U);
  }
}

}  // namespace
}  // namespace chaos
