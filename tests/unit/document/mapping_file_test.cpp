#include "document/mapping_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

TEST(MappingFile, IsKnownByItsExtension) {
  for (const char* name : {"a.json", "a.yaml", "a.yml", "dir/.json"}) {
    EXPECT_TRUE(is_mapping_file(name)) << name;
  }
  for (const char* name : {"a.env", "a.JSON", "json", "", "a.json.txt"}) {
    EXPECT_FALSE(is_mapping_file(name)) << name;
  }
}

class MappingFileText : public ::testing::Test {
 protected:
  std::optional<Json> read(std::string_view text, const std::string& path, const char* what) {
    return parse_mapping_file(text, path, what,
                              [this](const std::string& problem) { problems_.push_back(problem); });
  }

  std::vector<std::string> problems_;
};

TEST_F(MappingFileText, IsReadByItsExtension) {
  EXPECT_EQ(read(R"({"a": true})", "f.json", "variable"), (Json{{"a", true}}));
  EXPECT_EQ(read("a: yes\n", "f.yaml", "variable"), (Json{{"a", true}}));
  EXPECT_EQ(read("", "f.yml", "variable"), Json());
  EXPECT_TRUE(problems_.empty());
}

TEST_F(MappingFileText, ThatDoesNotParseIsReported) {
  EXPECT_EQ(read("a: 1", "f.json", "variable"), std::nullopt);
  EXPECT_EQ(read("[", "f.yaml", "control"), std::nullopt);
  EXPECT_THAT(
      problems_,
      ElementsAre("Failed to parse variable file 'f.json': Expecting value: line 1 column 1 "
                  "(char 0)",
                  StartsWith("Failed to parse control file 'f.yaml': ")));
}

TEST_F(MappingFileText, IsNotQuotedInAReport) {
  read("secrets:\n  key: \"hunter2\n", "f.yaml", "variable");
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_EQ(problems_[0].find("hunter2"), std::string::npos) << problems_[0];
}

}  // namespace
}  // namespace chaos
