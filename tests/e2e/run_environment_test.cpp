// Rollbacks that are played in another environment than that of their run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kMention = "which is not that of the run: ";

class RunEnvironment : public ::testing::Test {
 protected:
  RunEnvironment() {
    chaos_.env("KUBECONFIG", "staging.kc").env("TERM", "xterm");
    Json action = shell_action("break", ":");
    action["rollback"] = shell_action("mend", "test -e mended");
    chaos_.experiment(
        experiment_of({action, shell_action("hold", "test -e over || exec sleep 1000")}));
  }

  void kill_run() {
    RunningChaos running = chaos_.start({"run", "--no-watchdog", "experiment.json"});
    running.wait_for_log("Action: hold").signal(SIGKILL);
    running.wait();
    chaos_.file("mended", "");
  }

  void fail_to_undo() {
    chaos_.file("over", "");
    EXPECT_EQ(chaos_.run({"run", "experiment.json"}).exit_code, 1);
    chaos_.file("mended", "");
  }

  std::vector<std::string> recover() { return chaos_.run({"recover", "--rollback"}).log(); }
  std::vector<std::string> rollback() { return chaos_.run({"rollback", "journal.json"}).log(); }

  ChaosCommand chaos_;
};

TEST_F(RunEnvironment, OfAKilledRunIsComparedByRecover) {
  kill_run();
  chaos_.env("KUBECONFIG", "prod.kc");
  EXPECT_THAT(recover(), Contains(EndsWith(std::string(kMention) + "KUBECONFIG (another value)")));
}

TEST_F(RunEnvironment, OfAnEndedRunIsComparedByRollback) {
  fail_to_undo();
  chaos_.env("KUBECONFIG", "prod.kc");
  EXPECT_THAT(rollback(), Contains(EndsWith(std::string(kMention) + "KUBECONFIG (another value)")));
}

TEST_F(RunEnvironment, IsNotMentionedIfOnlyTheTerminalDiffers) {
  kill_run();
  chaos_.env("TERM", "dumb").env("SSH_TTY", "/dev/pts/9").env("TMUX", "x");
  EXPECT_THAT(recover(), Each(Not(HasSubstr(kMention))));
}

TEST_F(RunEnvironment, IsMentionedInOneLine) {
  for (const char* name : {"A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"})
    chaos_.env(name, "then");
  fail_to_undo();
  for (const char* name : {"A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"})
    chaos_.env(name, "now");
  EXPECT_THAT(rollback(), Contains(HasSubstr("A6 (another value) and 2 others")));
}

TEST_F(RunEnvironment, IsNotInTheJournalIfNothingIsLeftToUndo) {
  chaos_.file("over", "").file("mended", "");
  chaos_.run({"run", "experiment.json"});
  EXPECT_THAT(chaos_.text("journal.json"), Not(HasSubstr("KUBECONFIG")));
}

TEST_F(RunEnvironment, LeavesTheJournalOnceTheRollbacksHaveSucceeded) {
  fail_to_undo();
  EXPECT_THAT(chaos_.text("journal.json"), HasSubstr("KUBECONFIG"));
  rollback();
  EXPECT_THAT(chaos_.text("journal.json"), Not(HasSubstr("KUBECONFIG")));
}

TEST_F(RunEnvironment, IsRecordedWithoutItsValues) {
  kill_run();
  EXPECT_THAT(chaos_.text("journal.json.wal"), HasSubstr("KUBECONFIG"));
  EXPECT_THAT(chaos_.text("journal.json.wal"), Not(HasSubstr("staging.kc")));
}

}  // namespace
}  // namespace chaos::testing
