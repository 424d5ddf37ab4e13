#include "document/yaml_writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "document/yaml_reader.h"

namespace chaos {
namespace {

std::string write(const Json& value) {
  return to_yaml_text(value, KeyOrder::kSorted);
}

/// `text` as written in a list item.
std::string written(const std::string& text) {
  const std::string list = write(Json::array({text}));
  return list.substr(2, list.size() - 3);
}

/// The value that is read from the text written for `value`, or the error message.
Json reread(const Json& value) {
  try {
    return parse_yaml(to_yaml_text(value, KeyOrder::kAsInserted), "written.yaml");
  } catch (const YamlError& error) {
    return std::string("unreadable: ") + error.what();
  }
}

// The expected texts are those of PyYAML 6.0.3, except where a comment says otherwise.

TEST(YamlWriter, WritesSettings) {
  const Json settings = Json::parse(R"({
    "controls": {"chaosiq-cloud": {
      "features": {"publish": "on"},
      "provider": {
        "type": "python",
        "module": "chaoscloud.controls",
        "arguments": {
          "url": "https://console.example.com:8443",
          "verify_tls": true,
          "organizations": [{
            "id": "11111111-1111-4111-8111-111111111111", "name": "Acme", "default": true,
            "teams": [{
              "id": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "name": "Payments", "default": true
            }]
          }]
        }
      }
    }},
    "auths": {"console.example.com:8443": {"type": "bearer", "value": "lab-token-0001"}}
  })");
  EXPECT_EQ(write(settings), R"(auths:
  console.example.com:8443:
    type: bearer
    value: lab-token-0001
controls:
  chaosiq-cloud:
    features:
      publish: 'on'
    provider:
      arguments:
        organizations:
        - default: true
          id: 11111111-1111-4111-8111-111111111111
          name: Acme
          teams:
          - default: true
            id: aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa
            name: Payments
        url: https://console.example.com:8443
        verify_tls: true
      module: chaoscloud.controls
      type: python
)");
}

TEST(YamlWriter, NestsCollections) {
  EXPECT_EQ(write(Json::parse(R"([[1, [2]], {"a": [[3]], "b": {"c": {}}}, [], {}, [{"d": 4}]])")),
            "- - 1\n"
            "  - - 2\n"
            "- a:\n"
            "  - - 3\n"
            "  b:\n"
            "    c: {}\n"
            "- []\n"
            "- {}\n"
            "- - d: 4\n");
  EXPECT_EQ(write(Json::object()), "{}\n");
  EXPECT_EQ(write(Json::array()), "[]\n");
}

TEST(YamlWriter, OrdersKeysAsRequested) {
  const Json value = Json::parse(R"({"b": 1, "é": 2, "B": 3, "a": {"z": 4, "y": 5}})");
  EXPECT_EQ(to_yaml_text(value, KeyOrder::kSorted), "B: 3\na:\n  y: 5\n  z: 4\nb: 1\né: 2\n");
  EXPECT_EQ(to_yaml_text(value, KeyOrder::kAsInserted), "b: 1\né: 2\nB: 3\na:\n  z: 4\n  y: 5\n");
}

TEST(YamlWriter, MarksKeysThatAreNotSimple) {
  EXPECT_EQ(write({{"", 1}}), "? ''\n: 1\n");
  EXPECT_EQ(write({{"a\nb", Json::array({1, 2})}}), "? 'a\n\n  b'\n: - 1\n  - 2\n");
  EXPECT_EQ(write({{"a\nb", {{"c", 1}, {"d", 2}}}}), "? 'a\n\n  b'\n: c: 1\n  d: 2\n");
  EXPECT_EQ(write({{"a\nb", "c\nd"}}), "? 'a\n\n  b'\n: 'c\n\n  d'\n");
  const std::string longest(122, 'k');
  EXPECT_EQ(write({{longest, 1}}), longest + ": 1\n");
  EXPECT_EQ(write({{longest + "k", 1}}), "? " + longest + "k\n: 1\n");
}

TEST(YamlWriter, WritesScalars) {
  EXPECT_EQ(write(Json::array({nullptr, true, false, 0, -1})),
            "- null\n- true\n- false\n- 0\n- -1\n");
  EXPECT_EQ(write(Json::array({std::numeric_limits<std::int64_t>::min(),
                               std::numeric_limits<std::uint64_t>::max()})),
            "- -9223372036854775808\n- 18446744073709551615\n");
}

TEST(YamlWriter, WritesScalarsAtTheTop) {
  // PyYAML adds a "..." that readers do not need.
  EXPECT_EQ(write("text"), "text\n");
  EXPECT_EQ(write(nullptr), "null\n");
  EXPECT_EQ(write("a\nb"), "'a\n\n  b'\n");
}

TEST(YamlWriter, GivesFloatsAPoint) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(write(Json::array({1.0, -0.0, 0.1, 1e16, 1e-5, 1.5e300, kInfinity, -kInfinity,
                               std::numeric_limits<double>::quiet_NaN()})),
            "- 1.0\n- -0.0\n- 0.1\n- 1.0e+16\n- 1.0e-05\n- 1.5e+300\n- .inf\n- -.inf\n- .nan\n");
}

TEST(YamlWriter, DoesNotQuoteOrdinaryStrings) {
  for (const char* text : {"text",
                           "two words",
                           "https://example.com:8443/a?b=c#d",
                           "a:b",
                           "a#b",
                           "-x",
                           "--x",
                           "?x",
                           ":x",
                           "x,y",
                           "it's",
                           "say \"hi\"",
                           "C:\\dir",
                           "a]",
                           "1e3",
                           "1.2.3",
                           "12:30:99",
                           "0o17",
                           "08",
                           "2020-1-1",
                           "y",
                           "N",
                           "none",
                           "TrUe",
                           "été",
                           "日本",
                           "😀",
                           "11111111-1111"}) {
    EXPECT_EQ(written(text), text);
  }
}

TEST(YamlWriter, QuotesStringsThatWouldBeOtherTypes) {
  for (const char* text : {"",           "on",
                           "Off",        "yes",
                           "NO",         "true",
                           "null",       "~",
                           "<<",         "=",
                           "1",          "-1",
                           "+1",         "010",
                           "0x1F",       "0b1",
                           "1_000",      "1.5",
                           "1.",         ".5",
                           "1.0e+3",     ".inf",
                           "-.inf",      ".nan",
                           "12:30",      "12:30:45.5",
                           "-190:20:30", "2020-01-31",
                           " a",         "a ",
                           " ",          "a: b",
                           "a:",         "2020-1-1 1:02:03",
                           "a #b",       "#",
                           "# a",        "- a",
                           "-",          "? a",
                           "?",          ": a",
                           ":",          ",a",
                           "[a",         "]",
                           "{a}",        "}",
                           "&a",         "*a",
                           "!a",         "|",
                           ">",          "\"a\"",
                           "%a",         "@a",
                           "`a",         "---",
                           "---a",       "...",
                           "... a"}) {
    EXPECT_EQ(written(text), "'" + std::string(text) + "'");
  }
  EXPECT_EQ(written("'a'"), "'''a'''");
  EXPECT_EQ(write({{"on", 1}, {"1", 2}, {"a: b", 3}}), "'1': 2\n'a: b': 3\n'on': 1\n");
}

TEST(YamlWriter, WritesLinesInSingleQuotes) {
  EXPECT_EQ(written("a\nb"), "'a\n\n  b'");
  EXPECT_EQ(written("a\n\n\nb\n"), "'a\n\n\n\n  b\n\n  '");
  EXPECT_EQ(written("\na"), "'\n\n  a'");
  EXPECT_EQ(write({{"a", {{"b", "c\nd"}}}}), "a:\n  b: 'c\n\n    d'\n");
}

TEST(YamlWriter, EscapesWhatQuotesDoNotPreserve) {
  EXPECT_EQ(written("a \nb"), R"("a \nb")");
  EXPECT_EQ(written("a\n b"), R"("a\n b")");
  EXPECT_EQ(written("\ta"), R"("\ta")");
  EXPECT_EQ(written("a\r\n\"\\"), R"("a\r\n\"\\")");
  EXPECT_EQ(written(std::string("\0\a\b\v\f\x1B\x01\x7F", 8)), R"("\0\a\b\v\f\e\x01\x7F")");
  EXPECT_EQ(written("\u0085\u2028\u2029\ufeff"), R"("\N\L\P\uFEFF")");
  EXPECT_EQ(written("\u00e9\u0007"), "\"\u00e9\\a\"");
  // PyYAML does not escape these, although they are invisible.
  EXPECT_EQ(written("\u00a0"), R"("\_")");
  EXPECT_EQ(written("\u00ad\u200b\U000E0001"), R"("\xAD\u200B\U000E0001")");
  // PyYAML writes these in single quotes, from which yaml-cpp loses them.
  EXPECT_EQ(written("\n"), R"("\n")");
  EXPECT_EQ(written("a\n\n"), R"("a\n\n")");
}

TEST(YamlWriter, ReplacesInvalidUtf8) {
  EXPECT_EQ(written("a\xFF"), "a\uFFFD");
  EXPECT_EQ(write({{"\xC3", 1}}), "\uFFFD: 1\n");
}

TEST(YamlWriter, WritesLongStringsOnOneLine) {
  std::string text;
  for (int i = 0; i < 500; ++i)
    text += "word ";
  text += "end";
  EXPECT_EQ(written(text), text);
  EXPECT_EQ(written(text + "\t"), "\"" + text + "\\t\"");
}

TEST(YamlWriter, WritesExtendedValues) {
  const Json value = {
      {"integer", make_extended(Extended::kInteger, "-123456789012345678901234567890")},
      {"date", make_extended(Extended::kDate, "2020-01-31")},
      {"zoned", make_extended(Extended::kDateTime, "2020-01-31T10:00:00.500000+02:00")},
      {"time", make_extended(Extended::kDateTime, "2020-01-31T10:00:00")},
      {"none", make_extended(Extended::kBytes, "")},
      {"bytes", {make_extended(Extended::kBytes, std::string(58, '\xFF')), 1}}};
  EXPECT_EQ(to_yaml_text(value, KeyOrder::kAsInserted),
            "integer: -123456789012345678901234567890\n"
            "date: 2020-01-31\n"
            "zoned: 2020-01-31 10:00:00.500000+02:00\n"
            "time: 2020-01-31 10:00:00\n"
            "none: !!binary \"\"\n"
            "bytes:\n"
            "- !!binary \"" +
                std::string(76, '/') +
                "/w==\"\n"  // PyYAML breaks the line
                "- 1\n");
  EXPECT_EQ(reread(value), value);
}

/// Strings made of everything with a meaning in YAML.
std::vector<std::string> hard_texts() {
  const std::vector<std::string> parts = {"a",      "1",
                                          "on",     " ",
                                          "\n",     "\t",
                                          "\r",     ":",
                                          "#",      "-",
                                          "---",    "...",
                                          "?",      ",",
                                          "[",      "{",
                                          "}",      "&",
                                          "*",      "!",
                                          "|",      ">",
                                          "'",      "\"",
                                          "%",      "@",
                                          ".",      "=",
                                          "<<",     "~",
                                          "_",      "\\",
                                          "é",      "😀",
                                          "\u0085", "\u2028",
                                          "\ufeff", std::string(1, '\0')};
  std::vector<std::string> texts = {""};
  for (const std::string& first : parts) {
    texts.push_back(first);
    for (const std::string& second : parts) {
      texts.push_back(first + second);
      for (const std::string& third : parts)
        texts.push_back(first + second + third);
    }
  }
  return texts;
}

/// All strings of up to six characters whose spaces and line breaks must be preserved.
std::vector<std::string> blank_texts() {
  std::vector<std::string> texts = {""};
  std::size_t begin = 0;
  for (int length = 1; length <= 6; ++length) {
    const std::size_t end = texts.size();
    for (std::size_t i = begin; i < end; ++i) {
      for (const char c : {'a', ' ', '\n'})
        texts.push_back(texts[i] + c);
    }
    begin = end;
  }
  return texts;
}

TEST(YamlWriter, RoundTrips) {
  for (const auto& texts : {hard_texts(), blank_texts()}) {
    for (std::size_t start = 0; start < texts.size(); start += 100) {
      Json values = Json::array();
      Json keys = Json::object();
      for (std::size_t i = start; i < std::min(start + 100, texts.size()); ++i) {
        values.push_back(texts[i]);
        keys[texts[i]] = texts[i];
      }
      const Json document = {{"values", values}, {"keys", keys}};
      ASSERT_EQ(to_json_text(reread(document)), to_json_text(document));
    }
  }
}

// The following is byte for byte what PyYAML's dump() writes by default.

std::string dump(std::string_view yaml) {
  return dump_yaml(*parse_yaml_value(yaml, "test.yaml"), KeyOrder::kSorted);
}

TEST(YamlDump, MarksTheEndOfAPlainScalar) {
  EXPECT_EQ(dump("3"), "3\n...\n");
  EXPECT_EQ(dump("text"), "text\n...\n");
  EXPECT_EQ(dump("'3'"), "'3'\n");
  EXPECT_EQ(dump("{}"), "{}\n");
  EXPECT_EQ(dump("[1]"), "- 1\n");
}

TEST(YamlDump, NamesRepeatedValues) {
  EXPECT_EQ(dump("{a: &a [1], b: {c: *a, d: &e {}}, f: *e, g: &d 2024-01-02, h: *d, i: &s text, "
                 "j: *s, z: [*a, [*e]]}"),
            "a: &id001\n- 1\nb:\n  c: *id001\n  d: &id002 {}\nf: *id002\ng: &id003 2024-01-02\n"
            "h: *id003\ni: text\nj: text\nz:\n- *id001\n- - *id002\n");
  EXPECT_EQ(dump("[&a {x: 1}, *a, &b [2], *b]"),
            "- &id001\n  x: 1\n- *id001\n- &id002\n  - 2\n- *id002\n");
}

TEST(YamlDump, KeepsTheOrderOfKeysThatCannotBeCompared) {
  EXPECT_EQ(dump("{b: 1, a: 2, yes: 3}"), "b: 1\na: 2\ntrue: 3\n");
  EXPECT_EQ(dump("{3: a, 1.5: b, yes: c}"), "true: c\n1.5: b\n3: a\n");
  EXPECT_EQ(dump("{b: 1, ~: 2}"), "b: 1\nnull: 2\n");
}

TEST(YamlDump, BreaksLongLines) {
  const std::string fox = "The quick brown fox jumps over the lazy dog and ";
  const std::string text = fox + fox + fox + "ends here";
  EXPECT_EQ(dump(text),
            "The quick brown fox jumps over the lazy dog and The quick brown fox jumps over the\n"
            "  lazy dog and The quick brown fox jumps over the lazy dog and ends here\n...\n");
  EXPECT_EQ(dump("{k: '" + text + ": quoted'}"),
            "k: 'The quick brown fox jumps over the lazy dog and The quick brown fox jumps over\n"
            "  the lazy dog and The quick brown fox jumps over the lazy dog and ends here: "
            "quoted'\n");
  EXPECT_EQ(
      dump("{d: 'é " + text + "'}"),
      "d: \"\\xE9 The quick brown fox jumps over the lazy dog and The quick brown fox jumps\\\n"
      "  \\ over the lazy dog and The quick brown fox jumps over the lazy dog and ends here\""
      "\n");
}

TEST(YamlDump, BreaksNextToEscapes) {
  std::string tabs;
  for (int i = 0; i < 50; ++i)
    tabs += "a\\t";
  EXPECT_EQ(dump("{tab: \"" + tabs + "\"}"),
            "tab: \"" + tabs.substr(0, 75) + "\\\n  " + tabs.substr(75) + "\"\n");
}

TEST(YamlDump, IndentsAsRequested) {
  const auto value =
      to_yaml_value(Json::parse(R"({"l": [[1, [2]], {"a": {"b": [1, {"c": 2}]}}]})"));
  EXPECT_EQ(dump_yaml(*value, KeyOrder::kAsInserted, 4),
            "l:\n-   - 1\n    -   - 2\n-   a:\n        b:\n        - 1\n        -   c: 2\n");
}

}  // namespace
}  // namespace chaos
