#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <string>

#include "support/named_pipe.h"
#include "support/shell_command.h"
#include "support/terminal.h"

namespace chaos::testing {
namespace {

/// A console whose reader does not read: a pager that waits for a key, a stuck log agent.
class StuckConsole : public ::testing::Test {
 protected:
  StuckConsole() : news_(shell_.path("news")), console_(shell_.path("console")) {
    shell_.experiment(
        experiment_of({shell_action("break", "touch broken; echo up > news; exec sleep 1000")},
                      {shell_action("mend", "rm broken; echo back > news")}));
  }

  /// Returns once the fault is in place and nobody reads any longer.
  RunningChaos begin(const std::string& options = "") {
    RunningChaos running = shell_.start_script("exec \"$CHAOS\" run --rollback-strategy always " +
                                               options + " experiment.json 2>console");
    EXPECT_EQ(news_.read_line(), "up");
    const os::FileDescriptor console(
        ::open(shell_.path("console").c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
    while (::write(console.get(), "x", 1) == 1) {
    }
    return running;
  }

  void expect_mended() {
    EXPECT_EQ(news_.read_line(), "back");
    EXPECT_FALSE(shell_.exists("broken"));
  }

  ShellCommand shell_;
  NamedPipe news_;
  const NamedPipe console_;
};

TEST_F(StuckConsole, DoesNotDelayASignal) {
  RunningChaos running = begin();
  running.signal(SIGTERM);
  expect_mended();
  EXPECT_EQ(running.wait().exit_code, 1);
  EXPECT_EQ(shell_.journal()["status"], "interrupted");
}

TEST_F(StuckConsole, DoesNotDelayADeadline) {
  RunningChaos running = begin("--deadline 1s");
  expect_mended();
  EXPECT_EQ(running.wait().exit_code, 1);
}

TEST_F(StuckConsole, DoesNotDelayTheWatchdog) {
  RunningChaos running = begin();
  running.signal(SIGKILL);
  expect_mended();
  running.wait();
}

TEST(SuspendedTerminal, DoesNotDelayADeadline) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  chaos.experiment(
      experiment_of({shell_action("break", "touch broken; echo up > news; exec sleep 1000")},
                    {shell_action("mend", "rm broken; echo back > news")}));
  Terminal terminal(
      chaos, {"run", "--rollback-strategy", "always", "--deadline", "2s", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  terminal.type("\x13");  // Ctrl-S
  EXPECT_EQ(news.read_line(), "back");
  EXPECT_FALSE(chaos.exists("broken"));
  terminal.type("\x11");  // Ctrl-Q
  EXPECT_EQ(terminal.wait(), 1);
}

TEST(BackgroundJob, IsNotSuspendedByItsOutput) {
  ShellCommand shell;
  shell.experiment(experiment_of({shell_action("act", "true")}));
  const Outcome outcome = shell.script(
      "script -qec 'stty tostop; set -m; \"$CHAOS\" run experiment.json & wait $!' /dev/null");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  EXPECT_EQ(shell.journal()["status"], "completed");
}

}  // namespace
}  // namespace chaos::testing
