#include "document/mapping_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "chaos/error.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using ::testing::StartsWith;

TEST(MappingFile, IsRecognizedByItsExtension) {
  for (const char* name : {"a.json", "a.yaml", "a.yml", "dir/.json"}) {
    EXPECT_TRUE(is_mapping_file(name)) << name;
  }
  for (const char* name : {"a.env", "a.JSON", "json", "", "a.json.txt"}) {
    EXPECT_FALSE(is_mapping_file(name)) << name;
  }
}

std::string refusal(std::string_view text, const std::string& path, const char* what) {
  try {
    parse_mapping_file(text, path, what);
  } catch (const InvalidSource& error) {
    return error.what();
  }
  return {};
}

TEST(MappingFileText, IsReadByItsExtension) {
  EXPECT_EQ(parse_mapping_file(R"({"a": true})", "f.json", "variable"), (Json{{"a", true}}));
  EXPECT_EQ(parse_mapping_file("a: yes\n", "f.yaml", "variable"), (Json{{"a", true}}));
  EXPECT_EQ(parse_mapping_file("", "f.yml", "variable"), Json());
  EXPECT_EQ(parse_mapping_file("", "f.json", "variable"), Json());
}

TEST(MappingFileText, ThatDoesNotParseIsRejected) {
  EXPECT_EQ(refusal("a: 1", "f.json", "variable"),
            "Failed to parse variable file 'f.json': Expecting value: line 1 column 1 (char 0)");
  EXPECT_THAT(refusal("[", "f.yaml", "control"),
              StartsWith("Failed to parse control file 'f.yaml': "));
}

TEST(MappingFileText, ThatIsNotAMappingIsRejected) {
  EXPECT_EQ(refusal("- a\n", "f.yaml", "control"), "control file 'f.yaml' must be a mapping");
}

TEST(MappingFileText, IsNotQuotedInAnError) {
  const std::string problem = refusal("secrets:\n  key: \"hunter2\n", "f.yaml", "variable");
  EXPECT_NE(problem, "");
  EXPECT_EQ(problem.find("hunter2"), std::string::npos) << problem;
}

TEST(MappingFile, ThatCannotBeReadIsRejected) {
  const testing::TemporaryDirectory directory;
  EXPECT_EQ(read_mapping_file(directory.write("f.yaml", "a: 1\n"), "control"), (Json{{"a", 1}}));
  try {
    read_mapping_file(directory.path(), "control");
    FAIL() << "a directory was read";
  } catch (const InvalidSource& error) {
    EXPECT_EQ(error.what(), "Cannot read control file '" + directory.path() + "': Is a directory");
  }
}

}  // namespace
}  // namespace chaos
