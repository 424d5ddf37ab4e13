#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "os/child_process.h"
#include "os/file_descriptor.h"
#include "support/chaos_command.h"
#include "support/named_pipe.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const kWal = "journal.json.wal";

/// A run whose method waits until the file "calm" exists, without writing to the log.
Json waiting() {
  return experiment_of(
      {shell_action("act", "echo up > news; until [ -e calm ]; do sleep 0.01; done")},
      {shell_action("mend", "echo mend >> back")});
}

class LiveRun : public ::testing::Test {
 protected:
  LiveRun() { chaos_.experiment(waiting()); }

  RunningChaos start() {
    auto running = chaos_.start({"run", "--no-watchdog", "experiment.json"});
    EXPECT_EQ(news_.read_line(), "up");
    return running;
  }

  /// Leaves the log of a run whose rollback waits until the file "calm" exists.
  void kill_run_with_waiting_rollback() {
    Json experiment = waiting();
    experiment["rollbacks"] = Json::array(
        {shell_action("mend",
                      "echo mend >> back; echo up > news; until [ -e calm ]; do sleep 0.01; "
                      "done")});
    chaos_.experiment(experiment);
    start().signal(SIGKILL).wait();
  }

  ChaosCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
};

TEST_F(LiveRun, CannotBeRecovered) {
  auto running = start();
  const std::string log = chaos_.text(kWal);
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"recover", kWal}, {"recover", "--rollback", kWal}}) {
    const Outcome outcome = chaos_.run(arguments);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("this run is still in progress: pid " +
                                       std::to_string(running.pid()) + " on "));
    EXPECT_THAT(outcome.err,
                HasSubstr("hint: nothing was touched; `chaos stop " + arguments.back() + "`"));
  }
  EXPECT_EQ(chaos_.text(kWal), log);
  EXPECT_FALSE(chaos_.exists("journal.json"));
  EXPECT_FALSE(chaos_.exists("back"));
  chaos_.file("calm", "");
  EXPECT_EQ(running.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
  EXPECT_FALSE(chaos_.exists(kWal));
}

TEST_F(LiveRun, IsNotListedAsKilled) {
  auto running = start();
  const Outcome outcome = chaos_.run({"recover", "--rollback"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("this run is still in progress"), HasSubstr("no run was recovered"),
                    Not(HasSubstr("there is nothing to recover"))));
  EXPECT_FALSE(chaos_.exists("back"));
  chaos_.file("calm", "");
  EXPECT_EQ(running.wait().exit_code, 0);
}

TEST_F(LiveRun, KeepsTheJournalOfAnEarlierRunFromBeingRolledBack) {
  chaos_.file("calm", "");
  {
    auto earlier = start();
    EXPECT_EQ(earlier.wait().exit_code, 0);
  }
  std::filesystem::remove(chaos_.path("calm"));
  std::filesystem::remove(chaos_.path("back"));
  auto running = start();
  const Outcome outcome = chaos_.run({"rollback", "--again", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("this run is still in progress: pid "));
  EXPECT_FALSE(chaos_.exists("back"));
  chaos_.file("calm", "");
  EXPECT_EQ(running.wait().exit_code, 0);
}

/// Whether this user may create PID namespaces.
bool can_unshare() {
  const auto outcome = os::run_process(
      {.executable = "/usr/bin/unshare", .arguments = {"unshare", "-r", "-p", "-f", "true"}},
      Deadline::never(), {});
  return outcome.status == 0;
}

TEST_F(LiveRun, IsAlsoAliveForAnotherPidNamespace) {
  if (!can_unshare()) GTEST_SKIP() << "PID namespaces cannot be made here";
  auto running = start();
  const auto outcome =
      os::run_process({.executable = "/usr/bin/unshare",
                       .arguments = {"unshare", "-r", "-p", "-f", chaos_.program(), "--no-log-file",
                                     "recover", "--rollback", chaos_.path(kWal)}},
                      Deadline::never(), {});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("this run is still in progress: pid "));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("`chaos stop " + chaos_.path(kWal) + "` on "),
                                 HasSubstr(" (or in its container) stops the run")));
  EXPECT_FALSE(chaos_.exists("back"));
  chaos_.file("calm", "");
  EXPECT_EQ(running.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

/// An earlier run that was killed in another directory.
void crash_elsewhere(ChaosCommand& chaos) {
  std::filesystem::create_directory(chaos.path("elsewhere"));
  auto run = chaos.start({"--change-dir", "elsewhere", "run", "--no-watchdog", "../other.json"});
  run.wait_for_log("Action: hang");
  run.signal(SIGKILL).wait();
}

TEST_F(LiveRun, KeepsRunsElsewhereFromBeingRecoveredInItsPlace) {
  chaos_.file("other.json", to_json_text(experiment_of({shell_action("hang", "sleep 1000")},
                                                       {shell_action("mend", "true")})));
  crash_elsewhere(chaos_);
  auto running = start();
  for (const char* state : {"held", "damaged"}) {
    const Outcome outcome = chaos_.run({"recover", "--rollback"});
    EXPECT_EQ(outcome.exit_code, 1) << state;
    EXPECT_THAT(outcome.err, HasSubstr("'journal.json.wal' cannot be recovered: ")) << state;
    EXPECT_THAT(outcome.err, HasSubstr("instead: chaos recover --rollback " +
                                       chaos_.path("elsewhere/journal.json.wal") + "\n"))
        << state;
    EXPECT_TRUE(chaos_.exists("elsewhere/journal.json.wal")) << state;
    if (chaos_.exists("calm")) continue;
    chaos_.file("calm", "");
    EXPECT_EQ(running.wait().exit_code, 0);
    chaos_.file(kWal, "damaged");
  }
  std::filesystem::remove(chaos_.path(kWal));
  EXPECT_EQ(chaos_.run({"recover", "--rollback"}).exit_code, 0);
  EXPECT_FALSE(chaos_.exists("elsewhere/journal.json.wal"));
}

TEST_F(LiveRun, CannotBeRecoveredFromACopyOfItsLog) {
  auto running = start();
  chaos_.file("copy.wal", chaos_.text(kWal));
  const Outcome outcome = chaos_.run({"recover", "--rollback", "copy.wal"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("this run is still in progress: pid " +
                                     std::to_string(running.pid()) + " on "));
  EXPECT_FALSE(chaos_.exists("back"));
  chaos_.file("calm", "");
  EXPECT_EQ(running.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

TEST_F(LiveRun, ThatWasKilledIsRecoveredFromOneCopyOfItsLogAtATime) {
  kill_run_with_waiting_rollback();
  chaos_.file("copy.wal", chaos_.text(kWal));
  auto first = chaos_.start({"recover", "--rollback", kWal});
  EXPECT_EQ(news_.read_line(), "up");
  const Outcome second = chaos_.run({"recover", "--rollback", "copy.wal"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, HasSubstr("this run is being recovered: pid " +
                                    std::to_string(first.pid()) + " on "));
  chaos_.file("calm", "");
  EXPECT_EQ(first.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

TEST_F(LiveRun, ThatWasKilledIsRecoveredByOneOfTwoRecoveries) {
  kill_run_with_waiting_rollback();
  auto first = chaos_.start({"recover", "--rollback", kWal});
  EXPECT_EQ(news_.read_line(), "up");
  const Outcome second = chaos_.run({"recover", "--rollback", kWal});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, HasSubstr("this run is being recovered: pid "));
  chaos_.file("calm", "");
  EXPECT_EQ(first.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
  EXPECT_FALSE(chaos_.exists(kWal));
}

}  // namespace
}  // namespace chaos::testing
