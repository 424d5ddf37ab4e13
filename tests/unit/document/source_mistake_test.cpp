#include "document/source_mistake.h"

#include <gtest/gtest.h>

#include <string>

#include "document/yaml_reader.h"
#include "json/json_reader.h"

namespace chaos {
namespace {

struct Case {
  const char* text;
  const char* place;  ///< of the cause
  const char* hint;
};

std::string as_text(const Position& position) {
  return std::to_string(position.line) + ":" + std::to_string(position.column);
}

void expect_json(const Case& expected) {
  try {
    parse_json(expected.text);
    ADD_FAILURE() << "is valid: " << expected.text;
  } catch (const JsonSyntaxError& error) {
    const SourceMistake found = json_mistake(expected.text, error.what(), error.position());
    EXPECT_EQ(as_text(found.position), expected.place) << expected.text;
    EXPECT_EQ(found.hint, expected.hint) << expected.text;
  }
}

void expect_yaml(const Case& expected) {
  for (const char* name : {"e.yaml", "<unicode string>"}) {
    try {
      parse_yaml(expected.text, name);
      ADD_FAILURE() << "is valid: " << expected.text;
    } catch (const YamlError& error) {
      const SourceMistake found = yaml_mistake(expected.text, error.what(), error.position());
      EXPECT_EQ(as_text(found.position), expected.place) << expected.text;
      EXPECT_EQ(found.hint, expected.hint) << expected.text;
      EXPECT_EQ(found.position.file, "");
    }
  }
}

TEST(JsonMistake, IsFoundInCommas) {
  for (const Case& mistake : {
           Case{"{\n \"a\": [],\n}", "2:9", "remove this comma: nothing follows it before }"},
           Case{"[1,\n]", "1:3", "remove this comma: nothing follows it before ]"},
           Case{"[1,,2]", "1:3", "remove this comma: nothing follows it before the next one"},
           Case{"{\n \"a\": 1\n \"b\": 2\n}", "2:8", "add a comma here"},
           Case{"{\"a\": 1; \"b\": 2}", "1:8", "use a comma instead of the semicolon"},
           Case{"{\"a\": 1},\n\"b\": 2", "1:9", "remove the } before this comma, or the comma"},
       })
    expect_json(mistake);
}

TEST(JsonMistake, IsFoundInBrackets) {
  for (const Case& mistake : {
           Case{"{\n \"a\": [\n {\"b\": 1}\n", "2:7",
                "the file ends before this [ is closed: add ], then }"},
           Case{"{\"a\":\n", "1:1", "the file ends before this { is closed: add }"},
           Case{"{\n \"a\": [1, {\"b\": 2 ],\n \"c\": 3}", "2:11",
                "close this { with } before the ] in line 2"},
           Case{"{\"a\": 1}}", "1:9", "remove this bracket: there is nothing left to close"},
           Case{"\"a\": 1", "1:1", "put the members in { }"},
           Case{"{} {}", "1:4", "put only one experiment in a file"},
           Case{"[\"a\": 1]", "1:5", "put keys and their values in { }, separated by commas"},
       })
    expect_json(mistake);
}

TEST(JsonMistake, IsFoundInQuotes) {
  for (const Case& mistake : {
           Case{"{'a': 1}", "1:2", "use double quotes (\"): JSON does not allow single quotes"},
           Case{"{\"a\": 'b'}", "1:7", "use double quotes (\"): JSON does not allow single quotes"},
           Case{"{\xE2\x80\x9C"
                "a\xE2\x80\x9D: 1}",
                "1:2", "use straight double quotes (\")"},
           Case{"{\"a\": \"b", "1:7", "close this string with a double quote"},
           Case{"{\"a\": \"b,\n \"c\": 1}", "1:7",
                "close this string with a double quote on the same line; write a line break in a "
                "string as \\n"},
           Case{"{\"a: 1, \"b\": 2}", "1:2", "close the key with a double quote before the colon"},
           Case{"{\"a\": \"say \"hi\" x\"}", "1:13", "write a double quote in a string as \\\""},
           Case{"{a: 1}", "1:2", "put keys in double quotes: \"a\""},
           Case{"{\"a\": hello-x}", "1:7", "put strings in double quotes: \"hello-x\""},
           Case{"{\"a\": \"C:\\Users\"}", "1:10", "write a backslash as \\\\"},
           Case{"{\"a\": \"b\tc\"}", "1:9", "write a tab in a string as \\t"},
       })
    expect_json(mistake);
}

TEST(JsonMistake, IsFoundInValues) {
  for (const Case& mistake : {
           Case{"{\"a\": True}", "1:7", "write true instead of True"},
           Case{"{\"a\": None}", "1:7", "write null instead of None"},
           Case{"{\"a\": .5}", "1:7", "write a digit before the decimal point"},
           Case{"{\"a\": 007}", "1:8",
                "put it in double quotes: this is not a valid number or word in JSON"},
           Case{"{\"a\": }", "1:7", "add a value after the colon"},
           Case{"{\"a\"}", "1:5", "add a colon and a value after the key"},
           Case{"{\"a\" = 1}", "1:6", "use a colon instead of the equals sign"},
       })
    expect_json(mistake);
}

TEST(JsonMistake, IsFoundInTheFile) {
  const char* const kComment = "remove the comment: JSON does not allow comments, but YAML does";
  const char* const kYaml =
      "this looks like YAML, not JSON: rename the file so that it ends with .yaml";
  const char* const kEmpty =
      "the file is empty: write { } with a \"title\", a \"description\" and a \"method\" in it";
  for (const Case& mistake : {
           Case{"{\n// c\n\"a\":1}", "2:1", kComment},
           Case{"{\"a\":1 # c\n}", "1:8", kComment},
           Case{"title: t\nm: []", "1:1", kYaml},
           Case{"# c\ntitle: t", "1:1", kYaml},
           Case{"- a: b", "1:1", kYaml},
           Case{"hello world", "1:1", "an experiment in JSON starts with {"},
           Case{"", "1:1", kEmpty},
           Case{" \n", "2:1", kEmpty},
           Case{"\xEF\xBB\xBF{}", "1:1", "save the file without a byte-order mark (BOM)"},
           Case{"{\"a\":\xC2\xA0 1}", "1:6", "replace the non-breaking space with a normal space"},
           Case{"{\"a\": \xFF}", "1:7", "save the file as UTF-8"},
       })
    expect_json(mistake);
}

TEST(YamlMistake, IsFoundInTheIndentation) {
  for (const Case& mistake : {
           Case{"m:\n\t- x", "2:1", "indent with spaces: YAML does not allow tabs here"},
           Case{"m:\n- type: a\n  name: b\n   provider:\n    x: y", "4:4",
                "indent this line by 2 spaces, like \"name\" in line 3"},
           Case{"m:\n  - type: a\n    name: b\n   provider: x", "4:4",
                "indent this line by 4 spaces, like \"name\" in line 3"},
           Case{"m:\n  - a\n - b", "3:2", "indent this line by 2 spaces, like the item in line 2"},
           Case{"a: b\n  c: d", "2:3", "do not indent this line, like \"a\" in line 1"},
           Case{"m:\n-\xC2\xA0type: a\n  name: b\n", "2:2",
                "replace the non-breaking space with a normal space"},
           Case{"- a\nb: c", "2:1", "start this line with \"- \" if it belongs to the list above"},
           Case{"m:\n  a: 1\n  - b", "3:3", "give the list a key of its own"},
       })
    expect_yaml(mistake);
}

TEST(YamlMistake, IsFoundInColons) {
  for (const Case& mistake : {
           Case{"a: b: c", "1:5", "put the value of \"a\" in quotes: it contains \": \""},
           Case{"title t\nmethod: []", "1:1", "add a colon and a space after the key"},
           Case{"title:t\nmethod: []", "1:1", "add a space after the colon"},
           Case{"title: t\ndescription\nmethod: []", "2:1",
                "add a colon and a space after the key, or indent this line to continue the line "
                "above"},
       })
    expect_yaml(mistake);
}

TEST(YamlMistake, IsFoundInQuotesAndBrackets) {
  for (const Case& mistake : {
           Case{"title: \"t\nmethod: []\n", "1:8", "close this string with \""},
           Case{"a: 1\nb: 'it\nc: []\n", "2:4", "close this string with '"},
           Case{"title: \"a\" b", "1:12", "put the whole value in quotes"},
           Case{"title: {{ t }}", "1:9", "put the value in quotes: it starts with {{"},
           Case{"p: {type: http, url: http://x/{id}}", "1:31",
                "put the value in quotes: in { } and [ ], it cannot contain {"},
           Case{"p: {type: http,\n  url: x\nm: []", "1:4", "close this { with }"},
           Case{"p: [1, 2\nm: []\n", "1:4", "close this [ with ]"},
           Case{"p: [a, {b: c]", "1:13", "close the brackets in the order they were opened"},
           Case{"a: [\"x\" \"y\"]", "1:9", "add a comma, or put the whole value in quotes"},
           Case{"{a: b}}", "1:7", "remove this bracket"},
           Case{"key: [a, b]]", "1:12", "remove this bracket, or put the value in quotes"},
       })
    expect_yaml(mistake);
}

TEST(YamlMistake, IsFoundInSpecialCharacters) {
  for (const Case& mistake : {
           Case{"a: @x", "1:4", "put the value in quotes: it cannot start with @"},
           Case{"a: *.txt", "1:4", "put the value in quotes: it starts with *"},
           Case{"a: *m", "1:4",
                "define the anchor (&) before this alias (*); if it is text, put it in quotes"},
           Case{"a: !x y", "1:4", "remove the tag; if it is text, put the value in quotes"},
           Case{"a: >= 5\n", "1:5", "start the text on the next line, or put it in quotes"},
           Case{"a: \"C:\\Users\"", "1:9", "write a backslash as \\\\, or use single quotes"},
           Case{"a: - b", "1:4", "start the list on a new line, or put the value in quotes"},
           Case{"a: 2020-13-45", "1:4", "put the value in quotes, so that it is a string"},
           Case{"t: t\n---\nd: d", "2:1", "remove this line: a file contains one experiment"},
           Case{"a: \xFF", "1:4", "save the file as UTF-8"},
           Case{"\xEF\xBB\xBF"
                "a: b: c",
                "1:5", "put the value of \"a\" in quotes: it contains \": \""},
       })
    expect_yaml(mistake);
}

TEST(WithoutPlaces, KeepsWhatIsWrong) {
  EXPECT_EQ(without_places("Failed parsing JSON experiment: Expecting value: line 2 column 3 (char "
                           "8)"),
            "Failed parsing JSON experiment: Expecting value");
  EXPECT_EQ(without_places("Failed parsing YAML experiment: while scanning a quoted scalar\n"
                           "  in \"e.yaml\", line 1, column 8\nfound unexpected end of stream\n"
                           "  in \"e.yaml\", line 3, column 1"),
            "Failed parsing YAML experiment: while scanning a quoted scalar: found unexpected end "
            "of stream");
  EXPECT_EQ(without_places("a URL: line 2 (x)"), "a URL: line 2 (x)");
}

}  // namespace
}  // namespace chaos
