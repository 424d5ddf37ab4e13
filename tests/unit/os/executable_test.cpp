#include "os/executable.h"

#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>

#include "support/environment_variable.h"
#include "support/temporary_directory.h"

namespace chaos::os {
namespace {

using chaos::testing::EnvironmentVariable;
using chaos::testing::TemporaryDirectory;

class Which : public ::testing::Test {
 protected:
  Which() {
    std::filesystem::create_directories(directory_ / "first/tool");
    std::filesystem::create_directory(directory_ / "second");
    directory_.write("second/tool", "#!/bin/sh\n", 0755);
    directory_.write("first/notes", "text", 0644);
    directory_.write("second/notes", "#!/bin/sh\n", 0755);
  }

  std::string both() const { return directory_ / "first:" + directory_ / "second"; }

  TemporaryDirectory directory_;
};

TEST_F(Which, FindsTheFirstExecutableInPath) {
  const EnvironmentVariable path("PATH", both());
  EXPECT_EQ(which("tool"), directory_ / "second/tool");    // first/tool is a directory
  EXPECT_EQ(which("notes"), directory_ / "second/notes");  // first/notes is not executable
  EXPECT_EQ(which("nothing"), std::nullopt);
}

TEST_F(Which, DoesNotDoubleATrailingSlash) {
  const EnvironmentVariable path("PATH", directory_ / "second/");
  EXPECT_EQ(which("tool"), directory_ / "second/tool");
}

TEST_F(Which, KeepsAPath) {
  const EnvironmentVariable path("PATH", "/nowhere");
  EXPECT_EQ(which(directory_ / "second/tool"), directory_ / "second/tool");
  EXPECT_EQ(which(directory_ / "first/notes"), std::nullopt);
  EXPECT_EQ(which(directory_ / "first"), std::nullopt);
}

TEST_F(Which, SearchesTheCurrentDirectoryForAnEmptyEntry) {
  const auto former = std::filesystem::current_path();
  std::filesystem::current_path(directory_ / "second");
  {
    const EnvironmentVariable path("PATH", "/nowhere::/nowhere");
    EXPECT_EQ(which("tool"), "tool");
  }
  {
    const EnvironmentVariable path("PATH", "/nowhere:");
    EXPECT_EQ(which("tool"), "tool");
  }
  std::filesystem::current_path(former);
}

TEST_F(Which, FindsNothingInAnEmptyPath) {
  const EnvironmentVariable path("PATH", "");
  EXPECT_EQ(which("sh"), std::nullopt);
}

TEST_F(Which, SearchesTheSystemsDirectoriesWithoutPath) {
  const EnvironmentVariable path("PATH", std::nullopt);
  EXPECT_TRUE(which("sh").has_value());
}

TEST_F(Which, FindsNothingForOddNames) {
  EXPECT_EQ(which(""), std::nullopt);
  EXPECT_EQ(which(std::string_view("sh\0x", 4)), std::nullopt);
}

TEST(ExpandUser, ReplacesTheHomeDirectory) {
  const EnvironmentVariable home("HOME", "/home/jo/");
  EXPECT_EQ(expand_user("~"), "/home/jo");
  EXPECT_EQ(expand_user("~/x"), "/home/jo/x");
  EXPECT_EQ(expand_user("~//x"), "/home/jo//x");
}

TEST(ExpandUser, KeepsOtherStrings) {
  EXPECT_EQ(expand_user(""), "");
  EXPECT_EQ(expand_user("a/~"), "a/~");
  EXPECT_EQ(expand_user("~no-such-user/x"), "~no-such-user/x");
}

TEST(ExpandUser, KeepsARootHome) {
  const EnvironmentVariable home("HOME", "/");
  EXPECT_EQ(expand_user("~"), "/");
  EXPECT_EQ(expand_user("~/x"), "/x");
}

TEST(ExpandUser, AsksTheUserDatabase) {
  const EnvironmentVariable home("HOME", std::nullopt);
  const passwd* user = ::getpwuid(::getuid());
  if (user == nullptr) GTEST_SKIP() << "this user is in no database";
  EXPECT_EQ(expand_user("~/x"), std::string(user->pw_dir) + "/x");
  EXPECT_EQ(expand_user(std::string("~") + user->pw_name + "/x"), std::string(user->pw_dir) + "/x");
}

}  // namespace
}  // namespace chaos::os
