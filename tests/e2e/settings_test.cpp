#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <vector>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSettings = R"(# by hand
auths:
  example.com: {type: bearer, value: "12345"}
items: [{name: first}, second, first]
none: ~
zeta: café
)";

class SettingsCommand : public ::testing::Test {
 protected:
  SettingsCommand() { chaos_.file("settings.yaml", kSettings, 0640); }

  Outcome settings(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--settings", "settings.yaml", "settings"});
    return chaos_.run(arguments);
  }

  void expect_shown(const std::vector<std::string>& arguments, const std::string& text) {
    const Outcome outcome = settings(arguments);
    EXPECT_EQ(outcome.out, text);
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.exit_code, 0);
  }

  void expect_refused(const std::vector<std::string>& arguments, const std::string& text) {
    const Outcome outcome = settings(arguments);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, text);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(chaos_.text("settings.yaml"), kSettings);
  }

  ChaosCommand chaos_;
};

constexpr const char* kKeyHint =
    "hint: use dots for members and [0] for list items; escape a dot that is part of a name with a "
    "backslash, and quote the key: 'auths.example\\.com'\n";

TEST_F(SettingsCommand, ShowsAll) {
  expect_shown({"show"},
               "auths:\n  example.com:\n    type: bearer\n    value: '12345'\n"
               "items:\n- name: first\n- second\n- first\nnone: null\nzeta: \"caf\\xE9\"\n\n");
}

TEST_F(SettingsCommand, ShowsAllAsJson) {
  const Outcome outcome = settings({"show", "--format", "json"});
  EXPECT_THAT(outcome.out, HasSubstr("\n  \"zeta\": \"caf\\u00e9\"\n}\n"));
}

TEST_F(SettingsCommand, GetsAnEntryInEachFormat) {
  expect_shown({"get", "items[0]"}, "name: first\n\n");
  expect_shown({"get", "items[1]"}, "second\n...\n\n");
  expect_shown({"get", "--format", "json", "auths.example\\.com"},
               "{\n  \"type\": \"bearer\",\n  \"value\": \"12345\"\n}\n");
  expect_shown({"get", "--format", "string", "items"}, "[{'name': 'first'}, 'second', 'first']\n");
  expect_shown({"get", "--format", "string", "none"}, "None\n");
}

TEST_F(SettingsCommand, ChangesAnEntryAndKeepsTheMode) {
  EXPECT_EQ(settings({"set", "auths.example\\.com.value", "\"67890\""}).exit_code, 0);
  struct stat info {};
  ::stat(chaos_.path("settings.yaml").c_str(), &info);
  EXPECT_EQ(info.st_mode & 07777U, 0640U);
  expect_shown({"get", "--format", "string", "auths.example\\.com.value"}, "67890\n");
  EXPECT_EQ(settings({"set", "zeta", R"({"on": [1.5, null]})"}).exit_code, 0);
  EXPECT_THAT(chaos_.text("settings.yaml"), HasSubstr("zeta:\n  'on':\n  - 1.5\n  - null\n"));
}

TEST_F(SettingsCommand, RemovesAnEntry) {
  EXPECT_EQ(settings({"remove", "items[2]"}).exit_code, 0);
  EXPECT_EQ(settings({"remove", "auths"}).exit_code, 0);
  EXPECT_EQ(chaos_.text("settings.yaml"),
            "items:\n- name: first\n- second\nnone: null\nzeta: \"caf\\xE9\"\n");
}

TEST_F(SettingsCommand, DoesNotChangeAnythingForInvalidArguments) {
  expect_refused({"get", "nothing.here"},
                 "The settings have no entry 'nothing.here'\n" + std::string(kKeyHint));
  expect_refused({"remove", "items[3]"},
                 "The settings have no entry 'items[3]'\n" + std::string(kKeyHint));
  expect_refused({"set", "none.new", "1"},
                 "The settings have no entry 'none.new'\n" + std::string(kKeyHint));
  expect_refused(
      {"set", "zeta", "plain"},
      "The value is not valid JSON: Expecting value: line 1 column 1 (char 0)\nhint: write a "
      "string in double quotes, and those in single quotes for the shell: '\"text\"'\n");
}

TEST_F(SettingsCommand, NeedsAFile) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"show"}, {"get", "a"}, {"remove", "a"}}) {
    ChaosCommand elsewhere;
    std::vector<std::string> all{"--settings", "none.yaml", "settings"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Outcome outcome = elsewhere.run(all);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err,
              "No settings file found at none.yaml\nhint: create it, or name another one with "
              "--settings before the command\n");
    EXPECT_FALSE(elsewhere.exists("none.yaml"));
  }
}

TEST_F(SettingsCommand, ShowsWhereTheFileIsInvalid) {
  chaos_.file("settings.yaml", "a: [1\nb: secret\n");
  const Outcome outcome = settings({"set", "a", "1"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("Failed parsing YAML settings: while parsing a flow sequence"));
  EXPECT_THAT(outcome.err, HasSubstr("settings.yaml\", line 2, column 2"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("secret")));  // lines of the settings contain tokens
  EXPECT_EQ(chaos_.text("settings.yaml"), "a: [1\nb: secret\n");
}

TEST_F(SettingsCommand, HasHelpForItsSubcommands) {
  EXPECT_EQ(settings({}).exit_code, 2);
  EXPECT_THAT(settings({"--help"}).out,
              HasSubstr("Usage: chaos settings [OPTIONS] COMMAND [ARGS]...\n"));
  EXPECT_THAT(settings({"set", "--help"}).out,
              HasSubstr("Usage: chaos settings set [OPTIONS] KEY VALUE\n"));
  EXPECT_THAT(settings({"list"}).err, HasSubstr("Error: No such command 'list'."));
  EXPECT_THAT(settings({"set", "a"}).err, HasSubstr("Error: Missing argument 'VALUE'."));
  EXPECT_THAT(
      settings({"show", "--format", "xml"}).err,
      HasSubstr("Error: Invalid value for '--format': 'xml' is not one of 'json', 'yaml'."));
}

}  // namespace
}  // namespace chaos::testing
