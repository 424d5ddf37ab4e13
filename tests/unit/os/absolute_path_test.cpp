#include "os/absolute_path.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/temporary_directory.h"

namespace chaos::os {
namespace {

namespace fs = std::filesystem;

TEST(AbsolutePath, HasNoDots) {
  const std::string here = fs::current_path().string();
  EXPECT_EQ(absolute_path("./journal.json"), here + "/journal.json");
  EXPECT_EQ(absolute_path("no/such/./directory/j"), here + "/no/such/directory/j");
  EXPECT_EQ(absolute_path("no/such/../j"), here + "/no/j");
  EXPECT_EQ(absolute_path("/a//b/./c"), "/a/b/c");
}

TEST(AbsolutePath, KeepsItsTargetBehindASymbolicLink) {
  const testing::TemporaryDirectory directory;
  fs::create_directories(directory / "far/away");
  fs::create_directory_symlink(directory / "far/away", directory / "link");
  EXPECT_EQ(absolute_path(directory / "link/../j"), directory / "link/../j");
  EXPECT_EQ(absolute_path(directory / "link/.././j"), directory / "link/../j");
  EXPECT_EQ(absolute_path(directory / "far/away/../j"), directory / "far/j");
}

}  // namespace
}  // namespace chaos::os
