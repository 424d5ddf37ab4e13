#include "support/terminal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/living_process.h"
#include "support/named_pipe.h"
#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

const std::vector<std::string> kRun{"run", "experiment.json"};

TEST(AtATerminal, AnActivityMayAsk) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of(
      {shell_action("ask", "echo 'password?' > /dev/tty; read word; echo \"heard $word\"")}));
  Terminal terminal(chaos, kRun);
  terminal.wait_for("password?");
  terminal.type("open sesame\n");
  EXPECT_EQ(terminal.wait(), 0);
  EXPECT_EQ(chaos.journal()["run"][0]["output"]["stdout"], "heard open sesame\n");
}

TEST(AtATerminal, ControlCInterruptsTheRun) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("wait", "echo ready > /dev/tty; sleep 1000")}));
  Terminal terminal(chaos, kRun);
  terminal.wait_for("ready");
  terminal.type("\x03");
  EXPECT_EQ(terminal.wait(), 1);
  EXPECT_EQ(chaos.journal()["status"], "interrupted");
}

TEST(AtATerminal, ATimeoutEndsProcessesStartedByTheActivity) {
  Json action = shell_action("family", "sleep 1000 & echo $! > grandchild; wait");
  action["provider"]["timeout"] = 1;
  ChaosCommand chaos;
  chaos.experiment(experiment_of({action}));
  EXPECT_EQ(Terminal(chaos, kRun).wait(), 0);
  EXPECT_EQ(chaos.journal()["run"][0]["status"], "failed");
  EXPECT_FALSE(is_alive(std::stoi(chaos.text("grandchild"))));
}

TEST(AtATerminal, ATimeoutEndsProcessesThatIgnoreSignals) {
  // The parent ends immediately; its child ignores SIGTERM, and could no longer be found.
  Json action = shell_action("family",
                             "(trap '' TERM; echo up > /dev/tty; exec sleep 1000) & "
                             "echo $! > grandchild; wait");
  action["provider"]["timeout"] = 1;
  ChaosCommand chaos;
  chaos.experiment(experiment_of({action}));
  EXPECT_EQ(Terminal(chaos, kRun).wait(), 0);
  EXPECT_EQ(chaos.journal()["run"][0]["status"], "failed");
  EXPECT_FALSE(is_alive(std::stoi(chaos.text("grandchild"))));
}

TEST(AtATerminal, ClosingItInterruptsTheRunAndRestoresTheSystem) {
  ChaosCommand chaos;
  chaos.experiment(
      experiment_of({shell_action("break", "touch broken"),
                     shell_action("wait", "echo ready > /dev/tty; exec sleep 1000")},
                    {shell_action("mend", "rm broken"), shell_action("say so", "echo mended")}));
  Terminal terminal(chaos, {"run", "--rollback-strategy", "always", "experiment.json"});
  terminal.wait_for("ready");
  terminal.hang_up();
  EXPECT_EQ(terminal.wait(), 1);
  EXPECT_EQ(chaos.journal()["status"], "interrupted");
  EXPECT_FALSE(chaos.exists("broken"));
  EXPECT_FALSE(chaos.exists("journal.json.wal"));
}

TEST(AtATerminal, ClosingItLetsAnUndoInProgressFinish) {
  ChaosCommand chaos;
  NamedPipe go(chaos.path("go"));
  chaos.experiment(
      experiment_of({shell_action("break", "touch broken")},
                    {shell_action("mend", "echo ready > /dev/tty; read word < go; rm broken"),
                     shell_action("say so", "touch mended")}));
  Terminal terminal(chaos, kRun);
  terminal.wait_for("ready");
  terminal.hang_up();
  go.write_line();
  EXPECT_EQ(terminal.wait(), 0);
  EXPECT_FALSE(chaos.exists("broken"));
  EXPECT_TRUE(chaos.exists("mended"));
}

// The runner decides what a key means: it may repeat a stop.
TEST(AtATerminal, KeysDoNotReachAnUndo) {
  ChaosCommand chaos;
  const Json undo = shell_action("mend",
                                 "trap 'touch interrupted' INT QUIT HUP; kill -INT $$; "
                                 "kill -QUIT $$; kill -HUP $$; echo ready > /dev/tty; rm broken");
  chaos.experiment(experiment_of({shell_action("break", "touch broken")}, {undo}));
  EXPECT_EQ(Terminal(chaos, kRun).wait(), 0);
  EXPECT_FALSE(chaos.exists("broken"));
  EXPECT_FALSE(chaos.exists("interrupted"));
}

TEST(AtATerminal, ClosingItLetsAPythonFunctionCleanUp) {
  PythonCommand chaos(R"(
import time

def hang():
    try:
        with open('/dev/tty', 'w') as terminal: terminal.write('ready')
        time.sleep(1000)
    except BaseException:
        open('cleaned', 'w').close()
        raise
)");
  chaos.experiment(experiment_of({python_action("hang")}));
  Terminal terminal(chaos, kRun);
  terminal.wait_for("ready");
  terminal.hang_up();
  EXPECT_EQ(terminal.wait(), 1);
  EXPECT_EQ(chaos.journal()["status"], "interrupted");
  EXPECT_TRUE(chaos.exists("cleaned"));
}

}  // namespace
}  // namespace chaos::testing
