#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "support/chaos_command.h"
#include "support/named_pipe.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// An undo that is running when the run is killed. It tells the test when it has started and the
/// log names its process, and continues when the test says so.
class UndoKeeper : public ::testing::Test {
 protected:
  RunningChaos begin(const std::string& rest, const std::vector<std::string>& options = {},
                     const Json& tolerance = {}) {
    Json undo =
        shell_action("mend",
                     "until grep -q 'process-started {.id.: 1,' journal.json.wal; do :; done; "
                     "echo here > here; read word < go; " +
                         rest + "; echo mend >> undone");
    if (!tolerance.is_null()) undo["tolerance"] = tolerance;
    chaos_.experiment(experiment_of({shell_action("break", "true")}, {undo}));
    std::vector<std::string> arguments = {"run", "experiment.json"};
    arguments.insert(arguments.begin() + 1, options.begin(), options.end());
    RunningChaos run = chaos_.start(arguments);
    EXPECT_EQ(here_.read_line(), "here");
    return run;
  }

  /// A `chaos recover` that waits for the undo.
  RunningChaos recover() {
    RunningChaos recovery = chaos_.start({"recover", "--rollback"});
    recovery.wait_for_log("Waiting for it to finish");
    return recovery;
  }

  /// Watchdogs are not children of this process, so their end is only visible in its effects.
  bool is_put_back() const {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!chaos_.exists("journal.json") || chaos_.exists("journal.json.wal")) {
      if (std::chrono::steady_clock::now() > limit) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
  }

  Json undo_in_journal() const { return chaos_.journal().at("rollbacks").at(0); }

  ChaosCommand chaos_;
  NamedPipe here_{chaos_.path("here")};
  NamedPipe go_{chaos_.path("go")};
};

/// The keeper has a few MiB left when it receives more output than that.
TEST_F(UndoKeeper, ThatHasNoMemoryFailsItsUndoAndDoesNotKeepTheRunWaiting) {
  RunningChaos run = begin(
      "prlimit --as=$(awk '/^VmSize:/ { print $2 * 1024 + 4000000 }' /proc/$PPID/status) "
      "--pid $PPID; head -c 60000000 /dev/zero");
  go_.write_line();
  EXPECT_EQ(run.wait().exit_code, 0);  // as in the reference: it is a flat rollback
  EXPECT_EQ(undo_in_journal()["status"], "failed");
  EXPECT_THAT(to_json_text(undo_in_journal()["exception"], -1), HasSubstr("ran out of memory"));
}

TEST_F(UndoKeeper, LetsNobodyInBeforeTheUndoHasEnded) {
  RunningChaos run = begin("true", {"--no-watchdog"});
  run.signal(SIGKILL);
  run.wait();

  const std::string undo = "its rollback 'mend' is still running (pid ";
  const Outcome interrupted = recover().signal(SIGINT).wait();
  EXPECT_EQ(interrupted.exit_code, 1);
  EXPECT_THAT(interrupted.err, HasSubstr("This run was killed, but " + undo));
  EXPECT_FALSE(chaos_.exists("undone"));
  const Outcome shown = chaos_.run({"ps"});
  EXPECT_THAT(shown.out, HasSubstr("killed, " + undo));
  EXPECT_THAT(shown.out, ::testing::Not(HasSubstr(std::to_string(run.pid()) + " ")));
  const Outcome stopped = chaos_.run({"stop", "journal.json"});
  EXPECT_EQ(stopped.exit_code, 1);
  EXPECT_THAT(stopped.err, HasSubstr(undo));
  EXPECT_THAT(stopped.err, HasSubstr("to end it: `kill -- -"));
  const Outcome listed = chaos_.run({"recover", "--list"});
  EXPECT_EQ(listed.exit_code, 0);
  EXPECT_EQ(listed.out, "was interrupted  mend\n");

  RunningChaos recovery = recover();
  go_.write_line();
  EXPECT_EQ(recovery.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
  EXPECT_EQ(undo_in_journal().at("status"), "succeeded");
  EXPECT_EQ(undo_in_journal().at("output"), (Json{{"status", 0}}));
  EXPECT_FALSE(chaos_.exists("journal.json.wal"));
}

TEST_F(UndoKeeper, TellsTheWatchdogTheResultOfTheUndo) {
  RunningChaos run = begin("true");
  run.signal(SIGKILL);
  go_.write_line();
  run.wait();  // waits for the watchdog, too, which has the same console

  ASSERT_TRUE(is_put_back());
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
  EXPECT_EQ(undo_in_journal().at("status"), "succeeded");
}

/// Its output is not kept, so only its exit status counts.
TEST_F(UndoKeeper, DoesNotTreatAnUndoAsFailedBecauseItsOutputIsUnknown) {
  RunningChaos run =
      begin("printf fine", {}, {{"type", "regex"}, {"target", "stdout"}, {"pattern", "fine"}});
  run.signal(SIGKILL);
  go_.write_line();
  const Outcome outcome = run.wait();  // waits for the watchdog, too, which has the same console

  ASSERT_TRUE(is_put_back());
  EXPECT_THAT(outcome.err, ::testing::Not(HasSubstr("tolerance")));
  EXPECT_EQ(chaos_.run({"rollback", "journal.json"}).exit_code, 0);
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
}

TEST_F(UndoKeeper, ReadsTheUndosOutputAlthoughNobodyNeedsIt) {
  RunningChaos run = begin("head -c 300000 /dev/zero");
  run.signal(SIGKILL);
  go_.write_line();
  run.wait();  // waits for the watchdog, too, which has the same console

  ASSERT_TRUE(is_put_back());
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
}

TEST_F(UndoKeeper, RecordsAFailure) {
  RunningChaos run = begin("echo mend >> undone; exit 7", {"--no-watchdog"});
  run.signal(SIGKILL);
  run.wait();
  go_.write_line();
  const auto is_recorded = [this] {
    return chaos_.text("journal.json.wal").find("undo-ended") != std::string::npos;
  };
  for (int i = 0; i < 1500 && !is_recorded(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));

  const Outcome listed = chaos_.run({"recover", "--list", "journal.json.wal"});
  EXPECT_THAT(listed.out + listed.err, HasSubstr("exit status 7"));
}

/// In a container, process 1 may never reap the run.
TEST_F(UndoKeeper, ContinuesAfterARunThatNobodyReaps) {
  RunningChaos run = begin("true", {"--no-watchdog"});
  run.signal(SIGKILL);
  siginfo_t end{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(run.pid()), &end, WEXITED | WNOWAIT), 0);

  EXPECT_THAT(chaos_.run({"ps"}).out, HasSubstr("mend"));
  EXPECT_THAT(chaos_.run({"stop", "journal.json"}).err,
              HasSubstr("was killed, but its rollback 'mend' is still running (pid "));
  RunningChaos recovery = recover();
  go_.write_line();
  const Outcome recovered = recovery.wait();
  EXPECT_EQ(recovered.exit_code, 0) << recovered.err;
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
}

TEST_F(UndoKeeper, GivesTheRunTheSameResultsAsWithoutIt) {
  RunningChaos run = begin("echo said; echo complained >&2");
  go_.write_line();
  const Outcome outcome = run.wait();

  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(undo_in_journal().at("output"),
            (Json{{"status", 0}, {"stdout", "said\n"}, {"stderr", "complained\n"}}));
}

TEST_F(UndoKeeper, IsReportedIfItIsKilled) {
  RunningChaos run = begin("true");
  const std::string children =
      "/proc/" + std::to_string(run.pid()) + "/task/" + std::to_string(run.pid()) + "/children";
  const Outcome killed = ChaosCommand("/bin/sh").run(
      {"-c", "for pid in $(cat " + children +
                 "); do grep -q keeper /proc/$pid/cmdline && kill -9 $pid; done; true"});
  ASSERT_EQ(killed.exit_code, 0);
  const Outcome outcome = run.wait();

  EXPECT_THAT(outcome.err, HasSubstr("was killed"));
  EXPECT_FALSE(chaos_.exists("undone"));
  EXPECT_EQ(undo_in_journal().at("status"), "failed");
}

}  // namespace
}  // namespace chaos::testing
