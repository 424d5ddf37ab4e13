#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>

#include "support/named_pipe.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

namespace fs = std::filesystem;

/// A run in the directory "work" that was killed and is recovered elsewhere.
class RecoverElsewhere : public ::testing::Test {
 protected:
  RecoverElsewhere() { fs::create_directory(chaos_.path("work")); }

  /// `before` are options before the command.
  void crash(const std::string& options = "", const std::string& before = "") {
    const Json experiment = experiment_of({shell_action("hang", "echo up > ../news; sleep 1000")},
                                          {shell_action("mend", "echo mend >> back")});
    chaos_.file("work/e.json", to_json_text(experiment, 2));
    auto running = chaos_.start_script("cd work && exec \"$CHAOS\" " + before +
                                       " run --no-watchdog " + options + " e.json");
    EXPECT_EQ(news_.read_line(), "up");
    running.signal(SIGKILL).wait();
  }
  Outcome recover(const std::string& arguments) { return chaos_.chaos("recover " + arguments); }

  ShellCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
};

TEST_F(RecoverElsewhere, FollowsTheDirectoryThatWasRenamed) {
  crash();
  fs::rename(chaos_.path("work"), chaos_.path("renamed"));
  EXPECT_THAT(chaos_.script("cd renamed && exec \"$CHAOS\" recover --list").err,
              Not(HasSubstr("cannot be read")));
  const Outcome first = recover("renamed/journal.json.wal");
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(first.log().front(), "WARNING The directory of the run, '" + chaos_.path("work") +
                                     "', no longer exists. Using '" + chaos_.path("renamed") +
                                     "', where its log is");
  const std::string hint = "To play the remaining rollbacks: chaos ";
  const std::string last = first.log().back();
  ASSERT_THAT(last, HasSubstr(hint));
  const std::string command = last.substr(last.find(hint) + hint.size());
  EXPECT_EQ(chaos_.chaos(command).exit_code, 0);
  EXPECT_THAT(chaos_.lines("renamed/back"), ElementsAre("mend"));
  EXPECT_TRUE(chaos_.exists("renamed/journal.json"));
  EXPECT_FALSE(chaos_.exists("renamed/journal.json.wal"));
  EXPECT_EQ(chaos_.chaos("ps --all --format json").out, "[]\n");
}

TEST_F(RecoverElsewhere, FollowsItEvenIfTheLogWasInASubdirectory) {
  fs::create_directory(chaos_.path("work/out"));
  crash("--journal-path out/j.json");
  fs::rename(chaos_.path("work"), chaos_.path("renamed"));
  EXPECT_EQ(recover("--rollback renamed/out/j.json.wal").exit_code, 0);
  EXPECT_THAT(chaos_.lines("renamed/back"), ElementsAre("mend"));
  EXPECT_TRUE(chaos_.exists("renamed/out/j.json"));
}

TEST_F(RecoverElsewhere, UsesTheGivenDirectory) {
  fs::create_directory(chaos_.path("out"));
  crash("--journal-path ../out/j.json");
  fs::rename(chaos_.path("work"), chaos_.path("renamed"));
  const Outcome refused = recover("--rollback out/j.json.wal");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("cannot enter the directory of the run"), HasSubstr("--directory")));
  EXPECT_THAT(recover("--directory renamed out/j.json.wal").err,
              HasSubstr("chaos recover --rollback out/j.json.wal --directory " +
                        chaos_.path("renamed") + "\n"));
  EXPECT_EQ(recover("--rollback --directory renamed out/j.json.wal").exit_code, 0);
  EXPECT_THAT(chaos_.lines("renamed/back"), ElementsAre("mend"));
}

/// With relative paths, a rollback would act on the files of something else.
TEST_F(RecoverElsewhere, RefusesAnotherDirectoryOfThatName) {
  fs::create_directory(chaos_.path("out"));
  crash("--journal-path ../out/j.json");
  fs::rename(chaos_.path("work"), chaos_.path("old"));
  fs::create_directory(chaos_.path("work"));
  const std::string message = "'" + chaos_.path("work") + "' is no longer the directory of the run";
  const Outcome refused = recover("--rollback out/j.json.wal");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr(message), HasSubstr("--directory")));
  EXPECT_FALSE(chaos_.exists("work/back"));
  const Outcome told = recover("--rollback --directory work out/j.json.wal");
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("mend"));
}

TEST_F(RecoverElsewhere, AcceptsACopyOfTheDirectory) {
  crash();
  chaos_.script("mv work old && cp -r old work");
  EXPECT_EQ(recover("--rollback work/journal.json.wal").exit_code, 0);
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("mend"));
}

TEST_F(RecoverElsewhere, RollsBackAJournalWhereItIsTold) {
  crash();
  recover("work/journal.json.wal");
  chaos_.script(
      "mkdir archive; mv work/journal.json archive; rm work/journal.json.wal; mv work w2");
  EXPECT_EQ(chaos_.chaos("rollback --directory w2 archive/journal.json").exit_code, 0);
  EXPECT_THAT(chaos_.lines("w2/back"), ElementsAre("mend"));
  EXPECT_FALSE(chaos_.exists("archive/back"));
}

/// The copy does not contain what was played from the original.
TEST_F(RecoverElsewhere, RefusesACopyOfALogThatWasRecovered) {
  crash();
  chaos_.script("cp work/journal.json.wal backup.wal");
  EXPECT_EQ(recover("--rollback work/journal.json.wal").exit_code, 0);
  for (const char* arguments : {"--rollback backup.wal", "--rollback", "backup.wal", "--dry"}) {
    const Outcome outcome = recover(arguments);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err,
                HasSubstr("backup.wal' is an old copy of the log of this run, whose "
                          "rollbacks have been played since: according to '" +
                          chaos_.path("work/journal.json") + "', these have succeeded: mend\n"));
  }
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("mend"));
  EXPECT_EQ(recover("--rollback --again backup.wal").exit_code, 0);
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("mend", "mend"));
}

TEST_F(RecoverElsewhere, RefusesACopyOfAJournalThatWasRolledBack) {
  Json breaks = shell_action("break", "true");
  breaks["rollback"] = shell_action("mend", "echo mend >> back");
  chaos_.file("work/e.json", to_json_text(experiment_of({breaks}), 2));
  chaos_.script(
      "cd work && \"$CHAOS\" run --rollback-strategy never e.json; cp journal.json ../backup.json");
  EXPECT_EQ(chaos_.chaos("rollback work/journal.json").exit_code, 0);
  const Outcome outcome = chaos_.chaos("rollback backup.json");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("'backup.json' is an old copy of the journal of this run"));
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("mend"));
  EXPECT_EQ(chaos_.chaos("rollback --again backup.json").exit_code, 0);
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("mend", "mend"));
}

TEST_F(RecoverElsewhere, DoesNotConfuseTheJournalOfAnotherRunWithThatOfTheLog) {
  crash();
  chaos_.script("mv work/journal.json.wal backup.wal");
  crash();
  EXPECT_EQ(recover("--rollback work/journal.json.wal").exit_code, 0);
  EXPECT_EQ(recover("--rollback backup.wal").exit_code, 0);
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("mend", "mend"));
}

TEST_F(RecoverElsewhere, OnlyChecksInADryRun) {
  crash();
  for (const char* arguments : {"--dry", "--rollback --dry"}) {
    const Outcome outcome = recover(std::string(arguments) + " work/journal.json.wal");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.log(), Contains("INFO Would play the rollback 'mend', which never ran"));
  }
  EXPECT_FALSE(chaos_.exists("work/journal.json"));
  EXPECT_FALSE(chaos_.exists("work/back"));
  EXPECT_TRUE(chaos_.exists("work/journal.json.wal"));
}

TEST_F(RecoverElsewhere, RefusesOptionsThatHaveNoEffect) {
  crash();
  for (const char* option : {"--only mend", "--again", "--despite-damage", "--end-activities",
                             "--no-end-activities", "--var x=1", "--var-file work/e.json"}) {
    const Outcome outcome = recover(std::string(option) + " work/journal.json.wal");
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("has no effect without '--rollback'")) << option;
    EXPECT_NE(recover(std::string("--dry ") + option + " work/journal.json.wal").exit_code, 2);
  }
  EXPECT_FALSE(chaos_.exists("work/journal.json"));
}

/// They may have been damaged or deleted since the run began.
TEST_F(RecoverElsewhere, IgnoresUnreadableSettings) {
  for (const char* breaks : {"echo 'runtime: {' > work/settings.yaml", "rm work/settings.yaml"}) {
    chaos_.file("work/settings.yaml", "runtime: {}\n");
    crash("", "--settings settings.yaml");
    chaos_.script(breaks);
    const Outcome outcome = recover("--rollback work/journal.json.wal");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, HasSubstr("Rolling back without "));
  }
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("mend", "mend"));
}

TEST_F(RecoverElsewhere, RollsBackAJournalDespiteUnreadableSettings) {
  crash();
  recover("work/journal.json.wal");
  fs::remove(chaos_.path("work/journal.json.wal"));
  chaos_.file(".chaostoolkit/settings.yaml", "controls: {");
  const Outcome outcome = chaos_.chaos("rollback work/journal.json");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("Rolling back without the settings: "));
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("mend"));
}

}  // namespace
}  // namespace chaos::testing
