#include "context/settings.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <string>

#include "chaos/error.h"
#include "support/captured_log.h"
#include "support/fake_file_system.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using chaos::testing::CapturedLog;
using chaos::testing::FakeFileSystem;
using chaos::testing::TemporaryDirectory;

unsigned mode_of(const std::string& path) {
  struct stat info {};
  ::stat(path.c_str(), &info);
  return info.st_mode & 07777U;
}

const Json& settings() {
  static const Json settings = {{"controls", {{"c", {{"publish", "on"}}}}},
                                {"auths", {{"example.com:443", {{"type", "bearer"}}}}}};
  return settings;
}

constexpr const char* kSettingsText =
    "auths:\n"
    "  example.com:443:\n"
    "    type: bearer\n"
    "controls:\n"
    "  c:\n"
    "    publish: 'on'\n";

class Settings : public ::testing::Test {
 protected:
  Diagnostic refusal_to_edit(const std::string& path) {
    try {
      read_mapping_to_edit(path);
    } catch (const ChaosError& error) {
      return error.diagnostic();
    }
    ADD_FAILURE() << path << " was read";
    return {};
  }

  TemporaryDirectory directory_;
};

TEST_F(Settings, AreSavedSortedAndReadBack) {
  const std::string path = directory_ / "settings.yaml";
  save_settings(path, settings());
  EXPECT_EQ(directory_.read("settings.yaml"), kSettingsText);
  EXPECT_TRUE(python_equal(read_mapping_to_edit(path), settings()));
  EXPECT_TRUE(python_equal(load_settings(path), settings()));
}

TEST_F(Settings, ArePrivateWhenNew) {
  const mode_t mask = ::umask(0);
  save_settings(directory_ / "one/two/settings.yaml", settings());
  ::umask(mask);
  EXPECT_EQ(directory_.read("one/two/settings.yaml"), kSettingsText);
  EXPECT_EQ(mode_of(directory_ / "one"), 0700U);
  EXPECT_EQ(mode_of(directory_ / "one/two"), 0700U);
  EXPECT_EQ(mode_of(directory_ / "one/two/settings.yaml"), 0600U);
}

TEST_F(Settings, KeepTheModesThatTheirFileAndDirectoryHave) {
  const std::string path = directory_.write("settings.yaml", "a: 1\n", 0644);
  std::filesystem::permissions(directory_.path(), std::filesystem::perms{0755});
  save_settings(path, settings());
  EXPECT_EQ(mode_of(path), 0644U);
  EXPECT_EQ(mode_of(directory_.path()), 0755U);
}

TEST_F(Settings, AreSavedThroughALink) {
  const std::string target = directory_.write("target.yaml", "a: 1\n", 0640);
  std::filesystem::create_symlink("target.yaml", directory_ / "settings.yaml");
  save_settings(directory_ / "settings.yaml", settings());
  EXPECT_TRUE(std::filesystem::is_symlink(directory_ / "settings.yaml"));
  EXPECT_EQ(directory_.read("target.yaml"), kSettingsText);
  EXPECT_EQ(mode_of(target), 0640U);
}

TEST_F(Settings, NeedNoDirectoryInTheirPath) {
  const auto former = std::filesystem::current_path();
  std::filesystem::current_path(directory_.path());
  save_settings("settings.yaml", settings());
  std::filesystem::current_path(former);
  EXPECT_EQ(directory_.read("settings.yaml"), kSettingsText);
}

TEST_F(Settings, ThatCannotBeSavedAreAnError) {
  const std::string path = directory_.write("file", "") + "/settings.yaml";
  try {
    save_settings(path, settings());
    FAIL() << "were saved";
  } catch (const ChaosError& error) {
    EXPECT_EQ(std::string(error.what()),
              "the settings cannot be written to '" + path + "': Not a directory");
    EXPECT_EQ(error.diagnostic().position.file, path);
  }
}

TEST_F(Settings, AreNeverHalfWritten) {
  for (std::size_t successes = 0;; ++successes) {
    FakeFileSystem files;
    files.set_content("dir/settings.yaml", "old: 1\n");
    files.fail_call(successes, EIO);
    bool failed = false;
    try {
      save_settings("dir/settings.yaml", settings(), files);
    } catch (const ChaosError&) {
      failed = true;
    }
    EXPECT_EQ(files.content("dir/settings.yaml"), failed ? "old: 1\n" : kSettingsText);
    if (!failed) break;
  }
}

TEST_F(Settings, AreUnchangedIfTheDiskIsFull) {
  FakeFileSystem files;
  files.set_content("settings.yaml", "old: 1\n");
  files.set_free_space(10);
  EXPECT_THROW(save_settings("settings.yaml", settings(), files), ChaosError);
  EXPECT_EQ(files.content("settings.yaml"), "old: 1\n");
}

TEST_F(Settings, ToEditAreEmptyWhenThereAreNone) {
  EXPECT_EQ(read_mapping_to_edit(directory_ / "none.yaml"), Json::object());
  EXPECT_EQ(read_mapping_to_edit(directory_ / "no/directory.yaml"), Json::object());
  EXPECT_EQ(read_mapping_to_edit(directory_.write("empty.yaml", "# later\n")), Json::object());
}

TEST_F(Settings, ToEditMustBeYaml) {
  const std::string path = directory_.write("settings.yaml", "auths:\n  a: [1\n  token: secret\n");
  const Diagnostic refusal = refusal_to_edit(path);
  EXPECT_EQ(refusal.message, "'" + path +
                                 "' cannot be changed, because it is not valid YAML: while parsing "
                                 "a flow sequence\n  in \"" +
                                 path +
                                 "\", line 2, column 6\nexpected ',' or ']', but got ':'\n  in \"" +
                                 path + "\", line 3, column 8");
  EXPECT_EQ(refusal.hint, "fix or delete the file; it was not changed");
  EXPECT_EQ(refusal.position.file, path);
  EXPECT_EQ(refusal.position.line, 0U);  // otherwise the line would be displayed
}

TEST_F(Settings, ToEditMustBeText) {
  const std::string path = directory_.write("settings.yaml", "a: \xFF\n");
  const Diagnostic refusal = refusal_to_edit(path);
  EXPECT_EQ(refusal.message, "'" + path +
                                 "' cannot be changed, because it is not valid YAML: 'utf-8' codec "
                                 "can't decode byte 0xff in position 3: invalid start byte");
  EXPECT_EQ(refusal.position.file, path);
}

TEST_F(Settings, ToEditMustBeAMapping) {
  const std::string path = directory_.write("settings.yaml", "- a\n");
  const Diagnostic refusal = refusal_to_edit(path);
  EXPECT_EQ(refusal.message, "'" + path + "' cannot be changed, because it is not a mapping");
  EXPECT_EQ(refusal.position.file, path);
}

TEST_F(Settings, ToEditMustBeReadable) {
  const Diagnostic refusal = refusal_to_edit(directory_.path());
  EXPECT_EQ(refusal.message, "'" + directory_.path() +
                                 "' cannot be changed, because it cannot be read: Is a directory");
}

std::string refusal_to_load(const std::string& path) {
  try {
    load_settings(path);
  } catch (const ChaosError& error) {
    EXPECT_TRUE(error.diagnostic().hint.starts_with("nothing was run"));
    EXPECT_EQ(error.diagnostic().position.line, 0U) << "the line would be shown";
    return error.what();
  }
  return {};
}

TEST_F(Settings, ThatAreDamagedAreRejectedAndNotQuoted) {
  const std::string problem =
      refusal_to_load(directory_.write("settings.yaml", "auths:\n  token: \"secret\n"));
  EXPECT_TRUE(problem.starts_with("Failed parsing YAML settings: while scanning")) << problem;
  EXPECT_EQ(problem.find("secret"), std::string::npos) << problem;
}

TEST_F(Settings, ThatAreNotAMappingAreRejected) {
  const std::string path = directory_.write("settings.yaml", "- a\n");
  EXPECT_EQ(refusal_to_load(path), "The settings in '" + path + "' must be a mapping");
}

TEST_F(Settings, ThatCannotBeReadAreRejected) {
  EXPECT_EQ(refusal_to_load(directory_.path()),
            "The settings in '" + directory_.path() + "' cannot be read: Is a directory");
}

TEST_F(Settings, MayBeMissing) {
  EXPECT_EQ(load_settings(directory_.path() + "/none.yaml"), Json::object());
  EXPECT_EQ(load_settings(directory_.write("settings.yaml", "# nothing\n")), Json::object());
}

TEST_F(Settings, AreWrittenAsTheReferenceWritesThem) {
  const std::string path =
      directory_.write("settings.yaml", "b: &b {yes: café, a: 1}\na: *b\n", 0644);
  save_settings(path, *read_settings_file(path));
  EXPECT_EQ(directory_.read("settings.yaml"),
            "a: &id001\n  true: \"caf\\xE9\"\n  a: 1\nb: *id001\n");
  EXPECT_EQ(mode_of(path), 0644U);
}

TEST_F(Settings, ThatAreRequestedMustExist) {
  const auto refusal = [](const std::string& path) -> std::string {
    try {
      return python_str(*read_settings_file(path));
    } catch (const ChaosError& error) {
      return error.what();
    }
  };
  const std::string missing = directory_ / "none.yaml";
  EXPECT_EQ(refusal(missing), "No settings file found at " + missing);
  EXPECT_EQ(refusal(directory_.write("empty.yaml", "")), "{}");
  const std::string list = directory_.write("list.yaml", "- a\n");
  EXPECT_EQ(refusal(list), "The settings in '" + list + "' must be a mapping");
  EXPECT_TRUE(refusal(directory_.write("broken.yaml", "a: [\n"))
                  .starts_with("Failed parsing YAML settings: while parsing a flow node"));
  EXPECT_EQ(refusal(directory_.path()),
            "The settings in '" + directory_.path() + "' cannot be read: Is a directory");
}

}  // namespace
}  // namespace chaos
