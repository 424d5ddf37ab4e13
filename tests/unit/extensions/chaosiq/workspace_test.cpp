#include "chaosiq/workspace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "support/captured_log.h"
#include "support/chaosiq_settings.h"
#include "support/temporary_directory.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::CapturedLog;
using chaos::testing::chaosiq_settings;
using chaos::testing::TemporaryDirectory;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class WorkspaceTest : public ::testing::Test {
 protected:
  WorkspaceTest() {
    const Json settings = chaosiq_settings("https://c.example", "c.example");
    account_ = read_account(declaration_in(settings), settings);
  }
  Workspace workspace(const std::string& file = "exp.json") const {
    return {directory_ / file, account_};
  }
  std::string content() const { return directory_.read(".chaosiq"); }

  TemporaryDirectory directory_;
  Account account_;
};

TEST_F(WorkspaceTest, IsCreatedNextToTheExperiment) {
  const CapturedLog log;
  EXPECT_EQ(workspace().experiment_id(), "");
  EXPECT_FALSE(std::filesystem::exists(directory_ / ".chaosiq"));
  workspace().link("x1");
  EXPECT_EQ(content(),
            "experiments:\n"
            "  o1:\n"
            "    t1:\n"
            "      exp.json:\n"
            "        experiment_id: x1\n");
  EXPECT_EQ(workspace().experiment_id(), "x1");
  EXPECT_THAT(log.records(), IsEmpty());
}

TEST_F(WorkspaceTest, DistinguishesTheExperimentsInItsFolder) {
  workspace("a.json").link("xa");
  workspace("b.json").link("xb");
  EXPECT_EQ(workspace("a.json").experiment_id(), "xa");
  EXPECT_EQ(workspace("b.json").experiment_id(), "xb");
  EXPECT_EQ(workspace("c.json").experiment_id(), "");
}

TEST_F(WorkspaceTest, DistinguishesThemByTeam) {
  workspace().link("x1");
  account_.team->id = "t2";
  EXPECT_EQ(workspace().experiment_id(), "");
  workspace().link("x2");
  account_.organization->id = "o2";
  EXPECT_EQ(workspace().experiment_id(), "");
  workspace().link("x3");
  EXPECT_EQ(workspace().experiment_id(), "x3");
  account_.organization->id = "o1";
  EXPECT_EQ(workspace().experiment_id(), "x2");
  account_.team->id = "t1";
  EXPECT_EQ(workspace().experiment_id(), "x1");
}

TEST_F(WorkspaceTest, KeepsOtherData) {
  directory_.write(".chaosiq",
                   "colour: red\n"
                   "experiments:\n"
                   "  o1:\n"
                   "    t1:\n"
                   "      exp.json: {experiment_id: old, note: mine}\n"
                   "      other.json: {experiment_id: xo}\n");
  workspace().link("x1");
  EXPECT_EQ(content(),
            "colour: red\n"
            "experiments:\n"
            "  o1:\n"
            "    t1:\n"
            "      exp.json:\n"
            "        experiment_id: x1\n"
            "        note: mine\n"
            "      other.json:\n"
            "        experiment_id: xo\n");
}

TEST_F(WorkspaceTest, ReportsThatThereIsNoIdentifier) {
  workspace().link("");
  EXPECT_THAT(content(), ::testing::EndsWith("        experiment_id: null\n"));
  EXPECT_EQ(workspace().experiment_id(), "");
  workspace().link("x1");
  EXPECT_EQ(workspace().experiment_id(), "x1");
}

TEST_F(WorkspaceTest, ReadsBackAnyIdentifierOfAnExperiment) {
  for (const char* id : {"0123", "null", "yes", "1e3", "a: b", "é", "'", "2020-01-01"}) {
    workspace().link(id);
    EXPECT_EQ(workspace().experiment_id(), id);
  }
}

TEST_F(WorkspaceTest, DoesNotChangeAnUpToDateFile) {
  const std::string text =
      "# mine\nexperiments: {o1: {t1: {exp.json: {experiment_id: x1}, z: 1, a: 2}}}\n";
  directory_.write(".chaosiq", text);
  workspace().link("x1");
  EXPECT_EQ(content(), text);
}

TEST_F(WorkspaceTest, MayBeEmpty) {
  for (const char* text :
       {"", "# nothing yet\n", "{}", "experiments:\n", "experiments: {o1: }\n"}) {
    directory_.write(".chaosiq", text);
    EXPECT_EQ(workspace().experiment_id(), "") << text;
    workspace().link("x1");
    EXPECT_EQ(workspace().experiment_id(), "x1") << text;
  }
}

TEST_F(WorkspaceTest, IsNeverOverwrittenIfItCannotBeRead) {
  for (const char* text : {"experiments: [\n", "- a list\n", "text", "\x01"}) {
    const CapturedLog log;
    directory_.write(".chaosiq", text);
    Workspace damaged = workspace();
    EXPECT_EQ(damaged.experiment_id(), "");
    damaged.link("x1");
    EXPECT_EQ(content(), text);
    EXPECT_THAT(log.records(),
                ElementsAre(StartsWith("WARNING The workspace file '" + (directory_ / ".chaosiq") +
                                       "' cannot be read and was not changed: ")));
  }
}

TEST_F(WorkspaceTest, IsNeverOverwrittenIfItContainsSomethingElse) {
  for (const char* text :
       {"experiments: 1\n", "experiments: {o1: []}\n", "experiments: {o1: {t1: x}}\n",
        "experiments: {o1: {t1: {exp.json: x1}}}\n"}) {
    const CapturedLog log;
    directory_.write(".chaosiq", text);
    EXPECT_EQ(workspace().experiment_id(), "");
    workspace().link("x1");
    EXPECT_EQ(content(), text);
    EXPECT_THAT(log.records(),
                ElementsAre(StartsWith("WARNING The workspace file '" + (directory_ / ".chaosiq") +
                                       "' cannot be written: ")));
  }
}

TEST_F(WorkspaceTest, OnlyWarnsIfItCannotBeWritten) {
  const CapturedLog log;
  workspace("no/folder/exp.json").link("x1");
  EXPECT_THAT(log.records(),
              ElementsAre(StartsWith("WARNING The workspace file '" +
                                     (directory_ / "no/folder/.chaosiq") + "' cannot be written")));
}

TEST_F(WorkspaceTest, IsInTheWorkingDirectoryForABareName) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(directory_.path());
  Workspace("exp.json", account_).link("x1");
  std::filesystem::current_path(before);
  EXPECT_EQ(workspace().experiment_id(), "x1");
}

TEST(IsAddress, DistinguishesFilesFromUrls) {
  EXPECT_TRUE(is_address("http://c.example/x.json"));
  EXPECT_TRUE(is_address("https://c.example/x.json"));
  for (const char* file : {"", "exp.json", "/a/exp.json", "http.json", "https:/x", "file:///x"})
    EXPECT_FALSE(is_address(file)) << file;
}

}  // namespace
}  // namespace chaos::chaosiq
