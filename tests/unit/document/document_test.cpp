#include "document/document.h"

#include <gtest/gtest.h>

#include <string>

namespace chaos {
namespace {

Document json_document(const std::string& text) {
  return {.root = {}, .name = "e.json", .text = text, .format = Document::Format::kJson};
}

Position locate(const Document& document, const std::string& pointer, bool at_key = false) {
  return document.locate(Diagnostic{.pointer = pointer, .at_key = at_key});
}

void expect_position(const Position& position, std::size_t line, std::size_t column) {
  EXPECT_EQ(position.line, line);
  EXPECT_EQ(position.column, column);
}

TEST(Document, LocatesInJson) {
  const Document document = json_document("{\n  \"a\": [1,\n    {\"b\": 2}]\n}");
  EXPECT_EQ(locate(document, "/a").file, "e.json");
  expect_position(locate(document, ""), 1, 1);
  expect_position(locate(document, "/a/1/b"), 3, 11);
  expect_position(locate(document, "/a/1/b", /*at_key=*/true), 3, 6);
}

TEST(Document, LocatesInYaml) {
  const Document document{.root = {},
                          .name = "e.yaml",
                          .text = "a:\n  - 1\n  - b: 2\n",
                          .format = Document::Format::kYaml};
  expect_position(locate(document, "/a/1/b"), 3, 8);
  EXPECT_EQ(locate(document, "/a/1/b").file, "e.yaml");
}

TEST(Document, LocatesTheNearestExistingValue) {
  const Document document = json_document("{\n  \"a\": {}\n}");
  expect_position(locate(document, "/a/b/c"), 2, 8);
  expect_position(locate(document, "/x/y", /*at_key=*/true), 1, 1);
}

TEST(Excerpt, ShowsTheLineWithACaret) {
  EXPECT_EQ(excerpt("one\ntwo three\n", {.file = "f", .line = 2, .column = 5}),
            "| 2 | two three\n"
            "|   |     ^\n");
}

TEST(Excerpt, LeavesRoomForTheLineNumber) {
  EXPECT_EQ(excerpt(std::string(11, '\n') + "x", {.file = "f", .line = 12, .column = 1}),
            "| 12 | x\n"
            "|    | ^\n");
}

TEST(Excerpt, CountsCharactersAndKeepsTabs) {
  EXPECT_EQ(excerpt("\t\u00e9\tx", {.file = "f", .line = 1, .column = 4}),
            "| 1 | \t\u00e9\tx\n"
            "|   | \t \t^\n");
}

TEST(Excerpt, OmitsACarriageReturn) {
  EXPECT_EQ(excerpt("ab\r\n", {.file = "f", .line = 1, .column = 2}),
            "| 1 | ab\n"
            "|   |  ^\n");
}

TEST(Excerpt, IsEmptyIfThereIsNothingToShow) {
  EXPECT_EQ(excerpt("text", {}), "");
  EXPECT_EQ(excerpt("text", {.file = "f", .line = 5, .column = 1}), "");
}

TEST(Excerpt, ShowsALongLineAroundTheCaret) {
  const std::string line = "0123456789012345678901234567890123456789";
  const auto at = [&](std::size_t column) {
    return excerpt(line, {.file = "f", .line = 1, .column = column}, 36);
  };
  EXPECT_EQ(at(1),
            "| 1 | 01234567890123456789012345678…\n"
            "|   | ^\n");
  EXPECT_EQ(at(25),
            "| 1 | …6789012345678901234567890123…\n"
            "|   |                    ^\n");
  EXPECT_EQ(at(40),
            "| 1 | …12345678901234567890123456789\n"
            "|   |                              ^\n");
  EXPECT_NE(excerpt(std::string(500, 'x'), {.file = "f", .line = 1, .column = 400}).find('^'),
            std::string::npos);
}

}  // namespace
}  // namespace chaos
