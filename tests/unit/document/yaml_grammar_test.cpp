#include "document/yaml_grammar.h"

#include <gtest/gtest.h>

#include <string>

#include "document/yaml_reader.h"

namespace chaos {
namespace {

std::string error_of(std::string_view text) {
  try {
    const YamlSource source(text, "e.yaml");
    check_yaml(source);
  } catch (const YamlError& e) {
    return e.what();
  }
  return "";
}

std::string at(int line, int column) {
  return "\n  in \"e.yaml\", line " + std::to_string(line) + ", column " + std::to_string(column);
}

TEST(YamlGrammar, CountsNodes) {
  const YamlSource source("a: [b, {c: , d}]\n? e\n", "e.yaml");
  EXPECT_EQ(check_yaml(source).nodes, 11U);
  EXPECT_EQ(check_yaml(YamlSource("# nothing\n", "e.yaml")).nodes, 0U);
}

TEST(YamlGrammar, UnclosedCollections) {
  EXPECT_EQ(
      error_of("title: [unclosed\nmethod: []\n"),
      "while parsing a flow sequence" + at(1, 8) + "\nexpected ',' or ']', but got ':'" + at(2, 7));
  EXPECT_EQ(error_of("{a: b\n"), "while parsing a flow mapping" + at(1, 1) +
                                     "\nexpected ',' or '}', but got '<stream end>'" + at(2, 1));
  EXPECT_EQ(error_of("a: ]"),
            "while parsing a block node\nexpected the node content, but found ']'" + at(1, 4));
  EXPECT_EQ(error_of("[a]]"), "expected '<document start>', but found ']'" + at(1, 4));
  EXPECT_EQ(error_of("[{]"),
            "while parsing a flow node\nexpected the node content, but found ']'" + at(1, 3));
}

TEST(YamlGrammar, WrongIndentation) {
  EXPECT_EQ(error_of("a:\n  - b\n c: d"),
            "while parsing a block mapping" + at(1, 1) +
                "\nexpected <block end>, but found '<block mapping start>'" + at(3, 2));
  EXPECT_EQ(error_of("- a: 1\n b: 2"),
            "while parsing a block collection" + at(1, 1) +
                "\nexpected <block end>, but found '<block mapping start>'" + at(2, 2));
  EXPECT_EQ(error_of("- a\nb: c"), "while parsing a block collection" + at(1, 1) +
                                       "\nexpected <block end>, but found '?'" + at(2, 1));
  EXPECT_EQ(error_of("  a: 1\nb: 2"),
            "expected '<document start>', but found '<block mapping start>'" + at(2, 1));
}

TEST(YamlGrammar, MissingColon) {
  EXPECT_EQ(error_of("a: 1\nprobe\nb: 2\n"),
            "while scanning a simple key" + at(2, 1) + "\ncould not find expected ':'" + at(3, 1));
}

TEST(YamlGrammar, MisplacedIndicators) {
  EXPECT_EQ(error_of("a: b: c"), "mapping values are not allowed here" + at(1, 5));
  EXPECT_EQ(error_of("a: - b"), "sequence entries are not allowed here" + at(1, 4));
  EXPECT_EQ(error_of("a: ? b"), "mapping keys are not allowed here" + at(1, 4));
  EXPECT_EQ(error_of("\"a\": \"x\",\n"), "while parsing a block mapping" + at(1, 1) +
                                             "\nexpected <block end>, but found ','" + at(1, 9));
}

TEST(YamlGrammar, CharactersThatCannotStartAToken) {
  const std::string context = "while scanning for the next token\nfound character ";
  EXPECT_EQ(error_of("a:\n\t- b"), context + "'\\t' that cannot start any token" + at(2, 1));
  EXPECT_EQ(error_of("a: %b"), context + "'%' that cannot start any token" + at(1, 4));
  EXPECT_EQ(error_of("@a"), context + "'@' that cannot start any token" + at(1, 1));
}

TEST(YamlGrammar, QuotedScalars) {
  EXPECT_EQ(error_of("a: 'x\nb: 1\n"), "while scanning a quoted scalar" + at(1, 4) +
                                           "\nfound unexpected end of stream" + at(3, 1));
  EXPECT_EQ(error_of("\"a\n---\n\""), "while scanning a quoted scalar" + at(1, 1) +
                                          "\nfound unexpected document separator" + at(2, 1));
  EXPECT_EQ(error_of("\"\\q\""), "while scanning a double-quoted scalar" + at(1, 1) +
                                     "\nfound unknown escape character 'q'" + at(1, 3));
  EXPECT_EQ(error_of("\"\\xZ\""),
            "while scanning a double-quoted scalar" + at(1, 1) +
                "\nexpected escape sequence of 2 hexadecimal numbers, but found 'Z'" + at(1, 4));
}

TEST(YamlGrammar, BlockScalarHeaders) {
  EXPECT_EQ(error_of("a: |x\n b"),
            "while scanning a block scalar" + at(1, 4) +
                "\nexpected chomping or indentation indicators, but found 'x'" + at(1, 5));
  EXPECT_EQ(error_of("a: |0\n b"),
            "while scanning a block scalar" + at(1, 4) +
                "\nexpected indentation indicator in the range 1-9, but found 0" + at(1, 5));
  EXPECT_EQ(error_of("a: | x\n b"), "while scanning a block scalar" + at(1, 4) +
                                        "\nexpected a comment or a line break, but found 'x'" +
                                        at(1, 6));
}

TEST(YamlGrammar, AnchorsAndAliases) {
  EXPECT_EQ(error_of("a: *x"), "found undefined alias 'x'" + at(1, 4));
  EXPECT_EQ(error_of("a: &x 1\nb: &x 2"), "found duplicate anchor 'x'; first occurrence" +
                                              at(1, 4) + "\nsecond occurrence" + at(2, 4));
  EXPECT_EQ(error_of("a: &"), "while scanning an anchor" + at(1, 4) +
                                  "\nexpected alphabetic or numeric character, but found '\\x00'" +
                                  at(1, 5));
}

TEST(YamlGrammar, Tags) {
  EXPECT_EQ(error_of("a: !foo!bar 1"),
            "while parsing a node\nfound undefined tag handle '!foo!'" + at(1, 4));
  EXPECT_EQ(error_of("!<x"),
            "while parsing a tag" + at(1, 1) + "\nexpected '>', but found '\\x00'" + at(1, 4));
  EXPECT_EQ(error_of("!<x>y"),
            "while scanning a tag" + at(1, 1) + "\nexpected ' ', but found 'y'" + at(1, 5));
  EXPECT_EQ(error_of("!%C3%28 a"),
            "while scanning a tag" + at(1, 1) +
                "\n'utf-8' codec can't decode byte 0xc3 in position 0: invalid continuation byte" +
                at(1, 2));
}

TEST(YamlGrammar, Directives) {
  EXPECT_EQ(error_of("%YAML 1.1\n%YAML 1.1\n---\na"), "found duplicate YAML directive" + at(2, 1));
  EXPECT_EQ(error_of("%YAML 2.0\n---\na"),
            "found incompatible YAML document (version 1.* is required)" + at(1, 1));
  EXPECT_EQ(error_of("%TAG ! a\n%TAG ! b\n---\na"), "duplicate tag handle '!'" + at(2, 1));
  EXPECT_EQ(error_of("%YAML 1.1 x\n---\na"),
            "while scanning a directive" + at(1, 1) +
                "\nexpected a comment or a line break, but found 'x'" + at(1, 11));
  EXPECT_EQ(error_of("% a"), "while scanning a directive" + at(1, 1) +
                                 "\nexpected alphabetic or numeric character, but found ' '" +
                                 at(1, 2));
}

TEST(YamlGrammar, SeveralDocuments) {
  EXPECT_EQ(error_of("a: 1\n---\nb"), "expected a single document in the stream" + at(1, 1) +
                                          "\nbut found another document" + at(2, 1));
  EXPECT_EQ(error_of("a: 1\n...\nb"),
            "expected '<document start>', but found '<scalar>'" + at(3, 1));
  EXPECT_EQ(error_of("..."),
            "while parsing a block node\nexpected the node content, but found '<document end>'" +
                at(1, 1));
}

TEST(YamlGrammar, ASimpleKeyHasAtMost1024Characters) {
  const std::string wide = "\xC3\xA9";
  std::string key;
  for (int i = 0; i < 1000; ++i)
    key += wide;
  EXPECT_EQ(error_of("{" + key + ": 1}"), "");
  EXPECT_EQ(
      error_of("a: 1\n\"" + std::string(1100, 'k') + "\": 1"),
      "while scanning a simple key" + at(2, 1) + "\ncould not find expected ':'" + at(2, 1103));
}

}  // namespace
}  // namespace chaos
