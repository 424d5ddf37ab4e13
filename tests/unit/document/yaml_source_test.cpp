#include "document/yaml_source.h"

#include <gtest/gtest.h>

#include <string>

#include "document/yaml_reader.h"

namespace chaos {
namespace {

std::string error_of(std::string_view text, const std::string& name) {
  try {
    parse_yaml(text, name);
  } catch (const YamlError& e) {
    return e.what();
  }
  return "";
}

TEST(YamlSource, RejectsControlCharacters) {
  EXPECT_EQ(error_of("\xC3\xA9: \x01", "e.yaml"),
            "unacceptable character #x0001: special characters are not allowed\n"
            "  in \"e.yaml\", position 3");
  EXPECT_EQ(error_of(std::string("a\0", 2), "e.yaml").substr(0, 29),
            "unacceptable character #x0000");
  EXPECT_EQ(error_of("\xEF\xBF\xBF", "e.yaml").substr(0, 29), "unacceptable character #xffff");
}

TEST(YamlSource, RejectsInvalidUtf8) {
  EXPECT_EQ(error_of("a: \xFF", "e.yaml"),
            "'utf-8' codec can't decode byte 0xff in position 3: invalid start byte");
}

TEST(YamlSource, QuotesTheLineOfASourceWithoutAName) {
  EXPECT_EQ(error_of("a: b: c", "<unicode string>"),
            "mapping values are not allowed here\n"
            "  in \"<unicode string>\", line 1, column 5:\n"
            "    a: b: c\n"
            "        ^");
}

TEST(YamlSource, CutsLongLines) {
  const std::string x(60, 'x');
  EXPECT_EQ(error_of("k: " + x + ": " + x, "<unicode string>"),
            "mapping values are not allowed here\n"
            "  in \"<unicode string>\", line 1, column 64:\n"
            "     ... xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ... \n"
            "                                         ^");
}

}  // namespace
}  // namespace chaos
