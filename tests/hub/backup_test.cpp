#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "hub/team_of_ada.h"
#include "support/postgresql.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The content of a backup; a table's lines may come in any order.
std::vector<std::string> content(const std::string& backup) {
  std::vector<std::string> lines;
  std::istringstream stream(backup);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  std::ranges::sort(lines);
  return lines;
}

class HubBackup : public ::testing::Test {
 protected:
  void SetUp() override {
    execution = ada.open(ada.publish("caf\u00e9"));
    ada.post(execution + "/events", event_of("1", "starting-activity", "a"));
    ada.post("/safeguards", {{"kind", "halt"}});
  }

  Outcome chaoshub(const std::vector<std::string>& arguments) {
    return ada.hub.command().run(arguments);
  }

  /// An empty hub, with the other kind of database if available.
  std::vector<std::string> elsewhere() {
    std::vector<std::string> flags = {"--data-dir", ada.hub.command().path("elsewhere")};
    const bool sqlite = !HubVariant::from_environment().postgresql;
    if (sqlite && Postgresql::is_there())
      flags.insert(flags.end(), {"--database", Postgresql::shared().new_database()});
    else if (!sqlite)
      flags.insert(flags.end(), {"--database", ""});
    return flags;
  }

  static std::vector<std::string> with(std::vector<std::string> command,
                                       const std::vector<std::string>& flags) {
    command.insert(command.end(), flags.begin(), flags.end());
    return command;
  }

  TeamOfAda ada;
  std::string execution;
};

TEST_F(HubBackup, IsRestoredCompletelyToTheOtherKindOfDatabase) {
  const auto flags = elsewhere();
  EXPECT_EQ(chaoshub({"backup", "hub.backup"}).exit_code, 0);  // while it is serving
  const Outcome restored = chaoshub(with({"restore", "hub.backup"}, flags));
  EXPECT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(chaoshub(with({"backup", "again.backup"}, flags)).exit_code, 0);
  EXPECT_EQ(content(ada.hub.command().text("again.backup")),
            content(ada.hub.command().text("hub.backup")));
  EXPECT_THAT(ada.hub.command().text("hub.backup"), HasSubstr("caf\u00e9"));
  const Outcome twice = chaoshub(with({"restore", "hub.backup"}, flags));
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_THAT(twice.err, HasSubstr("not empty: restore into a new one"));
}

TEST_F(HubBackup, IsNotRestoredAtAllIfTruncated) {
  ASSERT_EQ(chaoshub({"backup", "hub.backup"}).exit_code, 0);
  const std::string whole = ada.hub.command().text("hub.backup");
  const auto flags = elsewhere();
  for (const auto& text :
       {whole.substr(0, whole.size() / 2), whole.substr(0, whole.rfind("{\"end\"")),
        std::string("{}\n"), std::string()}) {
    ada.hub.command().file("cut.backup", text);
    EXPECT_EQ(chaoshub(with({"restore", "cut.backup"}, flags)).exit_code, 1);
  }
  EXPECT_EQ(chaoshub(with({"restore", "hub.backup"}, flags)).exit_code, 0);  // still empty
}

TEST_F(HubBackup, IsReadableOnlyByItsOwner) {
  ASSERT_EQ(chaoshub({"backup", "hub.backup"}).exit_code, 0);
  const auto mode = std::filesystem::status(ada.hub.command().path("hub.backup")).permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(HubBackup, LeavesNoFileOnAFullDisk) {
  const Outcome outcome = chaoshub({"backup", "nowhere/hub.backup"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("nowhere/hub.backup.part"));
}

TEST_F(HubBackup, ListsMissingMigrations) {
  EXPECT_THAT(chaoshub({"migrate", "--dry-run"}).out, IsEmpty());
  const Outcome outcome = chaoshub(with({"migrate", "--dry-run"}, elsewhere()));
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("auth: accounts, sessions and tokens\n"));
  EXPECT_FALSE(ada.hub.command().exists("elsewhere"));
}

}  // namespace
}  // namespace chaos::testing
