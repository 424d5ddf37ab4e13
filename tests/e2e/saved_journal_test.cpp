#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>

#include "json/json_reader.h"
#include "support/named_pipe.h"
#include "support/shell_command.h"
#include "support/small_disk.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// A run on a disk that fills up. The rollback leaves its mark in the run's directory.
class FullDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(chaos_.path("tmp"));
    chaos_.env("TMPDIR", chaos_.path("tmp")).env("DIR", chaos_.path(""));
    chaos_.experiment(
        experiment_of({shell_action("hang", "echo up > \"$DIR/news\"; exec sleep 1000")},
                      {shell_action("mend", "echo mend >> \"$DIR/back\"; pwd > \"$DIR/where\"")}));
  }
  /// A run whose disk is full from now on.
  RunningChaos begin(const std::string& options = "") {
    auto run = chaos_.start_chaos("--change-dir disk run " + options + " ../experiment.json");
    EXPECT_EQ(news_.read_line(), "up");
    disk_.fill();
    return run;
  }
  /// The only journal in the temporary directory.
  std::string kept() const {
    std::string found;
    for (const auto& entry : std::filesystem::directory_iterator(chaos_.path("tmp")))
      found = entry.path().string();
    return found;
  }
  void expect_mended_in_place() const {
    EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
    EXPECT_THAT(chaos_.lines("where"), ElementsAre(chaos_.path("disk")));
  }

  ShellCommand chaos_;
  const SmallDisk disk_{chaos_.path("disk"), "256k"};
  NamedPipe news_{chaos_.path("news")};
};

TEST_F(FullDisk, HintNamesTheJournalThatWasWritten) {
  REQUIRE_OR_SKIP(disk_);
  chaos_.file("disk/journal.json", R"({"experiment": {"title": "earlier"}, "run": []})");
  auto run = begin();
  run.signal(SIGTERM);
  const Outcome outcome = run.wait();
  EXPECT_EQ(outcome.exit_code, 1);
  ASSERT_THAT(kept(), Not(IsEmpty()));
  EXPECT_THAT(outcome.err, HasSubstr("chaos rollback " + kept() + "\n"));
  disk_.clear();
  EXPECT_EQ(chaos_.chaos("rollback " + kept()).exit_code, 0);
  expect_mended_in_place();
}

TEST_F(FullDisk, WatchdogKeepsTheJournalElsewhere) {
  REQUIRE_OR_SKIP(disk_);
  auto run = begin("--rollback-strategy always");
  run.signal(SIGKILL);
  const Outcome outcome = run.wait();  // includes the watchdog's output
  expect_mended_in_place();
  ASSERT_THAT(kept(), Not(IsEmpty()));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr(kept()), HasSubstr("1 rollback succeeded"),
                                 Not(HasSubstr("chaos recover")), Not(HasSubstr("not put back"))));
  EXPECT_FALSE(chaos_.exists("disk/journal.json.wal"));
  EXPECT_EQ(chaos_.chaos("rollback " + kept()).exit_code, 0);
  expect_mended_in_place();
}

/// An action that starts when the disk is full and the log lacks a record.
Json late_action(bool has_rollback) {
  Json act = shell_action("late", "echo late >> \"$DIR/story\"");
  if (has_rollback) act["rollback"] = shell_action("undo-late", "echo undo-late >> \"$DIR/story\"");
  return act;
}

/// Needs more room than a full disk may have left in the last block of the log.
Json long_output() {
  return shell_action("long",
                      "echo up > \"$DIR/news\"; read go < \"$DIR/calm\"; "
                      "head -c 20000 /dev/zero | tr '\\000' x");
}

TEST_F(FullDisk, PreventsActionsWhoseRollbackWouldBeLost) {
  REQUIRE_OR_SKIP(disk_);
  NamedPipe calm(chaos_.path("calm"));
  Json first = shell_action("first", "true");
  first["rollback"] = shell_action("undo-first", "echo undo-first >> \"$DIR/story\"");
  chaos_.experiment(experiment_of({first, long_output(), late_action(true), late_action(false)}));
  auto run = begin();
  calm.write_line();
  const Outcome outcome = run.wait();
  EXPECT_THAT(outcome.err,
              HasSubstr("=> failed: the action was not started: its rollback would be lost in a "
                        "crash, because the write-ahead log can no longer be written"));
  // What did not begin is not undone, now or later.
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("late", "undo-first"));
  const Json journal =
      parse_json(chaos_.text(std::filesystem::path(kept()).lexically_relative(chaos_.path(""))));
  EXPECT_EQ(journal["run"][2]["status"], "failed");
  EXPECT_EQ(journal["run"][3]["status"], "succeeded");
  EXPECT_EQ(chaos_.chaos("rollback --list " + kept()).out, "succeeded        undo-first\n");
}

TEST_F(FullDisk, AllowsActionsIfNothingWillBeUndoneAnyway) {
  REQUIRE_OR_SKIP(disk_);
  NamedPipe calm(chaos_.path("calm"));
  chaos_.experiment(experiment_of({long_output(), late_action(true)}));
  auto run = begin("--rollback-strategy never");
  calm.write_line();
  run.wait();
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("late"));
}

TEST_F(FullDisk, DoesNotPreventRollback) {
  REQUIRE_OR_SKIP(disk_);
  auto run = begin();
  disk_.clear();
  run.signal(SIGTERM);
  run.wait();
  ASSERT_TRUE(chaos_.exists("disk/journal.json"));
  disk_.fill();
  const Outcome outcome = chaos_.chaos("rollback disk/journal.json");
  expect_mended_in_place();
  EXPECT_THAT(outcome.err, HasSubstr("it was kept in '" + kept() + "' instead"));
  EXPECT_EQ(outcome.exit_code, 1);  // as after a run, because the journal is not at its path
}

TEST_F(FullDisk, OrReadOnlyDiskDoesNotPreventRollback) {
  REQUIRE_OR_SKIP(disk_);
  auto run = begin();
  disk_.clear();
  run.signal(SIGTERM);
  run.wait();
  ASSERT_TRUE(disk_.make_read_only());
  const Outcome outcome = chaos_.chaos("rollback disk/journal.json");
  expect_mended_in_place();
  EXPECT_THAT(outcome.err, HasSubstr("it was kept in '" + kept() + "' instead"));
}

TEST(JournalOnADevice, KeepsTheLogOfWhatIsLeft) {
  ShellCommand chaos;
  chaos.experiment(
      experiment_of({shell_action("fail", "exit 1")}, {shell_action("mend", "echo mend >> back")}));
  const Outcome run =
      chaos.chaos("run --rollback-strategy never --journal-path /dev/null experiment.json");
  const std::string command = "chaos recover --rollback ";
  const auto begin = run.err.find(command);
  ASSERT_NE(begin, std::string::npos) << run.err;
  const auto end = run.err.find('\n', begin);
  const std::string printed = run.err.substr(begin + 6, end - begin - 6);
  EXPECT_EQ(chaos.chaos(printed).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("mend"));
  EXPECT_EQ(chaos.chaos("ps --all --format json").out, "[]\n");
}

TEST(JournalOnADevice, IsNotRead) {
  ShellCommand chaos;
  for (const char* command : {"rollback", "report", "recover", "recover --list"}) {
    const Outcome outcome = chaos.chaos(std::string(command) + " /dev/zero");
    EXPECT_EQ(outcome.exit_code, 1) << command;
    EXPECT_THAT(outcome.err, HasSubstr("'/dev/zero' is not a regular file")) << command;
  }
}

TEST(JournalNamedLikeAnOption, IsAPathInCommands) {
  ShellCommand chaos;
  chaos.experiment(
      experiment_of({shell_action("fail", "exit 1")}, {shell_action("mend", "echo mend >> back")}));
  const Outcome run =
      chaos.chaos("run --rollback-strategy never --journal-path=-j.json experiment.json");
  EXPECT_THAT(run.err, HasSubstr("chaos rollback ./-j.json\n"));
}

/// Two runs with one journal, the second of which was killed.
TEST(OtherLogs, OfKilledRunsAreNamedByRollback) {
  ShellCommand chaos;
  NamedPipe news(chaos.path("news"));
  chaos.experiment(experiment_of({shell_action("hang", "echo up > news; exec sleep 1000")},
                                 {shell_action("mend", "echo mend >> back")}));
  auto first = chaos.start_chaos("run --rollback-strategy always experiment.json");
  EXPECT_EQ(news.read_line(), "up");
  auto second = chaos.start_chaos("run --no-watchdog experiment.json");
  EXPECT_EQ(news.read_line(), "up");
  second.signal(SIGKILL);
  second.wait();
  first.signal(SIGTERM);
  first.wait();
  const Outcome outcome = chaos.chaos("rollback journal.json");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("chaos recover --rollback " + chaos.path("journal.json.2.wal")));
}

TEST(OtherLogs, OfRunsInProgressMakeAJournalAmbiguousForStop) {
  ShellCommand chaos;
  NamedPipe news(chaos.path("news"));
  chaos.experiment(experiment_of({shell_action("hang", "echo up > news; exec sleep 1000")},
                                 {shell_action("mend", "echo mend >> back")}));
  auto first = chaos.start_chaos("run --no-watchdog experiment.json");
  EXPECT_EQ(news.read_line(), "up");
  auto second = chaos.start_chaos("run --no-watchdog experiment.json");
  EXPECT_EQ(news.read_line(), "up");
  const Json runs = parse_json(chaos.chaos("ps --format json").out);
  ASSERT_EQ(runs.size(), 2U);
  const Outcome refused = chaos.chaos("stop journal.json");
  EXPECT_EQ(refused.exit_code, 1);
  for (const auto& run : runs)
    EXPECT_THAT(refused.err, HasSubstr(run.at("id").get<std::string>()));

  const Outcome stopped = chaos.chaos("stop " + std::to_string(first.pid()));
  first.wait();
  const auto begin = stopped.out.rfind("  chaos rollback ");
  ASSERT_NE(begin, std::string::npos) << stopped.out;
  std::string later = stopped.out.substr(begin + 8);
  later.pop_back();
  second.signal(SIGTERM);
  second.wait();
  EXPECT_EQ(chaos.chaos(later).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("mend"));
}

}  // namespace
}  // namespace chaos::testing
