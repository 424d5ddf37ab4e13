#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include "support/chaos_command.h"
#include "support/named_pipe.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// The watchdog is not a child of this process, so its end is only visible in its effects.
bool becomes_true(const std::function<bool()>& condition) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < limit) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

/// Runs whose log is deleted.
class DeletedLog : public ::testing::Test {
 protected:
  /// A run that has broken something. It continues with its next activity on request, and blocks
  /// there.
  RunningChaos begin() {
    Json action = shell_action("break", "touch fault");
    action["rollback"] = shell_action("mend", "rm -f fault; echo mend >> undone");
    chaos_.experiment(experiment_of({action, shell_action("wait", "echo 1 > news; read x < go"),
                                     shell_action("hold", "echo 2 > news; read x < go")}));
    RunningChaos run = chaos_.start({"run", "experiment.json"});
    EXPECT_EQ(news_.read_line(), "1");
    return run;
  }

  void go_on() {
    go_.write_line();
    EXPECT_EQ(news_.read_line(), "2");
  }

  void kill(RunningChaos& run) {
    run.signal(SIGKILL);
    EXPECT_TRUE(becomes_true([this] { return chaos_.exists("journal.json"); }));
    err_ = run.wait().err;
  }

  void expect_put_back() {
    EXPECT_FALSE(chaos_.exists("fault"));
    EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
    EXPECT_TRUE(becomes_true([this] { return !chaos_.exists("journal.json.wal"); }));
    EXPECT_EQ(chaos_.journal().at("status"), "aborted");
  }

  ChaosCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
  NamedPipe go_{chaos_.path("go")};
  std::string err_;
};

TEST_F(DeletedLog, IsStillUsedByTheWatchdog) {
  RunningChaos run = begin();
  std::filesystem::remove(chaos_.path("journal.json.wal"));
  kill(run);
  expect_put_back();
  EXPECT_THAT(err_,
              HasSubstr("was deleted during the run. It was still open, and has been restored to"));
}

TEST_F(DeletedLog, KeepsWhatIsRecordedAfterwards) {
  RunningChaos run = begin();
  std::filesystem::remove(chaos_.path("journal.json.wal"));
  go_on();
  kill(run);
  expect_put_back();
  EXPECT_EQ(chaos_.journal()["run"].size(), 3U);
}

TEST_F(DeletedLog, LeavesARunThatEndsAsItIs) {
  RunningChaos run = begin();
  std::filesystem::remove(chaos_.path("journal.json.wal"));
  go_on();
  go_.write_line();
  const Outcome outcome = run.wait();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos_.journal().at("status"), "completed");
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
  EXPECT_FALSE(chaos_.exists("journal.json.wal"));
}

TEST(DeletedDirectory, LosesNeitherLogNorJournal) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  std::filesystem::create_directory(chaos.path("work"));
  std::filesystem::create_directory(chaos.path("tmp"));
  const std::string top = chaos.path("");
  Json action = shell_action("break", "rm -r " + top + "/work");
  action["rollback"] = shell_action("mend", "echo mend >> " + top + "/undone");
  chaos.experiment(experiment_of({action}));
  std::filesystem::rename(chaos.path("experiment.json"), chaos.path("work/experiment.json"));
  const Outcome outcome =
      chaos.env("TMPDIR", chaos.path("tmp"))
          .run({"--no-log-file", "--change-dir", chaos.path("work"), "run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(chaos.lines("undone"), ElementsAre("mend"));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("the journal cannot be written"),
                                 HasSubstr("it was kept in '" + chaos.path("tmp")),
                                 Not(HasSubstr("cannot get current path"))));
  EXPECT_TRUE(std::filesystem::is_empty(chaos.path(".local/state/chaos/runs")));
  int journals = 0;
  for (const auto& entry : std::filesystem::directory_iterator(chaos.path("tmp")))
    journals += entry.path().filename().string().starts_with("chaos-journal-") ? 1 : 0;
  EXPECT_EQ(journals, 1);
}

/// As if a new version were deployed during the run.
TEST(MovedDirectory, IsWhereTheWatchdogRollsBackEvenIfThereIsAnotherInItsPlace) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  std::filesystem::create_directory(chaos.path("work"));
  Json action = shell_action("break", "touch fault; echo up > ../news; exec sleep 1000");
  action["rollback"] = shell_action("mend", "rm fault && touch mended");
  chaos.experiment(experiment_of({action}));
  auto run = chaos.start({"--change-dir", chaos.path("work"), "run", "../experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  std::filesystem::rename(chaos.path("work"), chaos.path("old"));
  std::filesystem::create_directory(chaos.path("work"));
  const Outcome outcome = run.signal(SIGKILL).wait();
  EXPECT_THAT(outcome.err, HasSubstr("The directory of the run, '" + chaos.path("work") +
                                     "', is '" + chaos.path("old") + "' now. Rolling back there"));
  EXPECT_TRUE(becomes_true([&] { return chaos.exists("old/mended"); }));
  EXPECT_TRUE(becomes_true([&] { return chaos.exists("old/journal.json"); }));
  EXPECT_FALSE(chaos.exists("work/journal.json"));
}

TEST(MovedDirectory, IsWhereTheWatchdogRollsBack) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  std::filesystem::create_directory(chaos.path("work"));
  Json action = shell_action("break", "touch fault; echo up > ../news; exec sleep 1000");
  action["rollback"] = shell_action("mend", "rm fault && touch mended");
  chaos.experiment(experiment_of({action}));
  auto run = chaos.start({"--change-dir", chaos.path("work"), "run", "../experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  std::filesystem::rename(chaos.path("work"), chaos.path("old"));
  const Outcome outcome = run.signal(SIGKILL).wait();
  EXPECT_THAT(outcome.err, HasSubstr("no longer exists. Using '" + chaos.path("old") + "'"));
  EXPECT_TRUE(becomes_true([&] { return chaos.exists("old/mended"); }));
  EXPECT_TRUE(becomes_true([&] { return chaos.exists("old/journal.json"); }));
  EXPECT_FALSE(chaos.exists("old/fault"));
}

}  // namespace
}  // namespace chaos::testing
