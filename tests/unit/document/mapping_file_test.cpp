#include "document/mapping_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "support/captured_log.h"

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

TEST(MappingFile, IsReadByItsExtension) {
  EXPECT_EQ(parse_mapping_file(R"({"a": true})", "f.json", "variable"), (Json{{"a", true}}));
  EXPECT_EQ(parse_mapping_file("a: yes\n", "f.yaml", "variable"), (Json{{"a", true}}));
  EXPECT_EQ(parse_mapping_file("", "f.yml", "variable"), Json());
}

TEST(MappingFile, ThatDoesNotParseIsReported) {
  const testing::CapturedLog log;
  EXPECT_EQ(parse_mapping_file("a: 1", "f.json", "variable"), std::nullopt);
  EXPECT_EQ(parse_mapping_file("[", "f.yaml", "control"), std::nullopt);
  EXPECT_THAT(log.records(),
              ElementsAre("ERROR Failed to parse variable file 'f.json': Expecting value: line 1 "
                          "column 1 (char 0)",
                          StartsWith("ERROR Failed to parse control file 'f.yaml': ")));
}

}  // namespace
}  // namespace chaos
